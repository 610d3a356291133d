#!/usr/bin/env node
// Writes a JUnit file of any size, the same every time: node generate-junit.mjs FILE [TESTS].

import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** A run as a big monorepo has one. */
export const LARGE = { tests: 100_000, suites: 220, seed: 1 };

const AREAS = ['billing', 'search', 'accounts', 'exports', 'webhooks', 'ledger', 'catalogue', 'inbox', 'reports', 'media'];
const THINGS = ['invoice', 'cursor', 'session', 'archive', 'signature', 'balance', 'variant', 'thread', 'chart', 'thumbnail'];
const DOES = ['keeps', 'rejects', 'merges', 'orders', 'retries', 'rounds', 'escapes', 'expires', 'streams', 'restores'];
const WHAT = ['an empty list', 'a late reply', 'two writers', 'unicode names', 'a leap day', 'a lost lock', 'zero rows'];
const ERRORS = ['AssertionError', 'ValueError', 'TimeoutError', 'ConnectionError', 'KeyError', 'ImportError'];

/**
 * The generator of pseudo-random numbers known as mulberry32: small, and the same on every machine.
 *
 * @param {number} seed
 */
function numbers(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    /** @param {number} below */
    whole: (below) => Math.floor(next() * below),
    /** @template T @param {T[]} from @returns {T} */
    one: (from) => /** @type {T} */ (from[Math.floor(next() * from.length)]),
  };
}

/** @param {string} text */
const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * @param {ReturnType<typeof numbers>} random
 * @param {string} file
 * @param {string} name
 */
function traceback(random, file, name) {
  const error = random.one(ERRORS);
  const thing = random.one(THINGS);
  const message = `${error}: ${thing} ${random.whole(9000)} has ${random.whole(40)} entries, expected ${random.whole(40)}`;
  const lines = ['Traceback (most recent call last):'];
  for (let depth = 8 + random.whole(14); depth > 0; depth -= 1) {
    const module = `service/${random.one(AREAS)}/${random.one(THINGS)}.py`;
    lines.push(`  File "${module}", line ${10 + random.whole(900)}, in ${random.one(DOES)}_${random.one(THINGS)}`);
    lines.push(`    ${random.one(THINGS)} = self.${random.one(DOES)}(${random.one(THINGS)}, limit=${random.whole(500)})`);
  }
  lines.push(`  File "${file}", line ${10 + random.whole(400)}, in ${name}`);
  lines.push(`    assert len(${thing}.entries) == ${random.whole(40)}`, message);
  return { error, message, text: lines.join('\n') };
}

/**
 * About 2 % failed, 0.5 % errored and 3 % skipped; tracebacks of 1 to 3 KB.
 *
 * @param {string} path
 * @param {{ tests: number, suites: number, seed: number }} size
 */
export function largeRun(path, { tests, suites, seed }) {
  const random = numbers(seed);
  const out = openSync(path, 'w');
  writeSync(out, '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="all">\n');
  let left = tests;
  for (let suite = 0; suite < suites; suite += 1) {
    const area = AREAS[suite % AREAS.length];
    const thing = THINGS[Math.floor(suite / AREAS.length) % THINGS.length];
    const file = `tests/${area}/test_${thing}_${suite}.py`;
    const classname = file.slice(0, -3).replaceAll('/', '.');
    const count = suite === suites - 1 ? left : Math.round(tests / suites);
    left -= count;
    const counts = { failed: 0, errored: 0, skipped: 0 };
    let seconds = 0;
    const cases = [];
    for (let number = 0; number < count; number += 1) {
      const name = `test_${random.one(DOES)}_${random.one(WHAT).replaceAll(' ', '_')}_${number}`;
      const time = Math.exp(random.next() * 6 - 7);
      seconds += time;
      const draw = random.next();
      const head = `  <testcase classname="${classname}" name="${name}" file="${file}" time="${time.toFixed(4)}"`;
      if (draw < 0.025) {
        const tag = draw < 0.02 ? 'failure' : 'error';
        counts[tag === 'failure' ? 'failed' : 'errored'] += 1;
        const { error, message, text } = traceback(random, file, name);
        cases.push(`${head}>\n    <${tag} type="${error}" message="${escape(message)}">${escape(text)}</${tag}>\n  </testcase>\n`);
      } else if (draw < 0.055) {
        counts.skipped += 1;
        cases.push(`${head}><skipped message="needs a ${random.one(THINGS)} service"/></testcase>\n`);
      } else {
        cases.push(`${head}/>\n`);
      }
    }
    writeSync(
      out,
      `<testsuite name="${classname}" tests="${count}" failures="${counts.failed}" errors="${counts.errored}" ` +
        `skipped="${counts.skipped}" time="${seconds.toFixed(3)}" timestamp="2026-03-02T08:00:00">\n${cases.join('')}</testsuite>\n`,
    );
  }
  writeSync(out, '</testsuites>\n');
  closeSync(out);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, tests] = process.argv.slice(2);
  if (!file) {
    process.stderr.write('usage: node generate-junit.mjs FILE [TESTS]\n');
    process.exit(2);
  }
  largeRun(file, { ...LARGE, tests: Number(tests ?? LARGE.tests) });
}
