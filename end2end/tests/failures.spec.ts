// From what fails to what to do about it: clusters, categories, rules that are tried out, what differs.

import { address } from '../sites.ts';
import { expect, expectAccessibleInBothThemes, open, ready, test } from './report.ts';

test('the failures page groups, filters, and tells what each of the team’s rules is good for', async ({ page }) => {
  await open(page, address('demo'), '#/failures', 'failures');
  const main = page.locator('main');
  await expect(main).toContainText('One cause, many tests');
  const rules = main.locator('section', { has: page.getByRole('heading', { name: 'The team’s rules' }) });
  const order = await rules.locator('tbody tr td:first-child').allInnerTexts();
  expect(order).toEqual(order.map((_, place) => String(place + 1)));
  // What the rules take and what built-in rules and none take adds up to all failures.
  const categories = main.locator('section', { has: page.getByRole('heading', { name: 'Categories' }) });
  const counts = (await categories.locator('tbody tr td:nth-child(2)').allInnerTexts()).map(Number);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(129);

  await page.getByRole('button', { name: 'Folders' }).click();
  await expect(page).toHaveURL(/group=folders/);
  const folders = main.locator('section', { has: page.getByRole('heading', { name: 'Folders with failures' }) }).locator('tbody tr');
  const all = await folders.count();
  await page.getByLabel('Filter failures').fill('tasks');
  await expect(folders).not.toHaveCount(all);
  for (const text of await folders.locator('th').allInnerTexts()) expect(text).toContain('tasks');
});

test('a cluster says why its failures are together, how old it is, and leads to its rule', async ({ page }) => {
  await open(page, address('demo'), '#/failures', 'failures');
  await page.locator('ol.fix a.msg').first().click();
  await ready(page, 'cluster');
  const main = page.locator('main');
  await expect(main.getByRole('heading', { name: 'Why these belong together' })).toBeVisible();
  await expect(main.locator('.stats')).toContainText('Age');
  const breaks = Number((await main.locator('.stat .v').first().innerText()).match(/\d+/)?.[0]);
  await main.getByRole('link', { name: 'Try it out' }).click();
  await ready(page, 'rule');
  const matches = page.locator('[data-matches]');
  await expect(matches).toBeVisible();
  expect(Number(await matches.getAttribute('data-matches'))).toBeGreaterThanOrEqual(Math.ceil(breaks * 0.75));
  await expect(page.locator('pre[aria-label="Rule for report-gen.toml"]')).toContainText('[[category]]');
});

test('a category says what it means and which rule makes it', async ({ page }) => {
  await open(page, address('demo'), '#/category/celery-binding', 'category');
  const main = page.locator('main');
  await expect(main.locator('h1')).toHaveText(/Celery task binding: 45.tests in \d+.clusters?\./);
  await expect(main).toContainText('priority 2');
  await expect(main.getByRole('heading', { name: 'The rule' })).toBeVisible();
  await main.getByRole('link', { name: 'Try it out' }).click();
  await ready(page, 'rule');
  // The rule as it is takes exactly what its category has.
  await expect(page.locator('[data-matches]')).toHaveAttribute('data-matches', '45');
});

test('a rule is tried as it is typed, lives in the address, and says what is wrong with it', async ({ page }) => {
  await open(page, address('demo'), '#/rule', 'rule');
  const matches = page.locator('[data-matches]');
  await expect(matches).toHaveAttribute('data-matches', '0');
  const message = page.getByLabel('Message contains');
  await message.focus();
  await page.keyboard.type('multiple values');
  await expect(matches).not.toHaveAttribute('data-matches', '0');
  await expect(page).toHaveURL(/#\/rule\?message=multiple%20values/);
  const plain = await matches.getAttribute('data-matches');
  await expect(page.locator('main')).toContainText('Which rules have them now');
  await expect(page.locator('main')).toContainText('Celery task binding');

  await message.fill('regex:^.* got multiple +values');
  await expect(matches).toHaveAttribute('data-matches', plain ?? '');
  await message.fill('regex:(');
  await expect(page.getByRole('alert')).toContainText('no regular expression');
  await message.fill('multiple values');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Trace contains')).toBeFocused();

  await page.getByRole('button', { name: 'Errored' }).click();
  await expect(matches).toHaveAttribute('data-matches', '0');
  await page.getByRole('button', { name: 'Any' }).click();
  await page.getByLabel('Title').fill('Bound twice');
  await expect(page.locator('pre[aria-label="Rule for report-gen.toml"]')).toContainText('id = "bound-twice"');
  await page.reload();
  await ready(page, 'rule');
  await expect(page.getByLabel('Title')).toHaveValue('Bound twice');
  await expect(matches).toHaveAttribute('data-matches', plain ?? '');
  await expectAccessibleInBothThemes(page, 'rule');
});

test('the page for rules fits a small phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, address('demo'), '#/rule?message=multiple%20values', 'rule');
  await expect(page.locator('[data-matches]')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('a failed comparison shows both values with what differs marked', async ({ page }) => {
  await open(page, address('demo'), '#/tests?q=overlap&outcome=failed', 'tests');
  const key = await page.locator('[role=row][data-test]').first().getAttribute('data-test');
  await open(page, address('demo'), `#/test/${key}`, 'test');
  const difference = page.locator('.diff');
  await expect(difference.locator('tr.del mark')).toHaveText(/\d+/);
  await expect(difference.locator('tr.add mark')).toHaveText('0');
  await expectAccessibleInBothThemes(page, 'test with a difference');
});
