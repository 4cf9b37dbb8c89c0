import type { AnswerStep, NetworkCheck, SecureStep } from './network-check.ts';

type Verdict = Pick<NetworkCheck, 'reachable' | 'failedAt'>;

/**
 * Whether programs can use the endpoint and, if not, the first step that failed. With a proxy, the connection through it
 * counts: the direct one is often blocked on purpose.
 */
export function verdictOf({
  dns,
  tcp,
  chosen,
  tls,
  http,
  proxy,
  portal,
}: Omit<NetworkCheck, keyof Verdict>): Verdict {
  const failed = (failedAt: NetworkCheck['failedAt']): Verdict => ({ reachable: false, failedAt });
  if (portal) return failed('portal');
  if (proxy && proxy.untested === null) {
    if (!proxy.tcp?.ok || !proxy.tunnel?.ok) return failed('proxy');
    return judge(proxy.tls, proxy.http);
  }
  const found = dns.some(({ server, addresses }) => server === null && addresses.length > 0);
  if (!found && dns.length > 0) return failed('dns');
  if (!chosen || tcp.length === 0) return failed('tcp');
  return judge(tls, http);
}

function judge(tls: SecureStep | null, http: AnswerStep | null): Verdict {
  if (tls && !tls.ok) return { reachable: false, failedAt: 'tls' };
  // 407 comes from a proxy (RFC 9110, 15.5.8); any other 4xx is an answer of the endpoint itself, which may require a sign-in.
  const status = http?.status ?? null;
  if (!http?.ok || status === null || status >= 500 || status === 407)
    return { reachable: false, failedAt: 'http' };
  return { reachable: true, failedAt: null };
}
