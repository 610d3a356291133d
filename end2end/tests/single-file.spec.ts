// What happens when somebody double-clicks.

import { fileAddress, folderAddress } from '../sites.ts';
import { expect, expectAccessible, expectAccessibleInBothThemes, expectHeading, linked, open, PAGES, test } from './report.ts';

for (const [name, route] of PAGES) {
  test(`one file: ${name} opens from the disk`, async ({ page, watch }) => {
    await open(page, fileAddress('demo'), route, name);
    await expectHeading(page);
    await expectAccessibleInBothThemes(page, name);
    expect(watch.requests.filter((request) => /^(https?|file):/.test(request))).toHaveLength(1);
  });
}

test('one file: a test, a cluster and a category open from the disk', async ({ page }) => {
  const links = await linked(page, fileAddress('demo'));
  for (const [name, route] of links) {
    await open(page, fileAddress('demo'), route, name);
    await expectHeading(page);
  }
});

test('one file: the texts of a failing test are in it', async ({ page }) => {
  const [first] = await linked(page, fileAddress('demo'));
  await open(page, fileAddress('demo'), first?.[1] ?? '', 'test');
  await expect(page.locator('main pre, main .code, main [class*=trace]').first()).toBeVisible();
});

test('one file of 100,000 tests opens from the disk', async ({ page }) => {
  await open(page, fileAddress('large'), '#/tests', 'tests');
  await expect(page.locator('[role=row][data-test]').first()).toBeVisible();
  await expect(page.locator('[data-count]')).toContainText('100,000');
});

test('a folder opened from the disk says why it cannot load and what to do', async ({ page, watch }) => {
  // The browser refuses the files beside the page and says so in its console.
  watch.allow(/preload|CORS policy|net::ERR_FAILED|ERR_FILE_NOT_FOUND|^asked for file:|Failed to load|unique origin|Unsafe attempt|Not allowed to load/);
  await page.goto(folderAddress('demo'));
  await expect(page.locator('h1:visible')).toHaveCount(1);
  await expect(page.locator('body')).toContainText('report-gen serve');
  await expect(page.locator('body')).toContainText('--single-file');
  await expectAccessible(page, 'the notice of a folder');
});
