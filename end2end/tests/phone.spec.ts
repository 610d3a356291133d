// A narrow screen and a sheet of paper.

import { type Page } from '@playwright/test';

import { address } from '../sites.ts';
import { expect, expectAccessibleInBothThemes, expectHeading, linked, looksDark, open, PAGES, test } from './report.ts';

/** The page itself never scrolls sideways, and nothing sticks out of it unseen. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (one: Element | null): boolean =>
      one !== null && one !== document.body && (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    const out = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > width + 1 && one.getClientRects().length > 0 && !scrolls(one.parentElement),
    );
    return { page: document.documentElement.scrollWidth - width, out: out.slice(0, 5).map((one) => one.outerHTML.slice(0, 160)) };
  });
  expect(wide).toEqual({ page: 0, out: [] });
}

test.describe('360 pixels wide', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  for (const [name, route] of PAGES) {
    test(`${name} fits`, async ({ page }) => {
      await open(page, address('demo'), route, name);
      await expectHeading(page);
      await expectNoSidewaysScroll(page);
      await expectAccessibleInBothThemes(page, name);
    });
  }

  test('a test, a cluster and a category fit', async ({ page }) => {
    const links = await linked(page, address('demo'));
    for (const [name, route] of links) {
      await open(page, address('demo'), route, name);
      await expectHeading(page);
      await expectNoSidewaysScroll(page);
    }
  });

  test('the pages can be reached by touch', async ({ page }) => {
    await open(page, address('demo'), '#/', 'overview');
    await page.locator('nav a[href="#/failures"]:visible').first().tap();
    await expect(page.locator('main')).toHaveAttribute('data-page', 'failures');
  });

  test('names that have no place to break fit', async ({ page }) => {
    for (const [name, route] of PAGES) {
      await open(page, address('hostile'), route, name);
      await expectNoSidewaysScroll(page);
    }
  });
});

for (const width of [701, 1100, 1600]) {
  test(`nothing sticks out at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const [name, route] of PAGES) {
      await open(page, address('demo'), route, name);
      await expectNoSidewaysScroll(page);
    }
  });
}

test('on paper there is light, and no navigation or controls', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const [name, route] of PAGES) {
    await page.emulateMedia({ media: 'screen' });
    await open(page, address('demo'), route, name);
    await page.emulateMedia({ media: 'print' });
    expect(await looksDark(page), name).toBe(false);
    await expect(page.locator('nav:visible'), name).toHaveCount(0);
    const controls = await page.locator('input:visible, select:visible, button:visible').evaluateAll((all) => all.map((one) => one.outerHTML));
    expect(controls, name).toEqual([]);
    await expectHeading(page);
  }
});

test('colours of the reader’s own and reduced motion leave the page whole', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  for (const [name, route] of PAGES) {
    await open(page, address('demo'), route, name);
    await expectHeading(page);
    const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length);
    expect(moving, name).toBe(0);
  }
});
