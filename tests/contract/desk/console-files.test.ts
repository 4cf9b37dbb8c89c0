import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDesk } from './desk.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {};');
  writeFileSync(join(folder, '.built'), 'stamp');
  writeFileSync(join(folder, '..', 'candor-outside.txt'), 'outside');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(folder, '..', 'candor-outside.txt'), { force: true });
});

test.for(['/', '/setup?token=x', '/incidents', '/incidents/INC-000001', '/incidents/INC-000001/items/logs/x.log'])(
  '%s is the console, under a policy that runs nothing but its own files',
  async (path) => {
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
  },
);

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
