import type { AnswerStep, NetworkCheck, SecureStep } from '#collector/network/network-check.ts';
import { plainText, table } from './terminal.ts';

type Row = [check: string, where: string, result: string, time: string, detail: string];
interface Timed {
  ok: boolean;
  milliseconds: number;
  error: string | null;
}

/** One block for each endpoint: each check with its target, result and duration. */
export function diagnosisText(checks: readonly NetworkCheck[]): string {
  const unreachable = checks.filter(({ reachable }) => !reachable).length;
  const summary =
    unreachable === 0
      ? `${checks.length} of ${checks.length} reachable.`
      : `${unreachable} of ${checks.length} not reachable. For each, see its first ✗.`;
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
  address: 'it is not a web address',
  dns: 'the system cannot resolve its name',
  tcp: 'no connection could be made',
  tls: 'the connection cannot be trusted',
  http: 'its answer is not valid',
  portal: 'the network answered instead',
  proxy: 'the proxy refuses the connection',
} as const satisfies Record<NonNullable<NetworkCheck['failedAt']>, string>;

const portals = {
  'sign-in-required': 'The network requires a sign-in first (status 511).',
  redirect: 'The answer redirects to another host, as the sign-in page of a network does.',
  html: 'The answer is a web page instead of data, as from the sign-in page of a network.',
  'other-certificate':
    'The certificate belongs to another host, as with the sign-in page of a network.',
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
  possible: 'authority added to this computer',
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
      (certificate): Row => [
        '',
        certificate.subject ?? '?',
        '',
        '',
        joined(
          `by ${certificate.issuer ?? '?'}`,
          `${day(certificate.validFrom)} to ${day(certificate.validTo)}`,
          certificate.fingerprint?.slice(0, 23),
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
    redirectHost && `redirects to ${redirectHost}`,
    offset !== null && `clock offset ${offset >= 0 ? '+' : ''}${offset} s`,
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
            'proxy tunnel',
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
    resent > 0 && `${resent} lost a packet`,
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
