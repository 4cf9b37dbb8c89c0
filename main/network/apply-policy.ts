import type { Certificate, ProxyConfig, Session } from 'electron';
import type { Policy, ProxyPolicy } from '#contract/policy/policy.ts';
import { authorityFault, parseAuthorities } from './policy-authorities.ts';

/** Chromium's own verdict stays. */
const asChromiumSays = -3;
const trusted = 0;
/** `net::ERR_CERT_AUTHORITY_INVALID`. */
const authorityUnknown = -202;
const mostCertificates = 8;

interface NetworkPolicyOptions {
  warn(what: string): void;
}

/**
 * Proxy and certificate authorities of the policy, for everything that goes through this session. Connections that are
 * open end, so that what was decided under another policy does not go on.
 */
export async function applyNetworkPolicy(
  session: Session,
  policy: Policy | null,
  { warn }: NetworkPolicyOptions,
): Promise<void> {
  await session.setProxy(proxyConfig(policy?.proxy));
  const { authorities, unreadable } = parseAuthorities(policy?.certificateAuthorities ?? []);
  if (unreadable > 0) warn(`certificateAuthorities: ${unreadable} cannot be read`);
  session.setCertificateVerifyProc(
    authorities.length === 0
      ? null
      : ({ hostname, certificate, errorCode }, answer) => {
          // Only "nobody knows this authority" can be mended by naming one; every other fault stays what it is.
          if (errorCode !== authorityUnknown) return answer(asChromiumSays);
          const fault = authorityFault(
            { host: hostname, certificates: chainOf(certificate) },
            authorities,
            new Date(),
          );
          if (fault !== null) warn(`the certificate of ${hostname} is not trusted: ${fault}`);
          answer(fault === null ? trusted : asChromiumSays);
        },
  );
  await session.closeAllConnections();
}

/** Whether a policy says anything of the network. Otherwise Chromium's own settings are the right ones. */
export const rulesNetwork = (
  policy: Pick<Policy, 'proxy' | 'certificateAuthorities'> | null,
): boolean =>
  policy !== null && (policy.proxy.mode !== 'system' || policy.certificateAuthorities.length > 0);

/** What Electron is told; exported for its test. */
export function proxyConfig(proxy: ProxyPolicy | undefined): ProxyConfig {
  switch (proxy?.mode) {
    case 'direct':
      return { mode: 'direct' };
    case 'pac':
      return { mode: 'pac_script', pacScript: proxy.pacUrl ?? '' };
    case 'servers':
      return {
        mode: 'fixed_servers',
        proxyRules: proxy.servers ?? '',
        proxyBypassRules: proxy.bypass.join(','),
      };
    default:
      return { mode: 'system' };
  }
}

function chainOf(certificate: Certificate): string[] {
  const chain: string[] = [];
  let next: Certificate | null = certificate;
  while (next && chain.length < mostCertificates && !chain.includes(next.data)) {
    chain.push(next.data);
    next = next.issuerCert ?? null;
  }
  return chain;
}
