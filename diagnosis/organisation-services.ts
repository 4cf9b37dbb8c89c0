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

/**
 * Why the service cannot be reached. The certificate analyzer reports certificates;
 * desk-reachability reports the steps to the desk.
 */
function barrier(endpoint: Endpoint): Judgement[] {
  const { failedAt, dns, tcp, http, proxy, portal, id } = endpoint;
  const values = nameOf(endpoint);
  if (portal !== null) {
    return [
      {
        severity: 'critical',
        cause: 'infrastructure',
        title: { message: 'The network answers instead of {service}', values },
        explanation: {
          message: 'The answer looks like a sign-in page, as in hotels, trains and guest networks.',
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
      title: { message: 'This computer cannot reach {service}', values },
      explanation: { message: explanation },
      nextStep: { message: nextStep },
      ...where,
    },
  ];
  switch (failedAt) {
    case 'dns':
      return unreachable(
        'Its name cannot be looked up. The name may be known only in the office network or over a VPN.',
        'Connect to the VPN or the office network and try again. If that does not help, check the DNS record.',
        { pointer: ['dns'], quote: [dns[0]?.error] },
      );
    case 'tcp':
      return unreachable(
        'The name was found, but the connection failed. The service is down, or a firewall blocks it.',
        'Try another network. If it works there, check the firewall of this network; if not, check the service.',
        { pointer: ['tcp'], quote: [tcp[0]?.error] },
      );
    case 'proxy':
      return unreachable(
        'The proxy of this network does not answer, or does not allow the connection.',
        'Check the proxy settings of this computer and the rules of the proxy.',
        { pointer: ['proxy'], quote: [proxy?.address, proxy?.tcp?.error, proxy?.tunnel?.error] },
      );
    case 'http': {
      const answer = proxy?.http ?? http;
      return unreachable(
        'The connection was made, but the service did not give a valid answer.',
        'Look for this time in the logs of the service and of any proxy in front of it.',
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

/**
 * IPv6 is configured but does not work: programs wait before they fall back to IPv4. "No route"
 * does not count, because programs get that error immediately.
 */
function silentIpv6(endpoint: Endpoint): Judgement[] {
  const six = endpoint.tcp.filter(({ family }) => family === 'IPv6');
  const silent =
    six.length > 0 && six.every(({ ok, error }) => !ok && /no answer|ETIMEDOUT/.test(error ?? ''));
  if (!silent || !endpoint.tcp.some(({ family, ok }) => family === 'IPv4' && ok)) return [];
  return [
    {
      severity: 'warning',
      cause: 'infrastructure',
      title: { message: 'IPv6 connections to {service} fail', values: nameOf(endpoint) },
      explanation: {
        message:
          'IPv4 works, but IPv6 packets get lost. Programs that try IPv6 first have to wait before each connection.',
      },
      nextStep: {
        message:
          'Check the IPv6 routes of this network, or switch IPv6 off where it is not needed.',
      },
      pointer: ['tcp', endpoint.tcp.findIndex(({ family }) => family === 'IPv6')],
      quote: [six[0]?.error],
    },
  ];
}

/** One lost packet may be chance; a healthy network loses none of so few. */
const fewestLost = 2;

/**
 * Some connections fail or have to resend a packet while others succeed: the network loses packets.
 */
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
        message: 'The network loses packets to {service}',
        values: nameOf(endpoint),
      },
      explanation: {
        message:
          'Of {attempts} connections, {failed} failed and {resent} had to send a packet again, which takes a second or more. Programs may freeze for a moment.',
        values: { attempts, failed, resent },
      },
      nextStep: {
        message:
          'Try a cable instead of Wi-Fi, or another network. If nothing changes, check the line and the network equipment.',
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
