import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { BROWSER, home, open, PHONE, readable, renter, SCREENSHOTS, webhook } from './stage.mjs';

const SIZES = { phone: PHONE, tablet: { width: 768, height: 1024 }, wide: { width: 1280, height: 900 } };
/** Firefox's own colors cannot be changed for one page. */
const SCHEMES = BROWSER === 'firefox' ? ['light'] : ['light', 'dark'];

let stage;
const addresses = {};
before(async () => {
  stage = await open([[4711, 739076], [4711, 739077]]);
  const { logId } = await webhook({ request_type: 'ACTIVATION', cid: 4711, property_id: 739076 });
  addresses.webhook = `/webhook.php?log=${logId}`;
  const page = await stage.signedIn(renter('renter'));
  addresses.property = await (await home(page, 'Sample Court')).getAttribute('href');
  const viewingId = await bookSomeTour(page, new URL(addresses.property, page.url()).searchParams.get('propertyId'));
  addresses.tour = `/tour.php?id=${viewingId}`;
});
afterEach(() => stage.empty());
after(() => stage?.close());

/** Runs in the page: loads the pictures that are further down. */
async function showPictures() {
  await Promise.all([...document.images].map((image) => {
    image.loading = 'eager';
    return image.decode();
  }));
}

/** Books a tour as the app does it. */
async function bookSomeTour(page, propertyId) {
  const times = await page.request.get(`/api/getEntrataTourTimes.php?propertyId=${propertyId}`);
  const { raw } = (await times.json()).tourTimes[6].slots.at(-1);
  const booked = await page.request.post('/api/requestViewing.php', {
    data: { propertyId: Number(propertyId), tourDate: raw.date, tourTime: raw.time, message: 'Is there an elevator?' },
  });
  assert.equal(booked.status(), 201);
  return (await booked.json()).viewingId;
}

const PAGES = [
  ['sign-in', null, () => '/login.php'],
  ['tours', renter('renter'), () => '/tours.php'],
  ['tours-none', renter('looker'), () => '/tours.php'],
  ['tours-search', renter('looker'), () => '/tours.php?place=nothing-like-this'],
  ['tour', renter('renter'), () => addresses.tour],
  ['property', renter('renter'), () => addresses.property],
  ['property-gone', renter('renter'), () => '/property.php?propertyId=999999999'],
  ['dashboard', 'agent-4711@example.com', () => '/dashboard.php'],
  ['webhook', 'agent-4711@example.com', () => addresses.webhook],
];

for (const [name, email, address] of PAGES) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      test(`${name} is readable on a ${size} screen in ${colorScheme} colors, for everyone`, async () => {
        const options = { viewport, colorScheme, reducedMotion: 'reduce' };
        const page = email ? await stage.signedIn(email, options) : await stage.visitor(options);
        await page.goto(address());
        await page.locator('main h1').waitFor();
        await page.evaluate(showPictures);
        await readable(page);
        // Playwright adds a style of its own, which the page's policy blocks.
        await page.screenshot({ path: `${SCREENSHOTS}${BROWSER}-${name}-${size}-${colorScheme}.png`, fullPage: true });
      });
    }
  }
}

test('a tour can be booked by keyboard alone', async () => {
  const page = await stage.signedIn(renter('renter'));
  await page.goto(addresses.property);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
  const seen = new Set();
  for (let step = 0; step < 60 && !seen.has('Book this tour'); step += 1) {
    await page.keyboard.press('Tab');
    seen.add(await page.evaluate(() => document.activeElement.name || document.activeElement.textContent.trim()));
  }
  assert.ok(seen.has('slot') && seen.has('message') && seen.has('Book this tour'), [...seen].join(', '));
});

test('another kind of tour is shown without loading the whole page', async () => {
  const page = await stage.signedIn(renter('renter'));
  await page.goto(addresses.property);
  await page.evaluate(() => { globalThis.sameDocument = true; });
  await page.getByRole('link', { name: 'Self-guided' }).click();
  await page.locator('a[aria-current]', { hasText: 'Self-guided' }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
  assert.match(page.url(), /tourType=SELF_GUIDED/);
});
