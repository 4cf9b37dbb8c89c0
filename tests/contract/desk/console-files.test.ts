import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { precompress } from '#scripts/precompress.ts';
import { firstEngineer, startTestDesk } from './desk.ts';

let folder = '';
const large = `export const words = [${'"word",'.repeat(5000)}];`;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'large-abc123.js'), large);
  precompress(folder);
  writeFileSync(join(folder, '.built'), 'stamp');
  writeFileSync(join(folder, '..', 'candor-outside.txt'), 'outside');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(folder, '..', 'candor-outside.txt'), { force: true });
});

test.for([
  '/',
  '/setup?token=x',
  '/incidents',
  '/incidents/INC-000001',
  '/incidents/INC-000001/items/logs/x.log',
])('%s is the console, under a policy that runs nothing but its own files', async (path) => {
  await using desk = await startTestDesk({ consoleFolder: folder });
  const response = await fetch(`${desk.address}${path}`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<title>console</title>');
  const policy = response.headers.get('content-security-policy') ?? '';
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]) {
    expect(policy).toContain(rule);
  }
  expect(policy).not.toMatch(/unsafe/);
  expect(response.headers.get('cache-control')).toBe('no-cache');
});

test('files with a hash in their name are kept by browsers', async () => {
  await using desk = await startTestDesk({ consoleFolder: folder });
  const response = await fetch(`${desk.address}/assets/main-abc123.js`);
  expect(response.headers.get('content-type')).toMatch(/javascript/);
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test.for([
  '/.built',
  '/assets/../.built',
  '/..%2fcandor-outside.txt',
  '/%2e%2e/candor-outside.txt',
  '/assets',
  '/nothing.js',
  '/api/x',
  '/v1/x',
])('%s is not there', async (path) => {
  await using desk = await startTestDesk({ consoleFolder: folder });
  const response = await fetch(`${desk.address}${path}`);
  expect([403, 404]).toContain(response.status);
  expect(response.headers.get('content-type')).toMatch(/application\/json/);
  expect(await response.text()).not.toMatch(/outside|stamp/);
});

test.for(['br', 'gzip'])(
  'a file that the build compressed is sent as %s, and whole to whoever does not understand that',
  async (encoding) => {
    await using desk = await startTestDesk({ consoleFolder: folder });
    const address = `${desk.address}/assets/large-abc123.js`;
    const compressed = await fetch(address, { headers: { 'accept-encoding': encoding } });
    expect(compressed.headers.get('content-encoding')).toBe(encoding);
    expect(compressed.headers.get('vary')).toMatch(/accept-encoding/i);
    expect(compressed.headers.get('content-type')).toMatch(/javascript/);
    expect(Number(compressed.headers.get('content-length'))).toBeLessThan(large.length / 10);
    expect(await compressed.text()).toBe(large);
    const plain = await fetch(address, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(large);
  },
);

test.for([
  ['gzip, br', 'gzip'],
  ['br;q=1, gzip;q=0.5', 'gzip'],
  ['gzip;q=0', null],
  ['identity', null],
] as const)(
  'a long answer of the desk to accept-encoding “%s” is %s',
  async ([accepted, encoding]) => {
    await using desk = await startTestDesk({ consoleFolder: folder });
    const engineer = await firstEngineer(desk);
    const answer = await engineer.call('GET', consoleRoutes.audit, undefined, {
      'accept-encoding': accepted,
    });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(await answer.json()).toMatchObject({ more: false });
  },
);

test('a person who mistyped an address gets the console’s page, a program gets an error', async () => {
  await using desk = await startTestDesk({ consoleFolder: folder });
  const page = await fetch(`${desk.address}/nonsense`, {
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
  });
  expect(page.status).toBe(404);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(await page.text()).toContain('<title>console</title>');
  const answer = await fetch(`${desk.address}/nonsense`);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toMatch(/application\/json/);
});
