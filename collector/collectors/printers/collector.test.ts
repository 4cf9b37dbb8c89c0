import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { printers } from './collector.ts';
import { lpstatPrinters } from './linux.ts';

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de'): Machine => ({
  platform: 'win32',
  commands: {
    'Get-Printer': fixture(`windows-${language}.jsonl`),
  },
});
const [english, german] = [windowsIn('en'), windowsIn('de')];
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPPrintersDataType': fixture('printers.json'),
  },
};
const laptop: Machine = {
  platform: 'linux',
  commands: { 'lpstat -p -d': fixture('lpstat.txt') },
};

describe('printers', () => {
  test('have a name and a state', async () => {
    expect((await collectOn(laptop, printers)).content('printers.json')).toMatchObject({
      count: 3,
      printers: [
        { name: 'Brother_HL', state: 'idle', default: true },
        { name: 'Flur_Drucker', state: 'disabled', default: false },
        { name: 'Labels', state: 'printing' },
      ],
    });
  });
  test('on Windows have no address', async () => {
    const content = (await collectOn(english, printers)).content('printers.json');
    expect(content).toMatchObject({
      printers: [{ name: 'Second floor', connection: 'network' }, { connection: 'local' }],
    });
    expect(JSON.stringify(content)).not.toContain('10.20.0.9');
    expect((await collectOn(german, printers)).content('printers.json')).toMatchObject({
      printers: [{ name: 'Drucker im Flur', state: 'offline', connection: 'usb' }],
    });
  });
  test('on macOS do not show who shares them', async () => {
    const content = (await collectOn(mac, printers)).content('printers.json');
    expect(content).toMatchObject({
      printers: [{ name: 'Drucker im Flur', default: true, connection: 'network' }],
    });
    expect(JSON.stringify(content)).not.toContain('Ada');
  });
  test('are an empty list when CUPS has none, and unknown when it does not answer', async () => {
    const none: Machine = {
      platform: 'linux',
      commands: { lpstat: { exitCode: 1, stderr: 'lpstat: No destinations added.' } },
    };
    expect((await collectOn(none, printers)).content('printers.json')).toEqual({
      count: 0,
      spooler: null,
      printers: [],
    });
    const stopped: Machine = {
      platform: 'linux',
      commands: { lpstat: { exitCode: 1, stderr: 'lpstat: Connection refused' } },
    };
    expect(await collectOn(stopped, printers)).toMatchObject({ status: 'unavailable', names: [] });
  });
});

describe('what a printer waits for', () => {
  test('is on the line after it, whatever its state is called', () => {
    const output = `printer jammed may be jammed.  enabled since Fri 20 Jan 2017 09:55:50 PM CET
\tMedia tray empty!
printer Flur disabled since Wed Feb 15 12:01:11 2017 -
\treason unknown
\tmore
printer cups is processing.  enabled since Wed Feb 15 12:01:11 2017
`;
    expect(
      lpstatPrinters(output, null).map(({ name, state, reason }) => [name, state, reason]),
    ).toEqual([
      ['jammed', 'may be jammed', 'Media tray empty!'],
      ['Flur', 'disabled', 'reason unknown'],
      ['cups', 'processing', null],
    ]);
  });

  test('is listed for a limited number of printers', () => {
    expect(lpstatPrinters('printer a is idle.\n'.repeat(10_000), null)).toHaveLength(500);
  });

  test('on Linux includes its jobs, without names of people', async () => {
    const jobs =
      'Flur_Drucker-12          ada               1024   Mon Nov 23 07:10:00 2026\nFlur_Drucker-13 ada 99 soon\nBrother_HL-4 kim 5 Mon Nov 23 07:10:00 2026\n';
    const run = await collectOn(
      { ...laptop, commands: { ...laptop.commands, 'lpstat -o': jobs } },
      printers,
    );
    expect(run.content('printers.json')).toMatchObject({
      printers: [
        { name: 'Brother_HL', jobs: { waiting: 1, stuck: null } },
        {
          name: 'Flur_Drucker',
          reason: 'Paused',
          jobs: { waiting: 2, stuck: 2, oldestAt: expect.stringContaining('2026-11-2') },
        },
        { name: 'Labels', reason: null, jobs: { waiting: 0, stuck: null, oldestAt: null } },
      ],
    });
    expect(JSON.stringify(run.content('printers.json'))).not.toMatch(/ada|kim/);
    expect((await collectOn(laptop, printers)).content('printers.json')).toMatchObject({
      printers: [{ jobs: null }, {}, {}],
    });
  });

  test('on Windows includes jobs that do not go on, the default printer and the spooler', async () => {
    expect((await collectOn(english, printers)).content('printers.json')).toMatchObject({
      spooler: 'running',
      printers: [
        {
          name: 'Second floor',
          default: true,
          jobs: { waiting: 2, stuck: 1, oldestAt: '2026-11-23T09:00:00.000Z' },
        },
        { default: false, jobs: { waiting: 0, stuck: 0 } },
      ],
    });
  });

  test('on Windows is unknown where one source fails, and the others still answer', async () => {
    const lines = [{ printers: [{ Name: 'A' }] }, { silent: { source: 'jobs', error: 'denied' } }];
    const commands = { 'Get-Printer': lines.map((line) => JSON.stringify(line)).join('\n') };
    const run = await collectOn({ platform: 'win32', commands }, printers);
    expect(run.status).toBe('partial');
    expect(run.content('printers.json')).toMatchObject({
      spooler: null,
      printers: [{ default: null, jobs: null }],
    });
  });

  test('on Windows is the spooler itself where it is stopped', async () => {
    const lines = [
      { spooler: 'Stopped' },
      { silent: { source: 'printers', error: 'The spooler service is not reachable' } },
    ];
    const commands = { 'Get-Printer': lines.map((line) => JSON.stringify(line)).join('\n') };
    const run = await collectOn({ platform: 'win32', commands }, printers);
    expect(run).toMatchObject({ status: 'partial', names: ['printers.json'] });
    expect(run.content('printers.json')).toEqual({ count: 0, spooler: 'stopped', printers: [] });
    expect(await collectOn({ platform: 'win32' }, printers)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});
