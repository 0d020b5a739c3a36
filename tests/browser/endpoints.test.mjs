// The app's endpoints and the webhook entry, as an app uses them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { home, open, PORTAL, renter, sandbox } from './stage.mjs';

let stage;
let cookie;
let propertyId;
before(async () => {
  stage = await open([[4711, 739077]]);
  const page = await stage.signedIn(renter('looker'));
  const link = await (await home(page, 'Saguaro')).getAttribute('href');
  propertyId = Number(new URL(link, PORTAL).searchParams.get('propertyId'));
  const signIn = await fetch(`${PORTAL}/login.php`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: renter('renter'), password: 'password' }),
  });
  assert.equal(signIn.status, 303);
  assert.equal(signIn.headers.get('location'), '/tours.php');
  [cookie] = signIn.headers.get('set-cookie').split(';');
});
after(() => stage?.close());

async function ask(path, init = {}) {
  const answer = await fetch(`${PORTAL}${path}`, { ...init, headers: { Cookie: cookie, ...init.headers } });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() };
}

const request = (body, headers = {}) => ask('/api/requestViewing.php', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** Returns the raw slot with this index among all that are offered. */
async function slot(number) {
  const { body } = await ask(`/api/getEntrataTourTimes.php?propertyId=${propertyId}`);
  const { raw } = body.tourTimes.flatMap((day) => day.slots)[number];
  return { tourDate: raw.date, tourTime: raw.time };
}

const fields = ({ body }) => body.errors.map(({ field }) => field).sort();

test('both endpoints require a signed-in user', async () => {
  for (const [path, method] of [['getEntrataTourTimes.php?propertyId=1', 'GET'], ['requestViewing.php', 'POST']]) {
    const { status, type, body } = await ask(`/api/${path}`, { method, headers: { Cookie: '' } });
    assert.equal(status, 401);
    assert.equal(type, 'application/problem+json');
    assert.equal(body.code, 'NOT_SIGNED_IN');
  }
});

test('a request for tour times names every bad field at once', async () => {
  const answer = await ask('/api/getEntrataTourTimes.php?propertyId=x&month=13-2026&tourType=GUIDED');
  assert.equal(answer.status, 422);
  assert.equal(answer.body.code, 'VALIDATION');
  assert.deepEqual(fields(answer), ['month', 'propertyId', 'tourType']);
});

test('an unknown home has no tour times and takes no booking', async () => {
  const times = await ask('/api/getEntrataTourTimes.php?propertyId=999999999');
  assert.deepEqual([times.status, times.body.code], [404, 'NOT_AN_ENTRATA_PROPERTY']);
  const booking = await request({ propertyId: 999999999, ...(await slot(0)) });
  assert.deepEqual([booking.status, booking.body.code], [404, 'NOT_AN_ENTRATA_PROPERTY']);
});

test('a booking names every bad field at once', async () => {
  const bad = {
    propertyId: 'x', tourDate: '', tourTime: 7, tourType: 'GUIDED', message: [], firstName: {}, lastName: 1,
    email: 'no-address', phone: '12', moveInDate: '2026-02-30',
  };
  const answer = await request(bad);
  assert.equal(answer.status, 422);
  assert.deepEqual(fields(answer), Object.keys(bad).sort());
});

test('a slot that cannot be read or has passed is a bad field', async () => {
  const unreadable = await request({ propertyId, tourDate: '2099-12-01', tourTime: 'noonish' });
  assert.deepEqual([unreadable.status, fields(unreadable)], [422, ['tourTime']]);
  const past = await request({ propertyId, tourDate: '2020-12-01', tourTime: '10:00 MST - 10:30 MST' });
  assert.deepEqual([past.status, fields(past)], [422, ['tourTime']]);
});

test('a body that is not a JSON object is a bad request', async () => {
  for (const body of ['{"propertyId":', '[1]', '7', '']) {
    const answer = await request(body);
    assert.deepEqual([answer.status, answer.body.code], [400, 'INVALID_JSON'], body);
  }
});

test('a booking from another site is rejected; our own needs no token', async () => {
  for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'null' }]) {
    const answer = await request({ propertyId }, headers);
    assert.deepEqual([answer.status, answer.body.code], [403, 'CROSS_SITE']);
  }
  const ours = await request({ propertyId }, { Origin: PORTAL, 'Sec-Fetch-Site': 'same-origin' });
  assert.equal(ours.status, 422);
});

test('a form books like JSON does, and a repeat returns the same viewing', async () => {
  const wanted = { propertyId, ...(await slot(20)), tourType: 'AGENT_GUIDED' };
  const first = await ask('/api/requestViewing.php', { method: 'POST', body: new URLSearchParams(wanted) });
  assert.equal(first.status, 201);
  assert.equal(first.body.status, 'CONFIRMED');
  assert.match(first.body.start, /-0[56]:00$/);
  const again = await request(wanted);
  assert.deepEqual([again.status, again.body], [201, first.body]);
});

