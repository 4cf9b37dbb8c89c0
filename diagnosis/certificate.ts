import type { Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { shorten } from './format-units.ts';

const item = 'network-checks/network-checks.json';
type Endpoint = ShapedItem<typeof item>['endpoints'][number];
type Secure = NonNullable<Endpoint['tls']>;
type Judgement = Pick<Finding, 'severity' | 'title' | 'explanation' | 'nextStep'>;

/**
 * Certificates that renew automatically do so 30 days before they expire (Let's Encrypt's advice);
 * at 14 days, renewal has failed twice.
 */
const warningDays = 14;
const dayMs = 86_400_000;
const endpointCap = 50;

export const certificate: Analyzer<typeof item> = {
  id: 'certificate',
  reads: [item],
  onlyWhenCollected: true,
  analyze(items) {
    const { checkedAt, endpoints } = items[item];
    const now = Date.parse(checkedAt);
    return endpoints.slice(0, endpointCap).flatMap((endpoint, index) => {
      const way = endpoint.proxy?.tls ? ['proxy', 'tls'] : ['tls'];
      const tls = endpoint.proxy?.tls ?? endpoint.tls;
      if (!tls || tls.chain.length === 0) return [];
      return judge(endpoint, tls, now).map((judgement): Finding => {
        const { subject, issuer, validTo } = tls.chain[0] ?? {};
        const quote = [endpoint.address, tls.error, subject, issuer, validTo]
          .filter((part) => part != null)
          .join(' · ');
        const evidence = {
          item,
          pointer: jsonPointer('endpoints', index, ...way),
          line: null,
          quote: shorten(quote, 500),
        } as const;
        return {
          analyzer: certificate.id,
          cause: 'infrastructure',
          ...judgement,
          evidence: [evidence],
        };
      });
    });
  },
};

function judge(endpoint: Endpoint, tls: Secure, now: number): Judgement[] {
  const [own] = tls.chain;
  const values = {
    address: shorten(endpoint.address),
    issuer: shorten(tls.chain.at(-1)?.issuer ?? '?'),
  };
  const ends = tls.chain
    .map(({ validTo }) => Date.parse(validTo ?? ''))
    .filter((end) => !Number.isNaN(end));
  const end = Math.min(...ends);
  // desk-reachability reports problems with the desk's own certificate.
  const desk = endpoint.id === 'desk';
  if (end < now) return desk ? [] : [expired({ ...values, date: dateOf(end) })];
  if (tls.trusted === false)
    return desk ? [] : [untrusted({ ...values, issuer: shorten(own?.issuer ?? '?') })];
  const found: Judgement[] = [];
  if (end - now < warningDays * dayMs) {
    found.push(endsSoon({ ...values, date: dateOf(end), days: Math.floor((end - now) / dayMs) }));
  }
  if (tls.intercepted === 'possible') found.push(intercepted(values));
  return found;
}

const dateOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

const expired = (values: { address: string; date: string }): Judgement => ({
  severity: 'critical',
  title: { message: 'The certificate of {address} has expired', values },
  explanation: {
    message:
      'It expired on {date}. Programs refuse to connect, unless the clock of this computer is wrong.',
    values,
  },
  nextStep: {
    message:
      'Check the date and time of this computer first. If they are right, ask IT to renew the certificate.',
  },
});

const untrusted = (values: { address: string; issuer: string }): Judgement => ({
  severity: 'critical',
  title: { message: 'The certificate of {address} is not trusted', values },
  explanation: {
    message:
      'It was issued by {issuer}, which this computer does not trust. The cause may be a security product that inspects secure connections, a private certificate authority that is not installed on this computer, or an attacker.',
    values,
  },
  nextStep: {
    message:
      'Do not bypass this warning. Ask IT whether {issuer} belongs to the organisation. If it does, ask them to install its root certificate.',
    values,
  },
});

const endsSoon = (values: { address: string; date: string; days: number }): Judgement => ({
  severity: 'warning',
  title: { message: 'The certificate of {address} expires in {days} days', values },
  explanation: {
    message:
      'It expires on {date}. Certificates are usually renewed earlier, so the renewal may have failed.',
    values,
  },
  nextStep: { message: 'Renew the certificate before {date}.', values },
});

const intercepted = (values: { address: string; issuer: string }): Judgement => ({
  severity: 'info',
  title: {
    message:
      'The connection to {address} uses a certificate authority that was added to this computer',
    values,
  },
  explanation: {
    message:
      'This computer trusts {issuer}, which is not a public certificate authority. It belongs to the organisation, or to a security product that inspects secure connections.',
    values,
  },
  nextStep: {
    message:
      'Compare with a computer on another network. If the issuer is different there, something on this network inspects connections.',
  },
});
