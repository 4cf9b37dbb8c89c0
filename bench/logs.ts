import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const fileBytes = 10 * 1024 * 1024;
const ownLogs = ['/var/log/dpkg.log', '/var/log/alternatives.log', '/var/log/apt/history.log'];

/** One entry of each kind of log, the same for the same number. About one line in three holds something to hide. */
const writers: Readonly<Record<string, (n: number) => string>> = {
  'syslog-%.log': (n) =>
    `Jun 24 14:${10 + (n % 50)}:25 blue-otter sshd[${1000 + (n % 9000)}]: Accepted publickey for annika from 10.20.0.${n % 250} port ${40_000 + (n % 9999)} ssh2\n` +
    `Jun 24 14:${10 + (n % 50)}:26 blue-otter kernel: [${n}.123456] usb 1-1: new high-speed USB device number ${n % 100} using xhci_hcd\n` +
    'Jun 24 14:36:27 blue-otter systemd[1]: Started Daily apt download activities.\n' +
    `Jun 24 14:36:28 blue-otter NetworkManager[612]: <info>  device (wlan0): state change: config -> ip-config (reason 'none', sys-iface-state: 'managed')\n`,
  'service-%.ndjson': (n) =>
    `${JSON.stringify({ time: '2025-06-24T14:36:25.123Z', level: 'info', pid: n, msg: `request ${n} done`, url: `/api/v1/items/${n}?page=2`, durationMs: n % 300, remote: `10.20.0.${n % 250}` })}\n` +
    `${JSON.stringify({ time: '2025-06-24T14:36:25.124Z', level: 'debug', component: 'cache', hit: n % 3 === 0, entries: n % 1000, message: 'looked up the entry and found it fresh enough' })}\n`,
  'events-%.xml': (n) =>
    `<Event><System><Provider Name="Service Control Manager"/><EventID>${7000 + (n % 60)}</EventID><TimeCreated SystemTime="2025-06-24T14:36:25.1234567Z"/><Computer>blue-otter</Computer></System>` +
    `<EventData><Data Name="param1">Windows Update</Data><Data Name="param2">running</Data></EventData></Event>\n`,
  'application-%.log': (n) =>
    `2025-06-24 14:36:25,123 INFO  [main-${n % 16}] com.example.shop.OrderService - order ${n} of customer ${n % 777} was accepted in ${n % 90} ms\n` +
    `2025-06-24 14:36:25,124 WARN  [main-${n % 16}] com.example.shop.Mailer - could not reach annika.berg@corp.example, trying again later\n` +
    '\tat com.example.shop.Mailer.send(Mailer.java:118)\n\tat com.example.shop.OrderService.accept(OrderService.java:42)\n',
  'packages-%.json': (n) =>
    `${n % 20_000 === 0 ? '[\n' : ''}  {\n    "name": "package-${n}",\n    "version": "1.${n % 20}.3-2+deb12u1",\n    "architecture": "amd64",\n    "bytes": ${n * 10},\n    "description": "A library for things"\n  },\n`,
};

/** Writes files of ten megabytes, in turns of each kind and this machine's own logs; returns their paths. */
export async function logFiles(folder: string, bytes: number): Promise<string[]> {
  const own = ownLogs
    .flatMap((path) => (existsSync(path) ? [readFileSync(path, 'utf8')] : []))
    .join('');
  const kinds = [
    ...Object.entries(writers),
    ...(own.length > 1000 ? [['own-%.log', () => own] as const] : []),
  ];
  const files: string[] = [];
  for (let written = 0, turn = 0; written < bytes; turn += 1) {
    const [name, write] = kinds[turn % kinds.length] ?? ['empty', () => ''];
    const path = join(folder, name.replace('%', String(Math.floor(turn / kinds.length))));
    written += await writeFileOf(
      path,
      Math.min(fileBytes, bytes - written),
      write,
      turn * 1_000_000,
    );
    files.push(path);
  }
  return files;
}

async function writeFileOf(
  path: string,
  bytes: number,
  write: (n: number) => string,
  from: number,
): Promise<number> {
  const stream = createWriteStream(path);
  let written = 0;
  for (let n = from; written < bytes; n += 1) {
    const text = write(n);
    written += text.length;
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return written;
}
