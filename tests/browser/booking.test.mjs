import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { authenticate, home, open, renter, sandbox, until } from './stage.mjs';

let stage;
before(async () => {
  stage = await open([[4711, 739078], [4711, 739083]]);
});
afterEach(() => stage.empty());
after(async () => {
  await sandbox('faults', {});
  await stage?.close();
});

/** Opens a property's page. */
async function property(page, name) {
  await (await home(page, name)).click();
  await page.getByRole('heading', { name: 'Book a tour' }).waitFor();
}

/** Chooses the first time of a day far enough away that another test does not want it. */
async function choose(page, day) {
  const one = page.locator('details.day').nth(day);
  await one.evaluate((details) => { details.open = true; });
  const slot = one.getByRole('radio').first();
  const label = await slot.getAttribute('data-label');
  await slot.check({ force: true });
  return { label, raw: JSON.parse(await slot.getAttribute('value')) };
}

const book = (page) => page.getByRole('button', { name: 'Book this tour' }).click();

test('a renter books a tour, sees it confirmed with its zone, and Entrata has it word for word', async () => {
  const page = await stage.signedIn(renter('renter'));
  await property(page, 'Wabash');
  const { label, raw } = await choose(page, 1);
  assert.equal(await page.locator('[data-chosen]').innerText(), label);
  await book(page);
  await page.waitForURL('**/tours.php?booked=*');
  await page.getByRole('status').getByText('Your tour is confirmed').waitFor();
  const tour = page.locator('.tour:target');
  assert.match(await tour.innerText(), /Confirmed/);
  assert.match(await tour.locator('time').innerText(), /\b(CST|CDT)$/);
  const { appointments } = await sandbox('truth');
  const mine = appointments.filter(({ email, date }) => email === renter('renter') && date === raw[0]);
  assert.equal(mine.length, 1);
  assert.equal(`${mine[0].time_from} - ${mine[0].time_to}`, raw[1]);
  assert.deepEqual(page.complaints, []);
});

test('a renter who is beaten to a slot is told so and offered what is left', async () => {
  const first = await stage.signedIn(renter('renter'));
  const second = await stage.signedIn(renter('second'));
  await property(first, 'Wabash');
  await property(second, 'Wabash');
  const { label } = await choose(first, 2);
  assert.equal((await choose(second, 2)).label, label);
  await book(first);
  await first.waitForURL('**/tours.php?booked=*');
  await second.getByLabel('Message to the property').fill('We come by train.');
  await book(second);
  await second.getByRole('alert').getByText('has just been taken').waitFor();
  assert.equal(await second.locator(`input[data-label="${label}"]`).count(), 0);
  assert.equal(await second.getByLabel('Message to the property').inputValue(), 'We come by train.');
  await choose(second, 2);
  await book(second);
  await second.waitForURL('**/tours.php?booked=*');
  await second.getByRole('status').getByText('Your tour is confirmed').waitFor();
  await second.locator('.badge', { hasText: 'Refused' }).waitFor();
});

test('a booked tour is on the dashboard of the property\'s operator at once, and on no other', async () => {
  const operator = await stage.signedIn('agent-4711@example.com');
  const request = operator.locator('.request', { hasText: 'Sam Second' }).first();
  const text = await request.innerText();
  for (const part of [renter('second'), '312-555-0102', 'The Wabash', 'Confirmed by Entrata', 'We come by train.']) {
    assert.ok(text.includes(part), `${part} is not in: ${text}`);
  }
  const other = await stage.signedIn('agent-4712@example.com');
  assert.equal(await other.getByText('Sam Second').count(), 0);
});

test('booking works without JavaScript', async () => {
  const page = await stage.signedIn(renter('noscript'), { javaScriptEnabled: false });
  await property(page, 'Wabash');
  await page.locator('details.day').nth(3).locator('summary').click();
  await page.locator('details.day').nth(3).locator('.slot').first().click();
  await book(page);
  await page.getByText('Your tour is confirmed').waitFor();
});

test('every bad field is named at once, and what was entered stays', async () => {
  const page = await stage.signedIn(renter('looker'));
  await property(page, 'Wabash');
  await page.getByLabel('Phone').fill('12');
  await page.getByLabel('Last name').fill('Lookabout');
  await page.locator('form.book').evaluate((form) => { form.noValidate = true; });
  await page.getByLabel('E-mail').fill('nobody');
  await book(page);
  const alert = page.getByRole('alert');
  for (const part of ['choose one of the tour times', 'E-mail must be an e-mail address', 'Phone must be a phone number']) {
    await alert.getByText(part).waitFor();
  }
  assert.equal(await page.getByLabel('Last name').inputValue(), 'Lookabout');
  assert.equal(await page.getByLabel('E-mail').getAttribute('aria-invalid'), 'true');
});

test('a property without tours says so and whom to ask', async () => {
  const page = await stage.signedIn(renter('looker'));
  await property(page, 'Quiet Pines');
  await page.getByText('does not offer tours of this kind').waitFor();
  await page.locator('.booking').getByRole('link', { name: '208-555-0183' }).waitFor();
});

test('a tour that Entrata cannot take now is pending, and turns confirmed under the reader\'s eyes', async () => {
  await sandbox('faults', { methods: { sendLeads: { error_rate: 1 } } });
  const page = await stage.signedIn(renter('pending'));
  await property(page, 'Wabash');
  await choose(page, 4);
  await book(page);
  await page.getByRole('status').getByText('not confirmed it yet').waitFor();
  await page.locator('.tour .badge', { hasText: 'Pending' }).waitFor();
  const operator = await stage.signedIn('agent-4711@example.com');
  await operator.locator('.request', { hasText: 'Pia Pending' }).getByText('On its way to Entrata').waitFor();
  await sandbox('faults', {});
  // Where no worker runs, what is due runs after a webhook.
  await until('the lead\'s delivery', async () => {
    await authenticate(4711);
    return page.locator('.tour .badge', { hasText: 'Confirmed' }).isVisible();
  });
});
