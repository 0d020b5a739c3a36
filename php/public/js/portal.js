// Makes the pages nicer where scripts run; every page works without.
'use strict';

// Shows that something is loading, and ignores a second click.
function busy(element) {
  if (element.getAttribute('aria-busy') === 'true') return false;
  element.setAttribute('aria-busy', 'true');
  if (element.dataset.busy) {
    element.dataset.idle = element.textContent;
    element.textContent = element.dataset.busy;
  }
  return true;
}

function idle(element) {
  element.removeAttribute('aria-busy');
  if (element.dataset.idle) element.textContent = element.dataset.idle;
}

document.addEventListener('submit', (event) => {
  const button = event.target.querySelector('button[data-busy]');
  if (button && !busy(button)) event.preventDefault();
});

// A page that the browser brings back from its history is not loading any more.
addEventListener('pageshow', () => document.querySelectorAll('[aria-busy]').forEach(idle));

// Replaces a section of this page by the same section of another version of it.
async function load(address, id) {
  const response = await fetch(address, { headers: { Accept: 'text/html' } });
  if (response.redirected) return location.assign(response.url);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById(id);
  if (!fresh) return location.assign(address);
  document.getElementById(id).replaceWith(fresh);
  return fresh;
}

// Another week, month or kind of tour: only the times change.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-times]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const times = document.getElementById('times');
  if (!busy(times)) return;
  const waiting = document.createElement('p');
  waiting.className = 'notice wait';
  waiting.setAttribute('role', 'status');
  waiting.textContent = 'Loading tour times…';
  times.querySelector('h2').after(waiting);
  try {
    const fresh = await load(link.href, 'times');
    history.replaceState(null, '', link.href);
    const same = fresh?.querySelector(`a[data-times][href="${link.getAttribute('href')}"]`);
    (same ?? fresh?.querySelector('.days input:checked, a[data-times][aria-current]'))?.focus();
  } catch {
    location.assign(link.href);
  }
});

// Shows the chosen time beside the button, since its day may be out of sight.
document.addEventListener('change', (event) => {
  if (event.target.name !== 'slot') return;
  event.target.form.querySelector('[data-chosen]').textContent = event.target.dataset.label;
});

// Looks again at what is on its way to Entrata, until it has arrived.
async function refresh(section) {
  const seconds = Number(section.dataset.refresh);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  let fresh = section;
  const reading = section.contains(document.activeElement) || section.querySelector('details[open]');
  if (!document.hidden && !reading) {
    fresh = await load(location.href, section.id).catch(() => section);
  }
  if (fresh?.dataset.refresh) refresh(fresh);
}
document.querySelectorAll('[data-refresh]').forEach(refresh);

// After a booking that failed, the reason is what to read first.
document.getElementById('problem')?.focus();