test('the same booking ten times at once is one viewing and one appointment', async () => {
  const wanted = { propertyId, ...(await slot(30)) };
  const answers = await Promise.all(Array.from({ length: 10 }, () => request(wanted)));
  assert.equal(new Set(answers.map(({ body }) => body.viewingId)).size, 1);
  const { appointments } = await sandbox('truth');
  const [from] = wanted.tourTime.split(' - ');
  const mine = appointments.filter(({ email, property_id, date, time_from }) =>
    email === renter('renter') && property_id === 739077 && date === wanted.tourDate && time_from === from);
  assert.equal(mine.length, 1);
});

test('a booking may name another person, under the address of the account', async () => {
  const contact = { firstName: 'Ada', lastName: 'Other', phone: '\u202a+1 (312)\u00a0555\u20110177, ext. 4\u202c', moveInDate: '2099-01-31' };
  const answer = await request({ propertyId, ...(await slot(40)), ...contact, email: renter('renter').toUpperCase() });
  assert.equal(answer.status, 201);
  const viewing = answer.body.viewingId;
  assert.ok(viewing > 0);
  const { leads } = await sandbox('truth');
  assert.ok(leads.some(({ email }) => email.toLowerCase() === renter('renter')));
});

test('a booking under another person\'s address is rejected by its field', async () => {
  const answer = await request({ propertyId, ...(await slot(41)), email: renter('second') });
  assert.deepEqual([answer.status, fields(answer)], [422, ['email']]);
  const { leads } = await sandbox('truth');
  assert.ok(!leads.some(({ email }) => email === renter('second') && leads.length === 1));
});

test('the names that the app has always used are accepted', async () => {
  const { tourDate, tourTime } = await slot(42);
  const times = await ask(`/api/getEntrataTourTimes.php?houseId=${propertyId}`);
  assert.equal(times.body.propertyId, propertyId);
  const form = new URLSearchParams({ houseId: propertyId, entrataSlotDate: tourDate, entrataSlotTime: tourTime, message: '' });
  const booked = await ask('/api/requestViewing.php', { method: 'POST', body: form });
  assert.equal(booked.status, 201);
  const bad = await request({ houseId: 'x', entrataSlotDate: '', entrataSlotTime: '' });
  assert.deepEqual(fields(bad), ['entrataSlotDate', 'entrataSlotTime', 'houseId']);
});

test('a failure names its log entry and no internals', async () => {
  await sandbox('faults', { methods: { sendLeads: { error_rate: 1 }, getCalendarAvailability: { error_rate: 1 } } });
  try {
    const month = new Date(Date.now() + 40 * 86_400_000);
    const asked = `${String(month.getUTCMonth() + 1).padStart(2, '0')}-${month.getUTCFullYear()}`;
    const { status, type, body } = await ask(`/api/getEntrataTourTimes.php?propertyId=${propertyId}&month=${asked}&tourType=VIRTUAL_GUIDED`);
    assert.equal(type, 'application/problem+json');
    assert.ok([502, 503].includes(status), String(status));
    assert.match(body.instance, /^urn:uuid:[0-9a-f-]{36}$/);
    assert.match(body.detail, /^[A-Z][^{}]*\.$/);
    for (const internal of ['4711', '739077', 'getCalendarAvailability', 'request ', 'attempt', 'HTTP', 'token']) {
      assert.ok(!body.detail.includes(internal), `${internal} is in: ${body.detail}`);
    }
  } finally {
    await sandbox('faults', {});
  }
});

test('a slot that Entrata never offered is not available', async () => {
  const { tourDate } = await slot(50);
  const answer = await request({ propertyId, tourDate, tourTime: '03:07 MST - 03:11 MST' });
  assert.deepEqual([answer.status, answer.body.code], [409, 'SLOT_UNAVAILABLE']);
});

test('a wrong method gets 405', async () => {
  assert.equal((await ask('/api/requestViewing.php')).status, 405);
  assert.equal((await ask('/api/getEntrataTourTimes.php', { method: 'POST' })).status, 405);
});

test('a webhook may come as a form, and a plus sign in its code stays one', async () => {
  let code;
  do {
    code = (await sandbox('codes', { cid: 4711 })).auth_code;
  } while (!code.includes('+'));
  const credentials = `client_id=${process.env.ENTRATA_CLIENT_ID}&client_secret=${process.env.ENTRATA_CLIENT_SECRET}`;
  const answer = await ask(`/index.php?${credentials}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `cid=4711&auth_code=${code}`,
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.response.result.status, 'AUTHENTICATED');
});

test('a webhook without credentials gets its log id and 401', async () => {
  const { status, body } = await ask('/index.php?cid=4711&request_type=SUSPENDED&property_id=739077');
  assert.equal(status, 401);
  assert.equal(body.response.error.code, 'INVALID_CLIENT');
  assert.match(body.response.logId, /^[0-9a-f-]{36}$/);
});
