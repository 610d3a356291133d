// What a page says when there is little or nothing to show, and when something is wrong.

import { address } from '../sites.ts';
import { expect, expectAccessible, expectAccessibleInBothThemes, expectFigures, expectHeading, open, PAGES, test } from './report.ts';

for (const [name, route] of PAGES) {
  test(`one run without a plan: ${name} says what is missing`, async ({ page }) => {
    await open(page, address('single-run'), route, name);
    await expectHeading(page);
    await expectFigures(page);
    await expectAccessibleInBothThemes(page, name);
  });
}

test('one run: trends say when they start, phases how to plan', async ({ page }) => {
  await open(page, address('single-run'), '#/runtime', 'runtime');
  await expect(page.locator('main')).toContainText(/second/);
  await open(page, address('single-run'), '#/phases', 'phases');
  await expect(page.locator('main')).toContainText('report-gen.toml');
  await open(page, address('single-run'), '#/coverage', 'coverage');
  await expect(page.locator('main')).toContainText(/cobertura|lcov|coverage/i);
});

test('an address that names no page says so and leads back', async ({ page }) => {
  await open(page, address('demo'), '#/no-such-page', 'not-found');
  await expectHeading(page);
  await expect(page.locator('main a[href="#/"]').first()).toBeVisible();
  await expectAccessible(page, 'not found');
});

for (const [what, route] of [
  ['test', '#/test/0000000000000000'],
  ['cluster', '#/cluster/no-such-cluster'],
  ['category', '#/category/no-such-category'],
] as const) {
  test(`a ${what} that is not in the run says so`, async ({ page }) => {
    await open(page, address('demo'), route);
    await expectHeading(page);
    await expect(page.locator('main a[href^="#/"]').first()).toBeVisible();
    await expectAccessible(page, `no such ${what}`);
  });
}

test('a report without its data says what is missing', async ({ page, watch }) => {
  watch.allow(/404/);
  await page.route('**/data/manifest.json', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto(address('demo'));
  await expect(page.locator('h1:visible')).toHaveCount(1);
  await expect(page.locator('body')).toContainText('manifest.json');
  await expectAccessible(page, 'no data');
});

test('data of another version is refused in words', async ({ page }) => {
  await page.route('**/data/manifest.json', (route) => route.fulfill({ json: { schema: 9999, anything: true } }));
  await page.goto(address('demo'));
  await expect(page.locator('h1:visible')).toHaveCount(1);
  await expect(page.locator('body')).toContainText(/newer|version/i);
  await expectAccessible(page, 'newer data');
});

test('data that is cut off is refused in words', async ({ page }) => {
  await page.route('**/data/manifest.json', (route) => route.fulfill({ body: '{"schema":1,', contentType: 'application/json' }));
  await page.goto(address('demo'));
  await expect(page.locator('h1:visible')).toHaveCount(1);
  await expectAccessible(page, 'broken data');
});

test('a part that cannot be loaded takes down only its own page', async ({ page, watch }) => {
  watch.allow(/404/);
  await page.route('**/data/runs/**', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto(`${address('demo')}#/tests`);
  await expect(page.locator('main')).toContainText(/load|reload|try again/i);
  await expectAccessible(page, 'a part is missing');
  await page.locator('nav a[href="#/"]:visible').first().click();
  await expect(page.locator('main')).toHaveAttribute('data-page', 'overview');
  await expect(page.locator('main')).toContainText('1,737');
});

test('a program that cannot start says so', async ({ page, watch }) => {
  watch.allow(/wasm|WebAssembly|404|module/i);
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto(address('demo'));
  await expect(page.locator('h1:visible')).toHaveCount(1);
  await expect(page.locator('body')).toContainText(/could not start/i);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says what it needs', async ({ page, watch }) => {
    watch.allow(/preload/);
    await page.goto(address('demo'));
    await expect(page.locator('noscript h1')).toBeVisible();
    await expect(page.locator('noscript h1')).toHaveText(/JavaScript/);
  });
});
