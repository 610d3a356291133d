// Builds the sites once, with the program under test, and serves them below a path like that of a CI job.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildSites } from './sites.ts';
import { serve } from './server.mjs';

export default async function setup() {
  // A folder given by hand is kept, to look at what a test saw.
  const kept = process.env.SITES;
  const folder = kept || mkdtempSync(join(tmpdir(), 'phaseline-end2end-'));
  buildSites(folder);
  const server = await serve(folder);
  // Workers start with this environment.
  process.env.SITES_FOLDER = folder;
  process.env.SITES_ADDRESS = server.address;
  return async () => {
    await server.close();
    if (!kept) rmSync(folder, { recursive: true, force: true });
  };
}
