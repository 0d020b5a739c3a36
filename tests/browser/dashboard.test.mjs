import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { authenticate, home, open, PORTAL, renter, sandbox, webhook } from './stage.mjs';

let stage;
before(async () => {
  stage = await open([[4712, 739082], [4712, 739081]]);
});
afterEach(() => stage.empty());
after(() => stage?.close());

test('renters lose a suspended property; its operator sees each state', async () => {
  const page = await stage.signedIn(renter('looker'));
  const operator = await stage.signedIn('agent-4712@example.com');
  const address = await (await home(page, 'Casa Sunset')).getAttribute('href');
  const state = async () => {
    await operator.goto('/dashboard.php');
    return operator.locator('.property-state', { hasText: 'Casa Sunset' }).locator('.badge').innerText();
  };
  assert.equal(await state(), 'On the market');

  await webhook({ request_type: 'SUSPENDED', cid: 4712, property_id: 739082 });
  await page.goto('/tours.php?place=Casa+Sunset');
  await page.getByText('No homes match.').waitFor();
  assert.equal((await page.goto(address)).status(), 404);
  await page.getByText('no longer on the market').waitFor();
  assert.equal(await state(), 'Suspended');

  await webhook({ request_type: 'ACTIVATION', cid: 4712, property_id: 739082 });
  assert.match(await state(), /^(Importing|On the market)$/);
});

test('a webhook is found by its log id and leads to what it caused', async () => {
  const { logId } = await webhook({ request_type: 'ACTIVATION', cid: 4712, property_id: 739081 });
  const page = await stage.signedIn('agent-4712@example.com');
  await page.locator('#webhooks').getByText('Search').first().click();
  await page.getByLabel('Log ID, property ID, outcome or error').fill(logId);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('1 webhook found').waitFor();
  await page.locator('.webhook a').click();
  await page.getByRole('heading', { name: 'Current state' }).waitFor();
  const text = await page.locator('main').innerText();
  for (const part of [logId, '739081', 'HTTP 200', 'by this webhook', 'client_secret=***']) {
    assert.ok(text.includes(part), `${part} is not in: ${text}`);
  }
});

test('an authorization code is never shown', async () => {
  const { logId } = await authenticate(4712);
  const page = await stage.signedIn('agent-4712@example.com');
  await page.goto(`/webhook.php?log=${logId}`);
  await page.getByText('auth_code=***').waitFor();
});

test('a stranger\'s webhook is never shown or counted', async () => {
  const page = await stage.signedIn('agent-4712@example.com');
  const summary = () => page.getByRole('img', { name: /webhooks? in 30 days/ }).getAttribute('aria-label');
  const before = await summary();
  const stranger = await fetch(`${PORTAL}/index.php?cid=4712&request_type=CALL_1_900_555_0100&property_id=739082`);
  const { response } = await stranger.json();
  assert.equal(stranger.status, 401);
  await page.goto('/dashboard.php');
  assert.equal(await summary(), before);
  assert.equal(await page.getByText(/1 900/).count(), 0);
  assert.equal((await page.goto(`/webhook.php?log=${response.logId}`)).status(), 404);
});

test('a search that finds nothing says so and leads back', async () => {
  const page = await stage.signedIn('agent-4712@example.com');
  await page.goto('/dashboard.php?q=nothing-like-this');
  await page.getByText('No webhooks match.').waitFor();
  await page.getByRole('link', { name: 'Show all' }).click();
  await page.locator('.webhook').first().waitFor();
});

test('the chart has an axis, and its numbers are in the page too', async () => {
  const page = await stage.signedIn('agent-4712@example.com');
  await page.getByRole('img', { name: /webhooks? in 30 days/ }).waitFor();
  assert.ok(await page.locator('.chart .tick').count() >= 4);
  assert.ok((await page.locator('.chart .tick').allTextContents()).includes('0'));
  await page.getByText('Numbers by day').click();
  await page.getByRole('columnheader', { name: 'Activation' }).waitFor();
});

test('an operator cannot read another operator\'s webhooks, and a renter has no dashboard', async () => {
  const { logId } = await webhook({ request_type: 'ACTIVATION', cid: 4712, property_id: 739081 });
  const other = await stage.signedIn('agent-4711@example.com');
  assert.equal((await other.goto(`/webhook.php?log=${logId}`)).status(), 404);
  assert.equal(await other.getByText('Harbor House').count(), 0);
  const page = await stage.signedIn(renter('renter'));
  assert.equal((await page.goto('/dashboard.php')).status(), 403);
});

test('a company that Entrata rejects needs attention until it reconnects', async () => {
  const page = await stage.signedIn(renter('looker'));
  const operator = await stage.signedIn('agent-4712@example.com');
  const address = await (await home(page, 'Harbor House')).getAttribute('href');
  await sandbox('expire-tokens', {});
  const month = new Date(Date.now() + 62 * 86_400_000);
  const asked = `${String(month.getUTCMonth() + 1).padStart(2, '0')}-${month.getUTCFullYear()}`;
  await page.goto(`${address}&month=${asked}`);
  await page.getByText('No tour times to show.').waitFor();
  await operator.goto('/dashboard.php');
  await operator.locator('#attention').getByText('Reconnect').waitFor();
  await Promise.all([authenticate(4711), authenticate(4712)]);
  await operator.goto('/dashboard.php');
  assert.equal(await operator.locator('#attention').getByText('Reconnect').count(), 0);
});
