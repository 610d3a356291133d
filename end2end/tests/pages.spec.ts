// Every page of the example project, opened by the link that somebody sent.

import { address } from '../sites.ts';
import { expect, expectAccessibleInBothThemes, expectFigures, expectHeading, linked, open, PAGES, ready, test } from './report.ts';

for (const [name, route] of PAGES) {
  test(`${name} opens by its link`, async ({ page }) => {
    await open(page, address('demo'), route, name);
    await expectHeading(page);
    await expectFigures(page);
    await expectAccessibleInBothThemes(page, name);
  });
}

test('a test, a cluster and a category open by their links', async ({ page }) => {
  const site = address('demo');
  const links = await linked(page, site);
  expect(links.map(([name]) => name), 'what the example has').toEqual(['test', 'cluster', 'category']);
  for (const [name, route] of links) {
    await open(page, site, route, name);
    await expectHeading(page);
    await expectAccessibleInBothThemes(page, name);
  }
});

test('the overview answers with its figures: 1,737 tests and what a phase needs', async ({ page }) => {
  await open(page, address('demo'), '#/', 'overview');
  await expect(page.locator('main')).toContainText('1,737');
});

test('the runs in which a flaky test failed are told when somebody asks', async ({ page }) => {
  await open(page, address('demo'), '#/flaky', 'flaky');
  const row = page.locator('tr', { hasText: 'test_first_byte_comes_in_time[Singapore]' });
  await expect(row.locator('.strip svg')).toBeVisible();
  await expect(row.locator('li').first()).toBeHidden();
  await row.locator('summary').click();
  await expect(row.locator('li')).toHaveCount(2);
  await expect(row.locator('li').first()).toContainText(/run \d+, failed/);
});

test('what any run changed for good is a page that Runtime leads to', async ({ page }) => {
  await open(page, address('demo'), '#/runtime', 'runtime');
  await page.getByText('Before and after another run').click();
  await page.locator('a[href="#/periods/199"]').click();
  await ready(page, 'periods');
  await expect(page.locator('h1')).toContainText('From run 199 on the suite is');
  await open(page, address('demo'), '#/periods/193', 'periods');
  await expect(page.locator('h1')).toHaveText('This run has no such page');
});

test('a filter in the address is applied, and typing changes the address', async ({ page }) => {
  await open(page, address('demo'), '#/tests?outcome=failed', 'tests');
  await expect(page.locator('[data-outcome="failed"]')).toHaveAttribute('aria-pressed', 'true');
  const rows = page.locator('[role=row][data-test]');
  await expect(rows.first()).toBeVisible();
  const search = page.locator('input[data-search]');
  const before = await page.locator('[data-count]').innerText();
  await search.fill('celery');
  await expect(page).toHaveURL(/#\/tests\?.*q=celery/);
  await expect(page.locator('[data-count]')).not.toHaveText(before);
  await page.reload();
  await ready(page, 'tests');
  await expect(search).toHaveValue('celery');
  await page.locator('[data-outcome="all"]').click();
  await expect(page).not.toHaveURL(/outcome=/);
});

test('a search that finds nothing says so', async ({ page }) => {
  await open(page, address('demo'), '#/tests?q=zzz-no-such-test', 'tests');
  await expect(page.locator('[role=row][data-test]')).toHaveCount(0);
  await expect(page.locator('main')).toContainText('zzz-no-such-test');
  await expect(page.locator('[data-count]')).toContainText('0');
});

test('going to another page changes the title, moves the focus and can be undone', async ({ page }) => {
  await open(page, address('demo'), '#/', 'overview');
  const title = await page.title();
  await page.locator('nav a[href="#/failures"]:visible').first().click();
  await ready(page, 'failures');
  expect(await page.title()).not.toBe(title);
  await expect(page.locator('main#main')).toBeFocused();
  await expect(page.locator('nav a[aria-current="page"]:visible').first()).toHaveAttribute('href', '#/failures');
  await page.goBack();
  await ready(page, 'overview');
  await page.goForward();
  await ready(page, 'failures');
});

test('every link on every page leads to a page', async ({ page }) => {
  const site = address('demo');
  const links = new Set<string>();
  for (const [name, route] of PAGES) {
    await open(page, site, route, name);
    const found = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    found.forEach((link) => links.add(link));
  }
  const inside = [...links].filter((link) => link.startsWith('#'));
  const outside = [...links].filter((link) => !link.startsWith('#'));
  expect(outside.filter((link) => !/^https:\/\//.test(link)), 'what leads outside is https').toEqual([]);
  // One of each kind of page with each set of filters is enough: the ids are the data's own.
  const kinds = new Map<string, string>();
  for (const link of inside) kinds.set(link.replace(/^(#\/\w+).*?(\?.*)?$/, (_, head, query = '') => head + String(query).replace(/=[^&]*/g, '')), link);
  for (const link of kinds.values()) {
    await page.evaluate((to) => { location.hash = to; }, link);
    await expect(page.locator('main'), link).not.toHaveAttribute('data-page', 'not-found');
    await ready(page);
    await expect(page.locator('main h1:visible'), link).toHaveCount(1);
  }
});

test('the page does not need the root of its host', async ({ page, watch }) => {
  await open(page, address('demo'), '#/tests', 'tests');
  const prefix = address('demo');
  expect(watch.requests.filter((request) => /^https?:/.test(request) && !request.startsWith(prefix))).toEqual([]);
});
