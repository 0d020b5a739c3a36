// What every browser test uses: a browser, Entrata's webhooks, and people who can sign in.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium, firefox } from 'playwright-core';

const require = createRequire(import.meta.url);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Returns a setting of the tests; `make test` sets them all. */
function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the browser tests run in \`make test\``);
  return value;
}

export const PORTAL = setting('PORTAL_URL').replace(/\/$/, '');
export const SANDBOX = setting('SANDBOX_URL').replace(/\/$/, '');
export const PHONE = { width: 360, height: 740 };
/** The most screens that a page takes on a phone. */
const SCREENS = 5;
const PASSWORD = 'password';
// Each run has renters of its own, who have booked nothing yet.
const RUN = Date.now().toString(36);
export const SCREENSHOTS = here('../../target/screenshots/');
/** `chromium`, or `firefox`: Debian's own, over WebDriver BiDi. */
export const BROWSER = process.env.BROWSER ?? 'chromium';
const LAUNCH = {
  chromium: () => chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  }),
  firefox: () => firefox.launch({
    channel: 'moz-firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
  }),
};

/** Returns the email address of one of seed.php's renters. */
export function renter(name) {
  return `${name}+${RUN}@example.com`;
}

/** Sends Entrata's webhook, with the portal's credentials. */
export async function webhook(fields) {
  const query = new URLSearchParams({
    client_id: setting('ENTRATA_CLIENT_ID'),
    client_secret: setting('ENTRATA_CLIENT_SECRET'),
    ...fields,
  });
  const answer = await fetch(`${PORTAL}/index.php?${query}`);
  const { response } = await answer.json();
  if (answer.status !== 200) throw new Error(`The webhook ${JSON.stringify(fields)} got ${JSON.stringify(response)}`);
  return response;
}

export async function authenticate(cid) {
  const { auth_code } = await sandbox('codes', { cid });
  return webhook({ cid, auth_code });
}

/** Reads from the sandbox's control API, or writes to it. */
export async function sandbox(what, body) {
  const init = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${SANDBOX}/_sandbox/${what}`, init);
  if (!answer.ok) throw new Error(`The sandbox returned ${answer.status} for ${what}: ${await answer.text()}`);
  return answer.json();
}

/** Waits until `condition` returns a value, and returns it. */
export async function until(what, condition, seconds = 120) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${seconds} seconds have passed without ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Runs a PHP script of this folder, and returns what it prints. */
export function php(script, ...parameters) {
  return execFileSync('php', [here(script), ...parameters], { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
}

/** Connects both companies, activates properties, and creates people who can sign in. */
export async function open(properties) {
  await Promise.all([authenticate(4711), authenticate(4712)]);
  php('seed.php', RUN);
  for (const [cid, property_id] of properties) {
    await webhook({ request_type: 'ACTIVATION', cid, property_id });
  }
  mkdirSync(SCREENSHOTS, { recursive: true });
  return new Stage(await LAUNCH[BROWSER]());
}

class Stage {
  constructor(browser) {
    this.browser = browser;
  }

  /** Closes every page: none goes on requesting while the next test runs. */
  async empty() {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
  }

  close() {
    return this.browser.close();
  }

  /** Opens a page for a visitor. Script errors and violations of the page's policy are collected in `complaints`. */
  async visitor(options = {}) {
    const context = await this.browser.newContext({ baseURL: PORTAL, ...options });
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content[ -]Security[ -]Policy|Refused to/.test(message.text())) page.complaints.push(message.text());
    });
    return page;
  }

  /** Opens a page for a user who has signed in. */
  async signedIn(email, options) {
    const page = await this.visitor(options);
    await page.goto('/login.php');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/(tours|dashboard)\.php/);
    return page;
  }
}

/**
 * Returns the link to a home on the market, once it is there. Without a worker, a webhook runs the jobs that are due; a
 * property that was imported a moment ago may be imported again after a minute.
 */
export async function home(page, name, further = '') {
  return until(`${name} on the market`, async () => {
    await page.goto(`/tours.php?place=${encodeURIComponent(name)}${further}`);
    const link = page.locator('.home h3 a').first();
    if (await link.count()) return link;
    await authenticate(4711);
    return null;
  });
}

/**
 * Chooses the first tour time of a day, which is far enough away that another test does not need it.
 *
 * @returns its label, and Entrata's own text
 */
export async function chooseTime(page, day) {
  await page.locator('.days input').nth(day).check({ force: true });
  const slot = page.locator(`.slots-${day} input`).first();
  const label = await slot.getAttribute('data-label');
  await slot.check({ force: true });
  return { label, raw: JSON.parse(await slot.getAttribute('value')) };
}

/** Opens a home's page. */
export async function openHome(page, name) {
  await (await home(page, name)).click();
  await page.getByRole('heading', { name: 'Book a tour' }).waitFor();
}

/** Fails if the page is wider than the screen, longer than five screens of a phone, or hard to use for someone. */
export async function readable(page) {
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  assert.equal(beyond, 0, `the page is ${beyond} pixels wider than the screen`);
  const { width } = page.viewportSize();
  const screens = await page.evaluate(() => document.documentElement.scrollHeight / innerHeight);
  assert.ok(width > 400 || screens <= SCREENS, `the page is ${screens.toFixed(1)} screens long`);
  assert.deepEqual(await findings(page), []);
  assert.deepEqual(page.complaints, []);
}

/** Returns everything that axe finds on this page, of any severity. */
async function findings(page) {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
