// The sites that the tests open, and where they are.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { LARGE, largeRun } from './generate-junit.mjs';
import { hostileCoverage, hostileRun, HOSTILE_TITLE } from './hostile.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The names of the sites; each is a folder, and `demo` and `hostile` are single files as well. */
export type Site = 'demo' | 'large' | 'hostile' | 'single-run';

/** The address of a site on the test's own host. */
export function address(site: Site): string {
  return `${need('SITES_ADDRESS')}${site}/`;
}

/** The address of a site's folder, as a double click opens it. */
export function folderAddress(site: Site): string {
  return pathToFileURL(join(need('SITES_FOLDER'), site, 'index.html')).href;
}

/** The address of a site in one file, as a double click opens it. */
export function fileAddress(site: 'demo' | 'hostile' | 'large'): string {
  return pathToFileURL(join(need('SITES_FOLDER'), `${site}.html`)).href;
}

function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: global-setup.ts sets it`);
  return value;
}

/** Builds every site into `folder`. */
export function buildSites(folder: string): void {
  const program = process.env.REPORT_GEN || compiled();
  const viewer = process.env.VIEWER ? ['--viewer', process.env.VIEWER] : [];
  const work = join(folder, 'artifacts');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  // On a CI system the program would take the run's name from there, and every test with a name would differ.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CI$|CI_|GITHUB_|GITLAB_|BUILDKITE|CIRCLE|JENKINS|TRAVIS)/.test(name)),
  );
  const run = (...options: string[]) =>
    execFileSync(program, [...options, ...viewer, '--quiet'], { cwd: work, env: environment, stdio: 'inherit' });

  run('demo', '-o', join(folder, 'demo'), '--single-file', join(folder, 'demo.html'));

  const large = join(work, 'large.xml');
  largeRun(large, LARGE);
  run('build', large, '-o', join(folder, 'large'), '--single-file', join(folder, 'large.html'));

  const hostile = join(work, 'hostile');
  mkdirSync(hostile);
  writeFileSync(join(hostile, 'junit.xml'), hostileRun());
  writeFileSync(join(hostile, 'coverage.xml'), hostileCoverage());
  run(
    ...['build', hostile, '-o', join(folder, 'hostile'), '--single-file', join(folder, 'hostile.html')],
    ...['--title', HOSTILE_TITLE, '--run-id', HOSTILE_TITLE, '--branch', HOSTILE_TITLE, '--label', `k=${HOSTILE_TITLE}`],
  );

  const single = join(work, 'single-run.xml');
  largeRun(single, { ...LARGE, tests: 60, suites: 6, seed: 7 });
  run('build', single, '-o', join(folder, 'single-run'));
}

function compiled(): string {
  execFileSync('cargo', ['build', '--quiet', '--release', '-p', 'report-gen'], { cwd: ROOT, stdio: 'inherit' });
  const target = process.env.CARGO_TARGET_DIR || join(ROOT, 'target');
  return join(target, 'release', process.platform === 'win32' ? 'report-gen.exe' : 'report-gen');
}
