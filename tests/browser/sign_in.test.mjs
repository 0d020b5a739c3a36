import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { open, PORTAL, renter } from './stage.mjs';

let stage;
before(async () => {
  stage = await open([]);
});
afterEach(() => stage.empty());
after(() => stage?.close());

async function enter(page, email, password) {
  await page.goto('/login.php');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: 'Sign in' }).click(),
  ]);
  return answer;
}

test('a visitor goes to sign-in, and from there to their tours', async () => {
  const page = await stage.visitor();
  await page.goto('/tours.php');
  assert.equal(new URL(page.url()).pathname, '/login.php');
  await enter(page, renter('renter'), 'password');
  await page.waitForURL('**/tours.php');
  await page.getByRole('heading', { name: 'Your tours' }).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('an operator goes to its dashboard', async () => {
  const page = await stage.signedIn('agent-4711@example.com');
  assert.equal(new URL(page.url()).pathname, '/dashboard.php');
});

test('a wrong password and an unknown address read the same', async () => {
  const texts = [];
  for (const email of [renter('renter'), `${randomUUID()}@example.com`]) {
    const page = await stage.visitor();
    const answer = await enter(page, email, 'wrong');
    assert.equal(answer.status(), 401);
    texts.push(await page.getByRole('alert').innerText());
  }
  assert.equal(texts[0], texts[1]);
});

test('guessing costs a pause, whether the address is known or not', async () => {
  const page = await stage.visitor();
  const email = `${randomUUID()}@example.com`;
  const statuses = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const answer = await page.request.post('/login.php', { form: { email, password: 'wrong' }, maxRedirects: 0 });
    statuses.push(answer.status());
  }
  assert.deepEqual(statuses.slice(0, 5), [401, 401, 401, 401, 401]);
  assert.ok(statuses.includes(429), `no pause in ${statuses}`);
  await enter(page, email, 'wrong');
  await page.getByText(/Too many attempts|Incorrect email or password/).waitFor();
});

test('scripts and other sites cannot read the session cookie', async () => {
  const page = await stage.visitor();
  await page.context().addCookies([{ name: 'portal_session', value: 'planted-by-a-stranger', url: PORTAL }]);
  await enter(page, renter('renter'), 'password');
  const [cookie] = await page.context().cookies();
  assert.notEqual(cookie.value, 'planted-by-a-stranger');
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, 'Lax');
});

test('signing out ends the session, also for a copy of its cookie', async () => {
  const page = await stage.signedIn(renter('renter'));
  const cookies = await page.context().cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/login.php');
  await page.context().addCookies(cookies);
  await page.goto('/tours.php');
  assert.equal(new URL(page.url()).pathname, '/login.php');
});

test('another site can neither sign in nor book nor sign out', async () => {
  const page = await stage.signedIn(renter('renter'));
  const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  for (const address of ['/login.php', '/logout.php', '/book.php', '/api/requestViewing.php']) {
    const answer = await page.request.post(address, { headers: evil, form: { email: 'x' }, maxRedirects: 0 });
    assert.equal(answer.status(), 403, address);
  }
});

test('a form that is not ours books nothing', async () => {
  const page = await stage.signedIn(renter('renter'));
  const answer = await page.request.post('/book.php', { form: { form_token: 'made up' }, maxRedirects: 0 });
  assert.equal(answer.status(), 403);
});
