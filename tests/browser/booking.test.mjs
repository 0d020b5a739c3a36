import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { authenticate, chooseTime as choose, home, open, openHome as property, renter, sandbox, until } from './stage.mjs';

let stage;
before(async () => {
  stage = await open([[4711, 739076], [4711, 739078], [4711, 739083]]);
});
afterEach(() => stage.empty());
after(async () => {
  await sandbox('faults', {});
  await stage?.close();
});

const book = (page) => page.getByRole('button', { name: 'Book this tour' }).click();

test('a renter books a tour with the slot exactly as Entrata wrote it', async () => {
  const page = await stage.signedIn(renter('renter'));
  await property(page, 'Sample Court');
  const { label, raw } = await choose(page, 1);
  assert.match(label, /\d [AP]M C[SD]T \(\d+:\d\d [AP]M M[SD]T at the property\)$/);
  assert.equal(await page.locator('[data-chosen]').innerText(), label);
  await book(page);
  await page.waitForURL('**/tours.php?booked=*');
  const both = label.slice(label.indexOf(', ', label.indexOf(', ') + 1) + 2);
  const news = await page.getByRole('status').innerText();
  assert.match(news, /Your tour is confirmed/);
  assert.ok(news.includes(both), `${both} is not in: ${news}`);
  const tour = page.locator('.tour:target');
  assert.match(await tour.innerText(), /Confirmed/);
  assert.ok((await tour.locator('time').innerText()).includes(both));
  const { appointments } = await sandbox('truth');
  const mine = appointments.filter(({ email, date }) => email === renter('renter') && date === raw[0]);
  assert.equal(mine.length, 1);
  assert.equal(`${mine[0].time_from} - ${mine[0].time_to}`, raw[1]);
  assert.deepEqual(page.complaints, []);

  const operator = await stage.signedIn('agent-4711@example.com');
  const request = await operator.locator('.request', { hasText: 'Rosa Renter' }).first().innerText();
  assert.ok(request.includes(both), `${both} is not in: ${request}`);
});

test('a confirmed tour can be added to a calendar', async () => {
  const page = await stage.signedIn(renter('renter'));
  const link = page.locator('.tour').getByRole('link', { name: 'Add to calendar' }).first();
  const file = await page.request.get(await link.getAttribute('href'));
  assert.equal(file.headers()['content-type'], 'text/calendar; charset=utf-8');
  assert.match(file.headers()['content-disposition'], /attachment; filename="tour-\d+\.ics"/);
  const text = await file.text();
  for (const line of ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'STATUS:CONFIRMED', 'END:VCALENDAR']) {
    assert.ok(text.split('\r\n').includes(line), line);
  }
  assert.match(text, /\r\nDTSTART:\d{8}T\d{6}Z\r\n/);
  assert.match(text, /\r\nLOCATION:.*\\, Denver\\, CO/);
  assert.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75), 'no line is longer than 75 bytes');

  const other = await stage.signedIn(renter('looker'));
  assert.equal((await other.request.get(await link.getAttribute('href'))).status(), 404);
});

test('a renter who loses a slot to someone else is offered what is left', async () => {
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
  await second.getByRole('alert').getByText('Someone else just booked that time').waitFor();
  assert.equal(await second.locator(`input[data-label="${label}"]`).count(), 0);
  assert.equal(await second.getByLabel('Message to the property').inputValue(), 'We come by train.');
  await choose(second, 2);
  await book(second);
  await second.waitForURL('**/tours.php?booked=*');
  await second.getByRole('status').getByText('Your tour is confirmed').waitFor();
  await second.locator('.badge', { hasText: 'Declined' }).waitFor();
});

test('a booked tour appears at once on its operator\'s dashboard, and no other', async () => {
  const operator = await stage.signedIn('agent-4711@example.com');
  const request = operator.locator('.request', { hasText: 'Sam Second' }).first();
  const text = await request.innerText();
  for (const part of [renter('second'), '312-555-0102', 'The Wabash', 'Confirmed', 'We come by train.']) {
    assert.ok(text.includes(part), `${part} is not in: ${text}`);
  }
  const other = await stage.signedIn('agent-4712@example.com');
  assert.equal(await other.getByText('Sam Second').count(), 0);
});

test('an operator filters its tour requests by renter and status', async () => {
  const operator = await stage.signedIn('agent-4711@example.com');
  await operator.getByText('Filter').first().click();
  await operator.getByLabel('Renter or home').fill('second');
  await operator.getByLabel('Status').selectOption('Confirmed');
  await operator.getByRole('button', { name: 'Filter' }).click();
  await operator.waitForURL('**renter=second**');
  const names = await operator.locator('.request h3').allInnerTexts();
  assert.ok(names.length > 0 && names.every((name) => name === 'Sam Second'), names.join(', '));
  // Words in any order and letter case; the second one is of the home.
  await operator.goto('/dashboard.php?renter=SECOND+wabash+sam');
  assert.ok((await operator.locator('.request h3').allInnerTexts()).every((name) => name === 'Sam Second'));
  assert.ok(await operator.locator('.request').count() > 0);
  await operator.goto('/dashboard.php?renter=second+nowhere');
  await operator.getByText('No tour requests match.').waitFor();
  await operator.goto('/dashboard.php?renter=second&status=CANCELLED');
  await operator.getByText('No tour requests match.').waitFor();
});

