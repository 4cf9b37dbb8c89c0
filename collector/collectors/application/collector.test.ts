import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '#collector/host/catalogue.ts';
import { findFiles } from '#collector/os/find-files.ts';
import { readText } from '#collector/os/read-text.ts';
import { runProgram } from '#collector/os/run-command.ts';
import { type Application, application } from '#contract/collector/collector.ts';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';
import { applicationCollector } from './collector.ts';
import { isProtected, placeOn } from './path.ts';

const root = mkdtempSync(join(tmpdir(), 'candor-application-'));
const logs = join(root, 'logs');
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(() => {
  mkdirSync(logs);
  for (let number = 1; number <= 12; number += 1) {
    const path = join(logs, `Dispatch-${number}.log`);
    writeFileSync(path, `run ${number}\n`);
    const at = new Date(Date.UTC(2026, 10, number));
    utimesSync(path, at, at);
  }
  writeFileSync(join(root, 'dispatch.ini'), 'server=a\n');
  writeFileSync(join(logs, 'server.key'), 'never read\n');
  if (process.platform !== 'win32') symlinkSync('/etc/passwd', join(logs, 'passwd.log'));
  writeFileSync(join(root, 'version.sh'), '#!/bin/sh\necho "Dispatch $1 4.2"\n', { mode: 0o755 });
});

const declared = (parts: Partial<Application>): Application =>
  application.parse({ id: 'dispatch', name: 'Northwind Dispatch', ...parts });

/** On this machine's own disk. */
async function collectHere(parts: Partial<Application>) {
  const collector = applicationCollector(declared(parts));
  const signal = new AbortController().signal;
  return collectOn(
    { platform: 'linux' },
    {
      ...collector,
      collect: (context) =>
        collector.collect({
          ...context,
          findFiles,
          readText,
          runProgram: (path, words) => runProgram(path, words, { signal }),
        }),
    },
  );
}

interface Index {
  version: string | null;
  files: { item: string; path: string }[];
  leftOut: { path: string; why: string; count: number }[];
}

// A script, a link, and paths as a policy for Linux writes them.
describe.skipIf(process.platform === 'win32')('an application that the policy declares', () => {
  test('returns its version, its settings and its newest logs', async () => {
    const found = await collectHere({
      logs: [join(logs, 'Dispatch-*.log')],
      configuration: [join(root, 'dispatch.ini')],
      versionCommand: { path: join(root, 'version.sh'), arguments: ['$(id); x'] },
    });
    expect(found.status).toBe('success');
    const index = found.content('application.json') as Index;
    expect(index.version).toBe('Dispatch $(id); x 4.2');
    expect(index.files.map(({ path }) => path.slice(root.length + 1))).toEqual([
      ...[12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((number) => `logs/Dispatch-${number}.log`),
      'dispatch.ini',
    ]);
    expect(index.leftOut).toEqual([
      expect.objectContaining({ why: 'older than the ones kept', count: 2 }),
    ]);
    expect(found.content('log-1.txt')).toBe('run 12\n');
    expect(found.content('configuration-1.txt')).toBe('server=a\n');
  });

  test('leaves out targets of links and keys, and says so', async () => {
    const found = await collectHere({ logs: [join(logs, 'p*.log'), join(logs, 'server.*')] });
    expect(found).toMatchObject({ status: 'partial', names: ['application.json'] });
    const { leftOut } = found.content('application.json') as Index;
    expect(leftOut.map(({ why }) => why)).toEqual(['leads outside its folder', 'protected']);
  });

  test('is unavailable when it is not on this computer', async () => {
    const found = await collectHere({
      logs: [join(root, 'nowhere', '*.log'), '%ProgramData%\\Northwind\\*.log'],
      versionCommand: { path: join(root, 'nowhere'), arguments: [] },
    });
    expect(found).toMatchObject({ status: 'unavailable', names: [] });
  });

  test('is denied when its files may not be read', async () => {
    const machine: Machine = { platform: 'linux', files: { '/var/log/dispatch/a.log': 'denied' } };
    const found = await collectOn(
      machine,
      applicationCollector(declared({ logs: ['/var/log/dispatch/*.log'] })),
    );
    expect(found).toMatchObject({ status: 'denied', names: ['application.json'] });
  });

  test('cannot have the id of a collector that Candor includes', () => {
    expect(catalogue.filter(({ id }) => id.startsWith('app-'))).toEqual([]);
    expect(applicationCollector(declared({})).id).toBe('app-dispatch');
  });

  test.for([
    ['a relative path', { logs: ['logs/*.log'] }],
    ['a step upwards', { logs: ['/var/log/../../etc/shadow'] }],
    ['a folder of any depth', { logs: ['/var/**/x.log'] }],
    ['a pattern as a program', { versionCommand: { path: '/usr/bin/*' } }],
    ['a name that a message would read as a value', { name: '{name}' }],
    ['an unknown setting', { script: 'rm' }],
  ] as const)('is refused with %s', ([, parts]) => {
    expect(application.safeParse({ id: 'x', name: 'X', ...parts }).success).toBe(false);
  });
});

describe('a path of the policy', () => {
  const windows = {
    ProgramData: 'C:\\ProgramData\\',
    'ProgramFiles(x86)': 'C:\\Program Files (x86)',
    SECRET: 'C:\\secret',
  };
  test('is resolved on its own system and ignored on others', () => {
    expect(placeOn('%programdata%\\a\\*.log', 'win32', '', windows)).toBe(
      'C:\\ProgramData\\a\\*.log',
    );
    expect(placeOn('D:\\logs\\a.log', 'win32', '', windows)).toBe('D:\\logs\\a.log');
    expect(placeOn('~/a.log', 'linux', '/home/kim', {})).toBe('/home/kim/a.log');
    expect(placeOn('/a.log', 'win32', '', windows)).toBeNull();
    expect(placeOn('C:\\a.log', 'darwin', '/Users/kim', {})).toBeNull();
    expect(placeOn('%SECRET%\\a.log', 'win32', '', windows)).toBeNull();
    expect(placeOn('%APPDATA%\\a.log', 'win32', '', windows)).toBeNull();
  });

  test.for([
    '/home/kim/.ssh/config',
    'C:\\Users\\kim\\AppData\\Local\\Google\\Chrome\\User Data\\Default\\Login Data',
    '/opt/app/tls/SERVER.KEY',
    '/home/kim/.mozilla/firefox/x/logins.json',
    '/etc/shadow',
  ])('%s is never read', (path) => expect(isProtected(path)).toBe(true));

  test.for(['/var/log/app/app.log', 'C:\\ProgramData\\App\\keyboard.log', '/opt/app/monkey.conf'])(
    '%s may be read',
    (path) => expect(isProtected(path)).toBe(false),
  );
});
