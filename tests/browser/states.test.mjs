// Pages in the states that people rarely meet: each is readable on a phone, for everyone.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { chooseTime, home, open, PHONE, php, readable, renter, sandbox } from './stage.mjs';

const OPERATOR = 'agent-4711@example.com';
const phone = { viewport: PHONE, reducedMotion: 'reduce' };

let stage;
let property;
before(async () => {
  stage = await open([[4711, 739076], [4711, 739083]]);
  const page = await stage.signedIn(renter('renter'));
  property = await (await home(page, 'Sample Court')).getAttribute('href');
});
afterEach(async () => {
  await stage.empty();
  await sandbox('faults', {});
});
after(() => stage?.close());

/** Lets a form send what the browser would not. */
const withoutChecks = (page) => page.evaluate(() => {
  for (const form of document.forms) form.noValidate = true;
  for (const field of document.querySelectorAll('[maxlength]')) field.removeAttribute('maxlength');
});
const book = (page) => page.getByRole('button', { name: 'Book this tour' }).click();

test('a home with as much of everything as there can be fits five phone screens', async () => {
  const page = await stage.signedIn(renter('looker'), phone);
  await page.goto(`/property.php?propertyId=${php('longest.php', '4711', '739076')}`);
  await page.getByText('Show 11 more specials').waitFor();
  await page.getByText('Show 898 more units').waitFor();
  await readable(page);
  await withoutChecks(page);
  await page.getByLabel('Message to the property').fill('<b>long</b> '.repeat(600));
  await page.getByText('Your contact details').click();
  await page.getByLabel('Phone').fill('call me');
  await book(page);
  await page.getByRole('alert').waitFor();
  await readable(page);
});

test('a unit names its deposit and its rent for each lease term', async () => {
  const page = await stage.signedIn(renter('looker'));
  await page.goto(property);
  const unit = page.locator('tr', { hasText: 'Rent by lease term' }).first();
  await unit.getByText('Rent by lease term').click();
  const text = await unit.innerText();
  assert.match(text, /\$[\d,]+ deposit/);
  assert.match(text, /12 Months: \$[\d,]+ \(best price\)/);
});

const STATES = [
  ['a wrong password', null, async (page) => {
    await page.goto('/login.php');
    await page.getByLabel('Email').fill('stranger@example.com');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
  }],
  ['signing in to continue', null, (page) => page.goto(property)],
  ['a page that does not exist', null, (page) => page.goto('/nothing-like-this.php')],
  ['a home that does not exist', renter('looker'), (page) => page.goto('/property.php?propertyId=nonsense')],
  ['a tour that does not exist', renter('looker'), (page) => page.goto('/tour.php?id=999999999')],
  ['an operator\'s page for a renter', renter('looker'), (page) => page.goto('/dashboard.php')],
  ['a form that has expired', renter('looker'), async (page) => {
    await page.goto(property);
    await page.evaluate(() => { document.querySelector('.book [name=form_token]').value = 'of another session'; });
    await book(page);
    await page.getByText('This form has expired.').waitFor();
  }],
  ['a booking with every field wrong', renter('looker'), async (page) => {
    await page.goto(property);
    await withoutChecks(page);
    await page.getByText('Your contact details').click();
    await page.getByLabel('First name').fill('n'.repeat(300));
    await page.getByLabel('Phone').fill('12');
    await page.getByLabel('Message to the property').fill('m'.repeat(5001));
    await book(page);
    await page.getByRole('alert').waitFor();
  }],
  ['a home without tours', renter('looker'), async (page) => {
    await (await home(page, 'Quiet Pines', '&tours=none')).click();
    await page.getByText('This property does not book tours online.').waitFor();
  }],
  ['homes without tours', renter('looker'), (page) => page.goto('/tours.php?tours=none')],
  ['a calendar that does not respond', renter('looker'), async (page) => {
    await sandbox('faults', { methods: { getCalendarAvailability: { error_rate: 1 } } });
    await page.goto(`${property}&tourType=VIRTUAL_GUIDED&month=${nextMonth()}`);
    await page.getByText('No tour times to show.').waitFor();
  }],
  ['an operator without properties', 'new-agent', (page) => page.goto('/dashboard.php')],
  ['tour requests that do not match', OPERATOR, (page) => page.goto('/dashboard.php?renter=nothing-like-this&status=REJECTED')],
  ['webhooks that do not match', OPERATOR, (page) => page.goto('/dashboard.php?q=nothing-like-this&type=OTHER')],
  ['a page beyond the last one', OPERATOR, (page) => page.goto('/dashboard.php?page=9999&requests=9999&properties=9999')],
];