test('a tour can be booked, and a day picked, without JavaScript', async () => {
  const page = await stage.signedIn(renter('noscript'), { javaScriptEnabled: false });
  await property(page, 'Wabash');
  assert.equal(await page.locator('.slots:visible').count(), 1);
  await page.locator('.day').nth(3).click();
  assert.equal(await page.locator('.slots-3:visible').count(), 1);
  assert.equal(await page.locator('.slots-0:visible').count(), 0);
  await page.locator('.slots-3 .slot').first().click();
  await book(page);
  await page.getByText('Your tour is confirmed').waitFor();
});

test('another week of tour times is one click away', async () => {
  const page = await stage.signedIn(renter('looker'));
  await property(page, 'Wabash');
  const week = () => page.locator('.weeks strong').innerText();
  const first = await week();
  assert.ok(await page.locator('.days input').count() <= 7);
  await page.getByRole('link', { name: 'Later times' }).click();
  await until('another week', async () => await week() !== first);
  assert.match(page.url(), /week=2/);
  await page.getByRole('link', { name: 'Earlier times' }).click();
  await until('the first week', async () => await week() === first);
});

test('every bad field is named at once, and what was entered stays', async () => {
  const page = await stage.signedIn(renter('looker'));
  await property(page, 'Wabash');
  await page.getByText('Your contact details').click();
  await page.getByLabel('Phone').fill('12');
  await page.getByLabel('Last name').fill('Lookabout');
  await book(page);
  const alert = page.getByRole('alert');
  for (const part of ['choose one of the tour times', 'Phone must be a phone number']) {
    await alert.getByText(part).waitFor();
  }
  assert.equal(await page.getByLabel('Last name').inputValue(), 'Lookabout');
  assert.equal(await page.getByLabel('Phone').getAttribute('aria-invalid'), 'true');
});

test('a lead always carries the address of the account', async () => {
  const page = await stage.signedIn(renter('looker'));
  await property(page, 'Wabash');
  await page.getByText('Your contact details').waitFor();
  assert.equal(await page.locator('[name="email"]').count(), 0);
  assert.ok((await page.locator('.contact').innerText()).includes(renter('looker')));
});

test('a property without tours says so once, and how to get in touch', async () => {
  const page = await stage.signedIn(renter('looker'));
  await (await home(page, 'Quiet Pines', '&tours=none')).click();
  await page.getByText('This property does not book tours online.').waitFor();
  assert.equal(await page.getByText('This property does not book tours online.').count(), 1);
  assert.equal(await page.locator('.choice').count(), 0);
  await page.locator('.booking').getByRole('link', { name: '208-555-0183' }).waitFor();
});

test('a home whose property gives no tours is not offered for tours', async () => {
  const page = await stage.signedIn(renter('looker'));
  await page.goto('/tours.php?place=Quiet+Pines');
  assert.equal(await page.locator('.home').count(), 0);
  await page.getByRole('link', { name: /do(es)? not offer online tours/ }).click();
  await page.getByRole('heading', { name: 'Homes without online tours' }).waitFor();
  assert.ok(await page.locator('.home').count() > 0);
});

test('a renter asks for another time, and the operator marks it as done', async () => {
  const page = await stage.signedIn(renter('second'));
  await page.locator('.tour', { hasText: 'Confirmed' }).getByRole('link', { name: 'Change or cancel' }).first().click();
  await page.getByLabel('Which days and times work for you?').fill('Any weekday after 4 pm');
  await page.getByRole('button', { name: 'Send request' }).click();
  await page.getByRole('status').getByText('We asked the property for another time').waitFor();
  await page.getByRole('status').getByRole('link', { name: /\d{3}-555-\d{4}/ }).waitFor();

  const operator = await stage.signedIn('agent-4711@example.com');
  const row = operator.locator('#attention .row', { hasText: 'Any weekday after 4 pm' });
  assert.match(await row.innerText(), /Sam Second asks for another time/);
  await row.getByRole('button', { name: 'Done' }).click();
  await operator.waitForURL('**/dashboard.php');
  assert.equal(await operator.locator('#attention .row', { hasText: 'Any weekday' }).count(), 0);
});

test('a renter asks to cancel a confirmed tour, and the operator sees it', async () => {
  const page = await stage.signedIn(renter('second'));
  await page.locator('.tour', { hasText: 'Confirmed' }).getByRole('link', { name: 'Change or cancel' }).first().click();
  await page.getByRole('button', { name: 'Cancel tour' }).click();
  await page.getByRole('status').getByText('We asked the property to cancel your tour').waitFor();
  const operator = await stage.signedIn('agent-4711@example.com');
  await operator.locator('#attention .row', { hasText: 'asks to cancel the tour' }).first().waitFor();
});

test('a pending tour turns confirmed while the page is open', async () => {
  await sandbox('faults', { methods: { sendLeads: { error_rate: 1 } } });
  const page = await stage.signedIn(renter('pending'));
  await property(page, 'Wabash');
  await choose(page, 4);
  await book(page);
  await page.getByRole('status').getByText('We received your request').waitFor();
  await page.locator('.tour .badge', { hasText: 'Requested' }).waitFor();
  const operator = await stage.signedIn('agent-4711@example.com');
  await operator.locator('.request', { hasText: 'Pia Pending' }).getByText('Sending to Entrata').waitFor();
  await sandbox('faults', {});
  // Without a worker, a webhook runs the jobs that are due.
  await until('the lead\'s delivery', async () => {
    await authenticate(4711);
    return page.locator('.tour .badge', { hasText: 'Confirmed' }).isVisible();
  });
});
