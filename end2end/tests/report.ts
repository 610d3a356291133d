// A page of a report that is watched: whatever it writes to the console, throws or asks of another host fails the test.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

export { expect } from '@playwright/test';

/** What a page did that nobody asked for. */
export class Watch {
  readonly complaints: string[] = [];
  /** Every address that was asked for. */
  readonly requests: string[] = [];
  readonly #allowed: RegExp[] = [];

  constructor(page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.#note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', (error) => this.#note(`thrown: ${error.message}`));
    page.on('crash', () => this.#note('the page crashed'));
    page.on('dialog', (dialog) => {
      this.#note(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      this.requests.push(request.url());
      const allowed = /^(data|blob|about):/.test(request.url()) || request.url().startsWith(origin());
      const opened = request.isNavigationRequest() && request.url().startsWith('file:');
      if (!allowed && !opened) this.#note(`asked for ${request.url()}`);
    });
  }

  /** What a test provokes on purpose. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  #note(complaint: string): void {
    this.complaints.push(complaint);
  }

  /** Complaints that no test asked for. */
  get unexpected(): string[] {
    return this.complaints.filter((complaint) => !this.#allowed.some((pattern) => pattern.test(complaint)));
  }
}

function origin(): string {
  return new URL(process.env.SITES_ADDRESS ?? 'http://127.0.0.1/').origin;
}

/** `test` with the watch on every page, asked at the end. */
export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ page }, use) => {
      const watch = new Watch(page);
      await use(watch);
      expect(watch.unexpected, 'the console stays empty and no other host is asked').toEqual([]);
    },
    { auto: true },
  ],
});

/** Every page that needs no id, by its name and its address. */
export const PAGES: ReadonlyArray<readonly [name: string, route: string]> = [
  ['overview', '#/'],
  ['phases', '#/phases'],
  ['completeness', '#/completeness'],
  ['failures', '#/failures'],
  ['rule', '#/rule?message=multiple%20values'],
  ['tests', '#/tests'],
  ['coverage', '#/coverage'],
  ['runtime', '#/runtime'],
  ['periods', '#/periods/205'],
  ['runs', '#/runs'],
  ['flaky', '#/flaky'],
  ['notices', '#/notices'],
];

/** Opens a page and waits until it shows what it was asked for. */
export async function open(page: Page, site: string, route: string, name?: string): Promise<void> {
  // From one fragment to another a browser does not load the page again; a link that was sent does.
  await page.goto('about:blank');
  await page.goto(site + route);
  await ready(page, name);
}

/** Waits until the page stands and nothing of it is still loading. */
export async function ready(page: Page, name?: string): Promise<void> {
  const main = page.locator('main#main');
  await expect(main).toBeVisible();
  if (name) await expect(main).toHaveAttribute('data-page', name);
  await expect(main.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(main.locator('[aria-busy="true"], .skeleton')).toHaveCount(0);
}

/** The address of the first failing test of a site, and of a cluster and a category if it has any. */
export async function linked(page: Page, site: string): Promise<Array<[name: string, route: string]>> {
  await open(page, site, '#/tests?outcome=failed', 'tests');
  const row = page.locator('[role=row][data-test]').first();
  await expect(row).toBeVisible();
  const test = `#/test/${await row.getAttribute('data-test')}`;
  await open(page, site, '#/failures', 'failures');
  const first = async (start: string) => {
    const link = page.locator(`main a[href^="${start}"]`).first();
    return (await link.count()) > 0 ? ((await link.getAttribute('href')) ?? undefined) : undefined;
  };
  const cluster = await first('#/cluster/');
  let category = await first('#/category/');
  if (!category) {
    await open(page, site, '#/failures?group=categories', 'failures');
    category = await first('#/category/');
  }
  const all: Array<[string, string | undefined]> = [['test', test], ['cluster', cluster], ['category', category]];
  return all.filter((link): link is [string, string] => link[1] !== undefined);
}

/** One heading of the first level, and nothing in the window's title that should not be. */
export async function expectHeading(page: Page): Promise<void> {
  await expect(page.locator('h1:visible')).toHaveCount(1);
  await expect(page.locator('h1:visible')).not.toBeEmpty();
  await expect(page).toHaveTitle(/\S/);
}

/** Words of a program where a reader expects a figure. */
export async function expectFigures(page: Page): Promise<void> {
  const text = await page.locator('main').innerText();
  expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\[object |\binf\b|Infinity|\bSome\(|\bNone\b/);
}

/** No breach of WCAG 2.2 AA that a program can find. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  const found = result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
  expect(found, `axe on ${what}`).toEqual([]);
}

/** Both themes of a page. */
export async function expectAccessibleInBothThemes(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `${what}, ${colorScheme}`);
  }
}

/** Whether a dark theme is what the reader sees. */
export async function looksDark(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    // What is transparent shows what lies behind it, in the end the white sheet.
    for (const one of [document.body, document.documentElement]) {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (getComputedStyle(one).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
      if (alpha > 0) return red + green + blue < 3 * 128;
    }
    return false;
  });
}
