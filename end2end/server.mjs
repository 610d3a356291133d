// A static host as a CI system has one: reports below a long path, text and data compressed, nothing listed.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.gz': 'application/gzip',
};

const COMPRESSED = new Set(['.css', '.html', '.js', '.json', '.svg', '.wasm']);

/** Every report lies at `/job/42/<name>/`, so that an address that begins with a slash finds nothing. */
const PREFIX = '/job/42/';

/** @param {string} folder one site in each of its folders */
export async function serve(folder) {
  /** @type {Map<string, { body: Buffer, compressed: boolean }>} */
  const kept = new Map();
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
      if (!path.startsWith(PREFIX)) throw new Error('outside');
      const file = normalize(join(folder, path.slice(PREFIX.length), path.endsWith('/') ? 'index.html' : ''));
      if (!file.startsWith(folder + sep)) throw new Error('outside');
      const type = extname(file);
      const compressed = COMPRESSED.has(type);
      let found = kept.get(file);
      if (!found) {
        const bytes = await readFile(file);
        found = { body: compressed ? gzipSync(bytes) : bytes, compressed };
        kept.set(file, found);
      }
      response.writeHead(200, {
        'content-type': TYPES[type] ?? 'application/octet-stream',
        'content-length': found.body.length,
        'cache-control': 'no-store',
        ...(found.compressed ? { 'content-encoding': 'gzip' } : {}),
      });
      response.end(found.body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  await new Promise((/** @type {(value?: unknown) => void} */ resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: `http://127.0.0.1:${address.port}${PREFIX}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
