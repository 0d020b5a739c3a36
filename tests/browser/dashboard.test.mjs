import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { authenticate, home, open, renter, sandbox, webhook } from './stage.mjs';

let stage;
before(async () => {
  stage = await open([[4712, 739082], [4712, 739081]]);
});
afterEach(() => stage.empty());
after(() => stage?.close());

test('a suspended property vanishes from what renters see at once, and its operator sees each of its states', async () => {
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
  await page.getByText('No home fits.').waitFor();
  assert.equal((await page.goto(address)).status(), 404);
  await page.getByText('not on the market any more').waitFor();
  assert.equal(await state(), 'Suspended');

  await webhook({ request_type: 'ACTIVATION', cid: 4712, property_id: 739082 });
  assert.match(await state(), /^(Being read from Entrata|On the market)$/);
});

test('a webhook is found by its log id and leads to what it caused', async () => {
  const { logId } = await webhook({ request_type: 'ACTIVATION', cid: 4712, property_id: 739081 });
  const page = await stage.signedIn('agent-4712@example.com');
  await page.getByLabel('Log id, property, outcome or error').fill(logId);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('1 webhook found').waitFor();
  await page.locator('.webhook a').click();
  await page.getByRole('heading', { name: 'What it caused' }).waitFor();
  const text = await page.locator('main').innerText();
  for (const part of [logId, '739081', 'HTTP 200', 'by this webhook', 'client_secret=***']) {
    assert.ok(text.includes(part), `${part} is not in: ${text}`);
  }
});

test('an authorisation code is shown to nobody', async () => {
  const { logId } = await authenticate(4712);
  const page = await stage.signedIn('agent-4712@example.com');
  await page.goto(`/webhook.php?log=${logId}`);
  await page.getByText('auth_code=***').waitFor();
});

test('a search that finds nothing says so and leads back', async () => {
  const page = await stage.signedIn('agent-4712@example.com');
  await page.goto('/dashboard.php?q=nothing-like-this');
  await page.getByText('No webhook fits this search.').waitFor();
  await page.getByRole('link', { name: 'Show all' }).click();
  await page.locator('.webhook').first().waitFor();
});

test('the chart\'s numbers stand in the page too', async () => {
  const page = await stage.signedIn('agent-4712@example.com');
  await page.getByRole('img', { name: /webhooks? in 30 days/ }).waitFor();
  await page.getByText('The numbers').click();
  await page.getByRole('columnheader', { name: 'Activation' }).waitFor();
});

test('an operator reads neither another\'s webhooks nor its requests, and a renter no dashboard', async () => {
  const { logId } = await webhook({ request_type: 'ACTIVATION', cid: 4712, property_id: 739081 });
  const other = await stage.signedIn('agent-4711@example.com');
  assert.equal((await other.goto(`/webhook.php?log=${logId}`)).status(), 404);
  assert.equal(await other.getByText('Harbor House').count(), 0);
  const page = await stage.signedIn(renter('renter'));
  assert.equal((await page.goto('/dashboard.php')).status(), 403);
});

test('a client that Entrata no longer knows is shown as needing a person, until it authenticates again', async () => {
  const page = await stage.signedIn(renter('looker'));
  const operator = await stage.signedIn('agent-4712@example.com');
  const address = await (await home(page, 'Harbor House')).getAttribute('href');
  await sandbox('expire-tokens', {});
  const month = new Date(Date.now() + 62 * 86_400_000);
  const asked = `${String(month.getUTCMonth() + 1).padStart(2, '0')}-${month.getUTCFullYear()}`;
  await page.goto(`${address}&month=${asked}`);
  await page.getByText('No tour times to show.').waitFor();
  await operator.goto('/dashboard.php');
  await operator.getByText('Authenticate again').waitFor();
  await Promise.all([authenticate(4711), authenticate(4712)]);
  await operator.goto('/dashboard.php');
  assert.equal(await operator.getByText('Authenticate again').count(), 0);
});
