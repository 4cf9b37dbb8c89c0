import type { Evidence, Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { shorten } from './format-units.ts';

const item = 'dns/dns.json';
type Lookup = ShapedItem<typeof item>['lookups'][number] & { index: number };

/**
 * A web page looks up about ten names, so people notice each second; a recursive lookup with a cold
 * cache takes 100–400 ms. At 5000 ms (the default of resolv.conf(5)) the first server did not
 * answer at all and a second one was asked.
 */
const slowMilliseconds = 1000;

/** The contract's limit for evidence in one finding. */
const evidenceCap = 20;
/** More servers than any real machine has; further servers are not judged one by one. */
const serverCap = 50;

export const dns: Analyzer<typeof item> = {
  id: 'dns',
  reads: [item],
  analyze(items) {
    const lookups = items[item].lookups.map((lookup, index) => ({ ...lookup, index }));
    if (lookups.length === 0) throw new Error(`${item} contains no lookup`);
    if (nobodyAnswers(lookups)) return [everythingFails(lookups)];
    const groups = [...groupBy(lookups, ({ server }) => server)].slice(0, serverCap);
    const found = new Set(lookups.filter(({ ok }) => ok).map(({ name }) => name));
    const dead = groups.filter(([server, group]) =>
      server === null
        ? group.every(({ ok }) => !ok) && group.some(({ name }) => found.has(name))
        : !group.some(isAnswered),
    );
    const deadLookups = new Set(dead.flatMap(([, group]) => group));
    return [
      ...dead.map(([server, group]) => serverFails(server, group)),
      ...unknownNames(lookups.filter((lookup) => !deadLookups.has(lookup))),
      ...groups.flatMap(([server, group]) => slowServer(server, group)),
    ];
  },
};

/**
 * "There is no such name" is a valid answer: outside its network a server does not know an internal
 * name.
 */
const isAnswered = ({ ok, error }: Lookup): boolean =>
  ok || (error !== null && /ENOTFOUND|NXDOMAIN|ENODATA/i.test(error));

/**
 * macOS and Windows report "no such name" even when no server answered, so the system's own lookups
 * count only when no server was asked directly.
 */
function nobodyAnswers(lookups: readonly Lookup[]): boolean {
  if (lookups.some(({ ok }) => ok)) return false;
  const direct = lookups.filter(({ server }) => server !== null);
  return !(direct.length > 0 ? direct : lookups).some(isAnswered);
}

function everythingFails(failing: readonly Lookup[]): Finding {
  return {
    analyzer: dns.id,
    severity: 'critical',
    // Without any answer, nothing distinguishes a machine without a network from servers that are
    // down.
    cause: 'unknown',
    title: { message: 'Names of web sites and servers cannot be looked up' },
    explanation: {
      message:
        'Every DNS lookup failed. Without DNS this computer cannot find any web site, mail server or support desk, even when the network itself works.',
    },
    nextStep: {
      message:
        'Check the network cable or Wi-Fi and the VPN, then the DNS servers in the network settings.',
    },
    evidence: evidenceOf(failing),
  };
}

function serverFails(server: string | null, group: readonly Lookup[]): Finding {
  const own = server === null;
  return {
    analyzer: dns.id,
    severity: own ? 'critical' : 'warning',
    cause: own ? 'client environment' : 'infrastructure',
    title: own
      ? { message: 'This computer cannot look up names with its own settings' }
      : { message: 'The DNS server {server} does not answer', values: { server: shorten(server) } },
    explanation: own
      ? {
          message:
            'DNS servers answer direct questions, but the lookups of the system itself fail.',
        }
      : {
          message:
            'Every lookup at {server} failed, while other servers answered. Programs ask this server first and have to wait each time.',
          values: { server: shorten(server) },
        },
    nextStep: own
      ? {
          message:
            'Check the DNS settings of this computer, its hosts file, and programs that change them, such as a VPN or a filter.',
        }
      : {
          message:
            'Ask the network team whether {server} is still in use. If it is not, remove it from the network settings.',
          values: { server: shorten(server) },
        },
    evidence: evidenceOf(group),
  };
}

/**
 * Names that do not exist, although the servers answer other questions. One finding for all of
 * them.
 */
function unknownNames(lookups: readonly Lookup[]): Finding[] {
  const failing = [...groupBy(lookups, ({ name }) => name).values()]
    .filter((group) => group.every(({ ok }) => !ok) && group.some(isAnswered))
    .flat();
  if (failing.length === 0) return [];
  const names = [...new Set(failing.map(({ name }) => shorten(name, 100)))];
  return [
    {
      analyzer: dns.id,
      severity: 'warning',
      cause: 'infrastructure',
      title: {
        message: 'A name cannot be found: {names}',
        values: { names: shorten(names.join(', '), 300) },
      },
      explanation: {
        message:
          'DNS answers other questions, but not for this name. The name may be known only in the office network or over a VPN, or it may be misspelt.',
      },
      nextStep: {
        message:
          'Connect to the VPN or the office network if the name belongs there. If not, check its DNS record.',
      },
      evidence: evidenceOf(failing),
    },
  ];
}

function slowServer(server: string | null, group: readonly Lookup[]): Finding[] {
  const answered = group.filter(({ ok }) => ok).toSorted((a, b) => a.milliseconds - b.milliseconds);
  // The lower median: a single cold lookup among quick ones is not a finding.
  const median = answered[Math.floor((answered.length - 1) / 2)];
  if (!median || median.milliseconds < slowMilliseconds) return [];
  const milliseconds = Math.round(median.milliseconds);
  return [
    {
      analyzer: dns.id,
      severity: 'warning',
      cause: 'infrastructure',
      title:
        server === null
          ? { message: 'Looking up names is slow: {milliseconds} ms', values: { milliseconds } }
          : {
              message: 'The DNS server {server} is slow: {milliseconds} ms',
              values: { server: shorten(server), milliseconds },
            },
      explanation: {
        message:
          'A lookup usually takes less than 400 ms. Every page and every sign-in needs several, so everything feels slow.',
      },
      nextStep: {
        message:
          'Compare with another network, such as a mobile hotspot. If it is quick there, check the DNS servers of this network.',
      },
      evidence: evidenceOf(answered.filter((lookup) => lookup.milliseconds >= slowMilliseconds)),
    },
  ];
}

function evidenceOf(lookups: readonly Lookup[]): Evidence[] {
  return lookups.slice(0, evidenceCap).map(({ index, name, server, milliseconds, error }) => ({
    item,
    pointer: jsonPointer('lookups', index),
    line: null,
    quote: shorten(
      [
        name,
        ...(server === null ? [] : [`@${server}`]),
        `${Math.round(milliseconds)} ms`,
        ...(error === null ? [] : [error]),
      ].join(' · '),
      500,
    ),
  }));
}

/** `Map.groupBy` is missing in the agent's oldest runtime (Node 20). */
function groupBy<K>(lookups: readonly Lookup[], keyOf: (lookup: Lookup) => K): Map<K, Lookup[]> {
  const groups = new Map<K, Lookup[]>();
  for (const lookup of lookups) {
    const group = groups.get(keyOf(lookup));
    if (group) group.push(lookup);
    else groups.set(keyOf(lookup), [lookup]);
  }
  return groups;
}
