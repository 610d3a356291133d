// The single file in Firefox, opened from the disk: another engine, with other rules for files, modules and policies.

import { expect, test } from '@playwright/test';

import { findFirefox, Firefox } from '../firefox.ts';
import { fileAddress } from '../sites.ts';
import { PAGES } from './report.ts';

const program = findFirefox();
test.describe.configure({ mode: 'serial' });
const why = 'there is no Firefox here: `cargo xtask setup` installs it, FIREFOX names another one';
test.skip(!program, why);
// The list of tests gives no reasons; only the process that is no worker prints it, once.
if (!program && process.env.TEST_WORKER_INDEX === undefined) console.log(`Firefox: skipped, ${why}`);

let firefox: Firefox;
test.beforeAll(async () => {
  firefox = await Firefox.start(program ?? '');
  await firefox.command('WebDriver:NewSession');
  await firefox.command('WebDriver:SetWindowRect', { width: 1280, height: 900 });
});
test.afterAll(async () => {
  expect(await firefox.complaints(), 'the console stays empty').toEqual([]);
  await firefox.stop();
});

type Drawn = { page: string | null; heading: string; text: string; wide: boolean };

/** Opens an address anew, as a double click does, and gives what stands on the page once nothing of it is loading. */
async function open(address: string, page: string): Promise<Drawn> {
  await firefox.command('WebDriver:Navigate', { url: 'about:blank' });
  await firefox.command('WebDriver:Navigate', { url: address });
  const drawn = await firefox.until<Drawn>(
    `const main = document.querySelector('main#main');
     const heading = main?.querySelector('h1');
     if (!heading?.innerText || main.dataset.page !== ${JSON.stringify(page)}) return null;
     if (main.querySelector('[aria-busy="true"], .skeleton')) return null;
     return {
       page: main.dataset.page, heading: heading.innerText, text: main.innerText,
       wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
     };`,
    10_000,
  );
  expect(drawn, `${address} was not drawn`).not.toBeNull();
  return drawn as Drawn;
}

for (const [name, route] of PAGES) {
  test(`Firefox: ${name} opens from the disk`, async () => {
    const drawn = await open(fileAddress('demo') + route, name);
    expect(drawn.text.length).toBeGreaterThan(100);
    expect(drawn.text).not.toMatch(/\bNaN\b|\bundefined\b|\[object /);
    expect(drawn.wide, 'nothing reaches over the edge').toBe(false);
  });
}

test('Firefox: the figures are those of the report, and the picture is no empty sheet', async () => {
  const drawn = await open(`${fileAddress('demo')}#/`, 'overview');
  expect(drawn.heading).toContain('2A needs 23 more passing tests');
  for (const figure of ['1,602', '112', '17', '65.0']) expect(drawn.text).toContain(figure);
  expect(await firefox.run<number>('return document.querySelectorAll("main svg").length')).toBeGreaterThan(3);
  // Elements of the page are what lies on top: no notice of a failed start covers them.
  const top = await firefox.run<boolean>(
    `const heading = document.querySelector('h1').getBoundingClientRect();
     const there = document.elementFromPoint(heading.left + 5, heading.top + heading.height / 2);
     return Boolean(there?.closest('h1'));`,
  );
  expect(top).toBe(true);
  const { value } = await firefox.command<{ value: string }>('WebDriver:TakeScreenshot', { full: false });
  // A sheet of one colour compresses to a few kilobytes.
  expect(Buffer.from(value, 'base64').length).toBeGreaterThan(30_000);
});

test('Firefox: names of a hostile run are text', async () => {
  const drawn = await open(`${fileAddress('hostile')}#/tests`, 'tests');
  expect(drawn.text).toContain('<');
  const alien = await firefox.run<number>(
    `return document.querySelectorAll('main :is(script, img, iframe, object, embed, form, [onerror], [onload])').length`,
  );
  expect(alien).toBe(0);
});

test('Firefox: one file of 100,000 tests opens from the disk', async () => {
  await open(`${fileAddress('large')}#/tests`, 'tests');
  const count = await firefox.until<string>(
    `const count = document.querySelector('[data-count]')?.innerText; return count?.includes('100,000') ? count : null`,
    10_000,
  );
  expect(count).toContain('100,000');
});
