import type { Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { shorten } from './format-units.ts';

const item = 'network-checks/network-checks.json';
type Endpoint = ShapedItem<typeof item>['endpoints'][number];
type Judgement = Pick<Finding, 'severity' | 'cause' | 'title' | 'explanation' | 'nextStep'> & {
  pointer: (string | number)[];
  quote: (string | null | undefined)[];
};

const endpointCap = 50;

export const organisationServices: Analyzer<typeof item> = {
  id: 'organisation-services',
  reads: [item],
  onlyWhenCollected: true,
  analyze(items) {
    return items[item].endpoints.slice(0, endpointCap).flatMap((endpoint, index) =>
      [...barrier(endpoint), ...silentIpv6(endpoint), ...lossy(endpoint)].map(
        ({ pointer, quote, ...judgement }): Finding => {
          const said = [endpoint.address, ...quote].filter((part) => part != null).join(' · ');
          const evidence = {
            item,
            pointer: jsonPointer('endpoints', index, ...pointer),
            line: null,
            quote: shorten(said, 500),
          };
          return { analyzer: organisationServices.id, ...judgement, evidence: [evidence] };
        },
      ),
    );
  },
};

const nameOf = ({ name, address }: Endpoint) => ({ service: shorten(name ?? address) });

/** What stands in the way. Certificates are told by their own analyzer, the steps to the desk by desk-reachability. */
function barrier(endpoint: Endpoint): Judgement[] {
  const { failedAt, dns, tcp, http, proxy, portal, id } = endpoint;
  const values = nameOf(endpoint);
  if (portal !== null) {
    return [
      {
        severity: 'critical',
        cause: 'infrastructure',
        title: { message: 'The network answers in place of {service}', values },
        explanation: {
          message:
            'The answer looks like the sign-in page of a network, as in hotels, trains and guest networks.',
        },
        nextStep: {
          message: 'Open any web page in a browser and sign in there, or use another network.',
        },
        pointer: ['portal'],
        quote: [portal, http?.redirectHost],
      },
    ];
  }
  if (id === 'desk') return [];
  const unreachable = (
    explanation: string,
    nextStep: string,
    where: Pick<Judgement, 'pointer' | 'quote'>,
    cause: Finding['cause'] = 'infrastructure',
  ): Judgement[] => [
    {
      severity: 'warning',
      cause,
      title: { message: 'This computer does not reach {service}', values },
      explanation: { message: explanation },
      nextStep: { message: nextStep },
      ...where,
    },
  ];
  switch (failedAt) {
    case 'dns':
      return unreachable(
        'Its name cannot be looked up. It may be known only inside a VPN or the office network.',
        'Connect to the VPN or office network and try again; otherwise have the DNS record checked.',
        { pointer: ['dns'], quote: [dns[0]?.error] },
      );
    case 'tcp':
      return unreachable(
        'Its name was found, but no connection came about. The service is down, or a firewall on the way drops it.',
        'Try from another network. If it works there, have the firewall of this network checked; otherwise the service.',
        { pointer: ['tcp'], quote: [tcp[0]?.error] },
      );
    case 'proxy':
      return unreachable(
        'The proxy of this network does not answer, or does not let the connection through.',
        'Have the proxy settings of this computer and the rules of the proxy checked.',
        { pointer: ['proxy'], quote: [proxy?.address, proxy?.tcp?.error, proxy?.tunnel?.error] },
      );
    case 'http': {
      const answer = proxy?.http ?? http;
      return unreachable(
        'A connection came about, but the service gave no good answer.',
        'Look for this time in the logs of the service and of a proxy in front of it.',
        {
          pointer: proxy?.http ? ['proxy', 'http'] : ['http'],
          quote: [answer?.error, answer?.status?.toString()],
        },
        'application',
      );
    }
    default:
      return [];
  }
}

/** IPv6 that is there but leads nowhere: each program waits before it falls back. "No route" does not count, it is told at once. */
function silentIpv6(endpoint: Endpoint): Judgement[] {
  const six = endpoint.tcp.filter(({ family }) => family === 'IPv6');
  const silent =
    six.length > 0 && six.every(({ ok, error }) => !ok && /no answer|ETIMEDOUT/.test(error ?? ''));
  if (!silent || !endpoint.tcp.some(({ family, ok }) => family === 'IPv4' && ok)) return [];
  return [
    {
      severity: 'warning',
      cause: 'infrastructure',
      title: { message: 'IPv6 to {service} leads nowhere', values: nameOf(endpoint) },
      explanation: {
        message:
          'IPv4 works, but packets over IPv6 vanish. Programs that try IPv6 first wait before each connection.',
      },
      nextStep: {
        message:
          'Have the IPv6 routes of this network checked, or IPv6 switched off where it is not meant to work.',
      },
      pointer: ['tcp', endpoint.tcp.findIndex(({ family }) => family === 'IPv6')],
      quote: [six[0]?.error],
    },
  ];
}

/** One lost packet may be chance; a healthy network loses none of so few. */
const fewestLost = 2;

/** Connections that fail or need a second packet while others succeed: the way there loses packets. */
function lossy(endpoint: Endpoint): Judgement[] {
  const { latency } = endpoint;
  if (!latency) return [];
  const { attempts, failed, resent, maximumMilliseconds } = latency;
  const lost = failed + resent;
  if (lost < fewestLost || failed >= attempts) return [];
  return [
    {
      severity: 'warning',
      cause: 'infrastructure',
      title: {
        message: 'The network loses packets on the way to {service}',
        values: nameOf(endpoint),
      },
      explanation: {
        message:
          'Of {attempts} connections, {failed} failed and {resent} had to send a packet again, which takes a second or more. Programs seem to hang now and then.',
        values: { attempts, failed, resent },
      },
      nextStep: {
        message:
          'Try a cable instead of Wi-Fi, or another network. If it stays, have the line and its equipment checked.',
      },
      pointer: ['latency'],
      quote: [
        `attempts ${attempts}`,
        `failed ${failed}`,
        `resent ${resent}`,
        `slowest ${maximumMilliseconds ?? '?'} ms`,
      ],
    },
  ];
}
