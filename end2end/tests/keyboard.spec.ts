// Everything can be done without a mouse.

import { address } from '../sites.ts';
import { expect, expectAccessible, looksDark, open, ready, test } from './report.ts';

test('/ opens the palette, typing finds a page, Enter goes there', async ({ page }) => {
  await open(page, address('demo'), '#/', 'overview');
  await page.keyboard.press('/');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(dialog.locator('input')).toBeFocused();
  await expectAccessible(page, 'the palette');
  await page.keyboard.type('runtime');
  await page.keyboard.press('Enter');
  await ready(page, 'runtime');
  await expect(dialog).toBeHidden();
});

test('the palette closes with Esc and gives the focus back', async ({ page }) => {
  await open(page, address('demo'), '#/failures', 'failures');
  const link = page.locator('nav a[href="#/tests"]:visible').first();
  await link.focus();
  await page.keyboard.press('/');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(link).toBeFocused();
  await expect(page.locator('main')).toHaveAttribute('data-page', 'failures');
});

test('? lists the keys', async ({ page }) => {
  await open(page, address('demo'), '#/', 'overview');
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText('Esc');
  await expectAccessible(page, 'the list of keys');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

for (const [key, name] of [
  ['o', 'overview'],
  ['p', 'phases'],
  ['f', 'failures'],
  ['t', 'tests'],
  ['c', 'coverage'],
  ['r', 'runtime'],
  ['n', 'notices'],
] as const) {
  test(`G then ${key.toUpperCase()} goes to ${name}`, async ({ page }) => {
    await open(page, address('demo'), name === 'overview' ? '#/runs' : '#/');
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await ready(page, name);
  });
}

test('J and K choose a row, Enter opens it, Esc goes back up', async ({ page }) => {
  await open(page, address('demo'), '#/tests?outcome=failed', 'tests');
  const chosen = page.locator('[role=row][data-test][aria-selected="true"]');
  await expect(page.locator('[role=row][data-test]').first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(chosen).toHaveCount(1);
  const first = await chosen.getAttribute('data-test');
  await page.keyboard.press('j');
  await expect(chosen).not.toHaveAttribute('data-test', first ?? '');
  await page.keyboard.press('k');
  await expect(chosen).toHaveAttribute('data-test', first ?? '');
  await page.keyboard.press('Enter');
  await ready(page, 'test');
  expect(page.url()).toContain(`#/test/${first}`);
  await page.keyboard.press('Escape');
  await ready(page, 'tests');
});

test('J follows the list beyond what is in view', async ({ page }) => {
  await open(page, address('demo'), '#/tests', 'tests');
  await expect(page.locator('[role=row][data-test]').first()).toBeVisible();
  for (let press = 0; press < 60; press += 1) await page.keyboard.press('j');
  const chosen = page.locator('[role=row][data-test][aria-selected="true"]');
  await expect(chosen).toHaveCount(1);
  await expect(chosen).toBeInViewport();
});

test('T changes the theme, and the browser remembers it', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page, address('demo'), '#/', 'overview');
  const root = page.locator('html');
  expect(await looksDark(page)).toBe(true);
  await page.keyboard.press('t');
  await expect(root).toHaveAttribute('data-theme', 'light');
  expect(await looksDark(page)).toBe(false);
  await page.reload();
  await ready(page, 'overview');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.keyboard.press('t');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('t');
  await expect(root).not.toHaveAttribute('data-theme', /./);
});

test('keys in a field are text', async ({ page }) => {
  await open(page, address('demo'), '#/tests', 'tests');
  const search = page.locator('input[data-search]');
  await search.focus();
  await page.keyboard.type('g?tj/');
  await expect(search).toHaveValue('g?tj/');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('main')).toHaveAttribute('data-page', 'tests');
  await page.keyboard.press('Escape');
  await expect(page.locator('main')).toHaveAttribute('data-page', 'tests');
});

test('the first Tab stop skips to the content', async ({ page }) => {
  await open(page, address('demo'), '#/failures', 'failures');
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toContainText(/skip/i);
  await expect(page.locator(':focus')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main#main')).toBeFocused();
  await expect(page.locator('main')).toHaveAttribute('data-page', 'failures');
});

test('what has the focus can be seen and is not covered', async ({ page }) => {
  await open(page, address('demo'), '#/failures', 'failures');
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab');
    const state = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const box = one.getBoundingClientRect();
      // A field within a frame of its own may show the focus on the frame.
      const ring = [one, one.parentElement].some((frame) => {
        const style = frame && getComputedStyle(frame);
        return style && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
      });
      const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
      const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
      const top = document.elementFromPoint(x, y);
      const shown = box.width > 0 && box.height > 0 && (top === null || one.contains(top) || top.contains(one));
      return { element: one.outerHTML.slice(0, 160), ring, shown };
    });
    if (!state) break;
    expect(state.ring, `a ring around ${state.element}`).toBe(true);
    expect(state.shown, `nothing over ${state.element}`).toBe(true);
  }
});
