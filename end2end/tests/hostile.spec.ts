// Text of an artifact stays text: in every page, in the folder and in the single file.

import { type Page } from '@playwright/test';

import { HOSTILE_NAMES, HOSTILE_TITLE, TURNED } from '../hostile.mjs';
import { address, fileAddress } from '../sites.ts';
import { expect, expectAccessible, expectHeading, linked, open, PAGES, test } from './report.ts';

const PLACES = [
  ['folder', () => address('hostile')],
  ['one file', () => fileAddress('hostile')],
] as const;

/** Nothing of the artifact became an element, a handler or an address. */
async function expectHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll('body *')];
    const handlers = all.filter((one) => [...one.attributes].some((attribute) => attribute.name.startsWith('on')));
    const addresses = all.flatMap((one) => ['href', 'src', 'action', 'xlink:href'].map((name) => one.getAttribute(name) ?? ''));
    const text = document.body.innerText;
    return {
      ran: 'hostile' in window,
      handlers: handlers.map((one) => one.outerHTML.slice(0, 200)),
      images: document.querySelectorAll('body img[src="x"], body iframe, body object, body embed').length,
      addresses: addresses.filter((to) => /^\s*javascript:/i.test(to) || /^(\w+:)?\/\/evil\.example/.test(to)),
      escape: text.includes('\u001b'),
    };
  });
  expect(found).toEqual({ ran: false, handlers: [], images: 0, addresses: [], escape: false });
}

/** Marks that turn text around stand alone in an element that keeps what they do to itself, or are not there. */
async function expectReadable(page: Page): Promise<void> {
  const turned = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest('script, style') || !/[\u202a-\u202e\u2066-\u2069]/.test(node.textContent ?? '')) continue;
      const isolated = parent.closest('bdi, [dir], pre, textarea, title');
      if (!isolated) found.push(parent.outerHTML.slice(0, 200));
    }
    return found;
  });
  expect(turned, 'reading order').toEqual([]);
}

for (const [place, site] of PLACES) {
  for (const [name, route] of PAGES) {
    test(`${place}: ${name} shows text as text`, async ({ page }) => {
      await open(page, site(), route, name);
      await expectHeading(page);
      await expectHarmless(page);
      await expectReadable(page);
      await expectAccessible(page, name);
    });
  }

  test(`${place}: the names of tests appear as they are`, async ({ page }) => {
    await open(page, site(), '#/tests', 'tests');
    for (const name of HOSTILE_NAMES) {
      await page.locator('input[data-search]').fill(name);
      await expect(page.locator('[role=row][data-test]').first(), name).toContainText(name);
    }
    await expectHarmless(page);
  });

  test(`${place}: messages, traces and output appear as they are`, async ({ page }) => {
    await open(page, site(), '#/tests', 'tests');
    // Two results of one test share a page.
    const keys = await page.locator('[role=row][data-test]').evaluateAll((rows) => [...new Set(rows.map((row) => row.getAttribute('data-test')))]);
    expect(keys.length).toBeGreaterThanOrEqual(HOSTILE_NAMES.length);
    let seen = '';
    for (const key of keys) {
      await open(page, site(), `#/test/${key}`, 'test');
      for (const fold of await page.locator('main details:not([open]) > summary').all()) await fold.click();
      await expectHeading(page);
      await expectHarmless(page);
      await expectReadable(page);
      seen += await page.locator('main').innerText();
    }
    for (const name of HOSTILE_NAMES) expect(seen).toContain(name);
    await expectAccessible(page, 'test');
  });

  test(`${place}: clusters and categories are harmless`, async ({ page }) => {
    const links = await linked(page, site());
    for (const [name, route] of links) {
      await open(page, site(), route, name);
      await expectHeading(page);
      await expectHarmless(page);
      await expectReadable(page);
    }
  });

  test(`${place}: the title and the run are text`, async ({ page }) => {
    await open(page, site(), '#/', 'overview');
    expect(await page.title()).toContain('<img src=x onerror=');
    await expect(page.locator('body')).toContainText(HOSTILE_TITLE.slice(0, 12));
    await expectHarmless(page);
  });

  test(`${place}: a hostile address is text`, async ({ page }) => {
    const route = `#/tests?q=${encodeURIComponent('"><img src=x onerror=window.hostile=1>')}`;
    await open(page, site(), route, 'tests');
    await expectHarmless(page);
    await open(page, site(), '#/<img src=x onerror=window.hostile=1>', 'not-found');
    await expectHarmless(page);
  });

  test(`${place}: a name that turns the line around is shown for what it is`, async ({ page }) => {
    await open(page, site(), '#/tests?q=invoice', 'tests');
    const row = page.locator('[role=row][data-test]').first();
    const name = await row.locator('a[href^="#/test/"]').first().innerText();
    expect(name, TURNED).not.toMatch(/[\u202a-\u202e]/);
    expect(name).toContain('fdp.exe');
  });
}
