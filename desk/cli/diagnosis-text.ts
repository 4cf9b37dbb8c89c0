import type { AnswerStep, NetworkCheck, SecureStep } from '#collector/network/network-check.ts';
import { plainText, table } from './terminal.ts';

type Row = [check: string, where: string, result: string, time: string, detail: string];
interface Timed {
  ok: boolean;
  milliseconds: number;
  error: string | null;
}

/** One block for each endpoint: what was tried, where, how it went and how long it took. */
export function diagnosisText(checks: readonly NetworkCheck[]): string {
  const unreachable = checks.filter(({ reachable }) => !reachable).length;
  const summary =
    unreachable === 0
      ? `${checks.length} of ${checks.length} reachable.`
      : `${unreachable} of ${checks.length} not reachable: look at the first ✗ of each.`;
  return [...checks.flatMap(blockOf), summary].join('\n');
}

function blockOf(check: NetworkCheck): string[] {
  const { address, reachable, failedAt, totalMilliseconds, portal } = check;
  const total = totalMilliseconds === null ? '' : ` in ${time(totalMilliseconds)}`;
  const rows = [
    ...check.dns.map(lookupRow),
    ...check.tcp.map(
      (attempt): Row => [
        `TCP ${attempt.family}`,
        attempt.address,
        ...outcome(attempt),
        attempt.address === check.chosen?.address ? 'used by programs' : '',
      ],
    ),
    ...(check.tls ? secureRows('', check.tls) : []),
    ...(check.http ? [answerRow('', check.http)] : []),
    ...proxyRows(check.proxy),
    ...latencyRows(check),
    ...(check.chosen ? [mtuRow(check.pathMtu)] : []),
  ];
  return [
    plainText(
      `${address}: ${reachable ? `reachable${total}` : `NOT reachable, ${failures[failedAt ?? 'http']}`}`,
    ),
    ...(portal ? [`  ${portals[portal]}`] : []),
    ...(rows.length > 0 ? table(['check', 'where', 'result', 'time', 'detail'], rows) : []),
    '',
  ];
}

const failures = {
  address: 'it is no web address',
  dns: 'the system does not find its name',
  tcp: 'no connection came about',
  tls: 'the connection cannot be trusted',
  http: 'it gave no good answer',
  portal: 'the network answered in its place',
  proxy: 'the proxy does not let through',
} as const satisfies Record<NonNullable<NetworkCheck['failedAt']>, string>;

const portals = {
  'sign-in-required': 'The network wants a sign-in first (status 511).',
  redirect: 'The answer leads to another host, as a sign-in page of the network does.',
  html: 'The answer is a web page where data was expected, as from a sign-in page of the network.',
  'other-certificate':
    'The certificate belongs to another host, as that of a sign-in page of the network.',
} as const satisfies Record<NonNullable<NetworkCheck['portal']>, string>;

const time = (milliseconds: number): string =>
  `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;

const outcome = ({ ok, milliseconds, error }: Timed): [string, string] => [
  ok ? '✓' : `✗ ${error ?? 'failed'}`,
  time(milliseconds),
];

const joined = (...parts: (string | null | undefined | false)[]): string =>
  parts.filter(Boolean).join(', ');

function lookupRow(lookup: NetworkCheck['dns'][number]): Row {
  const found = lookup.addresses.join(' ') || (lookup.ok ? 'no address of this kind' : '');
  return [`DNS ${lookup.type}`, lookup.server ?? 'system', ...outcome(lookup), found];
}

const interceptions = {
  no: 'public authority',
  possible: 'authority added to this machine',
  unknown: 'authority unknown',
} as const;

function secureRows(way: string, tls: SecureStep): Row[] {
  const [own] = tls.chain;
  const detail = joined(
    tls.protocol,
    tls.cipher,
    tls.chain.length > 0 && interceptions[tls.intercepted],
  );
  return [
    [`TLS${way}`, own?.subject ?? '', ...outcome(tls), detail],
    ...tls.chain.map(
      (one): Row => [
        '',
        one.subject ?? '?',
        '',
        '',
        joined(
          `by ${one.issuer ?? '?'}`,
          `${day(one.validFrom)} to ${day(one.validTo)}`,
          one.fingerprint?.slice(0, 23),
        ),
      ],
    ),
  ];
}

const day = (instant: string | null): string => instant?.slice(0, 10) ?? '?';

function answerRow(way: string, http: AnswerStep): Row {
  const { status, firstByteMilliseconds: first, redirectHost, clockOffsetSeconds: offset } = http;
  const detail = joined(
    first !== null && `first byte ${time(first)}`,
    http.contentType,
    redirectHost && `leads to ${redirectHost}`,
    offset !== null && `this clock ${offset >= 0 ? '+' : ''}${offset} s`,
  );
  return [`HTTP${way}`, status === null ? '' : `status ${status}`, ...outcome(http), detail];
}

function proxyRows(proxy: NetworkCheck['proxy']): Row[] {
  if (!proxy) return [];
  const where = proxy.address ?? '?';
  const status = proxy.tunnel?.status ?? null;
  return [
    ...(proxy.tcp
      ? [['proxy', where, ...outcome(proxy.tcp), proxy.untested ?? ''] satisfies Row]
      : []),
    ...(proxy.tunnel
      ? [
          [
            'proxy way',
            where,
            ...outcome(proxy.tunnel),
            status === null ? '' : `status ${status}`,
          ] satisfies Row,
        ]
      : []),
    ...(proxy.tls ? secureRows(' by proxy', proxy.tls) : []),
    ...(proxy.http ? [answerRow(' by proxy', proxy.http)] : []),
  ];
}

function latencyRows({ latency, chosen }: NetworkCheck): Row[] {
  if (!latency) return [];
  const {
    attempts,
    failed,
    resent,
    minimumMilliseconds: least,
    medianMilliseconds: median,
    maximumMilliseconds: most,
  } = latency;
  const spread = least === null || most === null ? '' : `${time(least)} to ${time(most)}`;
  const detail = joined(
    spread,
    `${failed} of ${attempts} failed`,
    resent > 0 && `${resent} with a packet lost`,
  );
  return [
    [
      'latency',
      chosen?.address ?? '',
      failed === 0 ? '✓' : '✗',
      median === null ? '' : time(median),
      detail,
    ],
  ];
}

function mtuRow({ bytes, tool, unavailable }: NetworkCheck['pathMtu']): Row {
  return [
    'path MTU',
    '',
    bytes === null ? '–' : '✓',
    '',
    bytes === null ? (unavailable ?? '') : `${bytes} bytes, by ${tool}`,
  ];
}