for (const [name, email, show] of STATES) {
  test(`${name} is readable on a phone, for everyone`, async () => {
    const account = email === 'new-agent' ? renter('new-agent') : email;
    const page = account ? await stage.signedIn(account, phone) : await stage.visitor(phone);
    await show(page);
    await page.locator('main h1').waitFor();
    await readable(page);
  });
}

/** The month after this one, as MM-YYYY. */
function nextMonth() {
  const month = new Date();
  month.setUTCDate(1);
  month.setUTCMonth(month.getUTCMonth() + 1);
  return `${String(month.getUTCMonth() + 1).padStart(2, '0')}-${month.getUTCFullYear()}`;
}

test('a page beyond the last one shows the last one', async () => {
  const page = await stage.signedIn(OPERATOR);
  await page.goto('/dashboard.php?page=9999');
  assert.ok(await page.locator('.webhook').count() > 0);
  await page.goto('/tours.php?page=9999');
  assert.ok(await page.locator('.home').count() > 0);
});

test('a visitor who signs in goes on to the page that was asked for', async () => {
  const page = await stage.visitor();
  await page.goto(property);
  await page.getByText('Please sign in to continue.').waitFor();
  await page.getByLabel('Email').fill(renter('looker'));
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill('password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Book a tour' }).waitFor();
  assert.ok(page.url().endsWith(property));
});

test('a session that ends before a booking leads back to the home, and nothing is booked', async () => {
  const page = await stage.signedIn(renter('looker'));
  await page.goto(property);
  await chooseTime(page, 5);
  await page.context().clearCookies();
  await book(page);
  await page.getByText('Please sign in to continue.').waitFor();
  await page.getByLabel('Email').fill(renter('looker'));
  await page.getByLabel('Password').fill('password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Book a tour' }).waitFor();
  await page.goto('/tours.php');
  assert.equal(await page.locator('.tour').count(), 0);
});

test('signing in never leads to another site', async () => {
  const page = await stage.visitor();
  for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', '/login.php', '/property.php\r\nX: y']) {
    await page.goto(`/login.php?next=${encodeURIComponent(next)}`);
    assert.equal(await page.locator('[name=next]').count(), 0, next);
  }
});

test('the same booking sent twice at once, and again from the history, is one tour', async () => {
  const page = await stage.signedIn(renter('noscript'));
  await page.goto(property);
  await chooseTime(page, 6);
  const form = await page.evaluate(() => Object.fromEntries(new FormData(document.querySelector('form.book'))));
  const send = () => page.request.post('/book.php', { form, maxRedirects: 0 });
  const sent = [...await Promise.all([send(), send()]), await send()];
  assert.deepEqual(sent.map((response) => response.status()), [303, 303, 303]);
  assert.equal(new Set(sent.map((response) => response.headers().location)).size, 1);
  await page.goto('/tours.php');
  assert.equal(await page.locator('.tour').count(), 1);
});

test('a request for another time needs words, keeps them, and loses none', async () => {
  const page = await stage.signedIn(renter('noscript'), phone);
  await page.getByRole('link', { name: 'Change or cancel' }).first().click();
  await withoutChecks(page);
  const send = () => page.getByRole('button', { name: 'Send request' }).click();
  await send();
  await page.getByText('Your message must say which days and times work for you.').waitFor();
  await readable(page);
  await withoutChecks(page);
  await page.getByLabel('Which days').fill('x'.repeat(501));
  await send();
  await page.getByText('must not be longer than 500 characters').waitFor();
  assert.equal((await page.getByLabel('Which days').inputValue()).length, 501);
  await page.getByLabel('Which days').fill('Tuesday\n<b>or</b> Friday');
  await send();
  await page.getByRole('status').getByText('We asked the property for another time').waitFor();
  const operator = await stage.signedIn(OPERATOR);
  const note = operator.locator('#attention blockquote', { hasText: '<b>or</b> Friday' }).first();
  if (!await note.isVisible()) await operator.locator('#attention').getByText(/^Show/).click();
  assert.equal(await note.innerText(), 'Tuesday\n<b>or</b> Friday');
});
