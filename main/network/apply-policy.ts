import type { Certificate, ProxyConfig, Session } from 'electron';
import type { Policy, ProxyPolicy } from '#contract/policy/policy.ts';
import { authorityFault, parseAuthorities } from './policy-authorities.ts';

/** Chromium's verdict counts. */
const asChromiumSays = -3;
const trusted = 0;
/** `net::ERR_CERT_AUTHORITY_INVALID`. */
const authorityUnknown = -202;
const mostCertificates = 8;

interface NetworkPolicyOptions {
  warn(what: string): void;
}

/**
 * Applies the policy's proxy and certificate authorities to this session. Open connections are closed, so that decisions
 * made under another policy do not persist.
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
          // Only an unknown authority can be fixed by naming it; every other fault stays.
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

/** Whether a policy sets anything about the network. Otherwise Chromium's own settings are used. */
export const rulesNetwork = (
  policy: Pick<Policy, 'proxy' | 'certificateAuthorities'> | null,
): boolean =>
  policy !== null && (policy.proxy.mode !== 'system' || policy.certificateAuthorities.length > 0);

/** The settings for Electron; exported for its test. */
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
