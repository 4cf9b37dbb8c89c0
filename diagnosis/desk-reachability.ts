import type { Evidence, Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { shorten } from './format-units.ts';

const item = 'reachability/reachability.json';
type Endpoint = ShapedItem<typeof item>['endpoints'][number];
type Judgement = Pick<Finding, 'cause' | 'title' | 'explanation' | 'nextStep'> & {
  step: 'dns' | 'tcp' | 'tls' | 'http';
};

/**
 * An organisation has one desk and few other addresses; a longer list did not come from the
 * collector.
 */
const endpointCap = 20;

export const deskReachability: Analyzer<typeof item> = {
  id: 'desk-reachability',
  reads: [item],
  analyze(items) {
    const endpoints = items[item].endpoints.slice(0, endpointCap);
    if (!endpoints.some(({ dns, tcp, tls, http }) => dns ?? tcp ?? tls ?? http)) {
      throw new Error(`${item} contains no connection test`);
    }
    return endpoints.flatMap((endpoint, index) => {
      const judgement = judge(endpoint);
      return judgement ? [findingOf(judgement, endpoint, index)] : [];
    });
  },
};

/** The first step that failed decides, because the later steps depend on it. */
function judge(endpoint: Endpoint): Judgement | null {
  const { dns, tcp, tls, http } = endpoint;
  // Checked first, even when the connection succeeded: the test continues after a certificate error
  // to see who issued the certificate.
  if (tls?.trusted === false) return untrusted(endpoint, tls);
  // Behind a proxy only the proxy can look up names and connect: when HTTP worked, the desk is
  // reachable.
  if (http?.ok && !isFailure(http.status)) return null;
  if (dns && !dns.ok) return notFound(endpoint, dns.error);
  if (tcp && !tcp.ok) return noConnection(endpoint, tcp.error);
  if (tls && !tls.ok) return noSecureConnection(endpoint);
  if (http) return noAnswer(endpoint, http.status);
  return null;
}

/**
 * An answer that did not come from the desk: 407 and 511 come from the network, 5xx from a desk or
 * proxy that fails.
 */
const isFailure = (status: number | null): boolean =>
  status !== null && (status === 407 || status === 511 || status >= 500);

const addressOf = ({ address }: Endpoint) => ({ address: shorten(address) });
const matches = (error: string | null, pattern: RegExp): boolean =>
  error !== null && pattern.test(error);

function notFound(endpoint: Endpoint, error: string | null): Judgement {
  const values = addressOf(endpoint);
  const step = 'dns';
  const title = { message: 'The desk cannot be found: {address}', values };
  // ENOTFOUND: a server answered that the name does not exist. Any other error (EAI_AGAIN,
  // time-outs): no server answered.
  if (matches(error, /ENOTFOUND|NXDOMAIN|ENODATA/i)) {
    return {
      step,
      cause: 'infrastructure',
      title,
      explanation: {
        message:
          'DNS works, but does not know the name in {address}. The name may be known only in the office network or over a VPN, or it may be wrong.',
        values,
      },
      nextStep: {
        message:
          'Connect to the VPN or the office network and try again. If that does not help, check the name and its DNS record.',
      },
    };
  }
  return {
    step,
    cause: 'client environment',
    title,
    explanation: {
      message:
        'The name in {address} could not be looked up, because no DNS server answered. Most likely this computer has no working network.',
      values,
    },
    nextStep: {
      message:
        'Check whether any web site opens. If none does, check the network cable or Wi-Fi, then the DNS servers in the network settings.',
    },
  };
}

function noConnection(endpoint: Endpoint, error: string | null): Judgement {
  const values = addressOf(endpoint);
  const step = 'tcp';
  if (matches(error, /ECONNREFUSED|refused/i)) {
    return {
      step,
      cause: 'infrastructure',
      title: { message: 'The desk refuses connections: {address}', values },
      explanation: {
        message:
          'A computer answers at {address}, but it does not accept connections there. The desk is not running, or it uses another port.',
        values,
      },
      nextStep: { message: 'Check on the server that the desk is running, and on which port.' },
    };
  }
  if (matches(error, /ENETUNREACH|ENETDOWN|EADDRNOTAVAIL/i)) {
    return {
      step,
      cause: 'client environment',
      title: { message: 'There is no network connection to the desk: {address}', values },
      explanation: {
        message:
          'This computer has no route to {address}. It is offline, or its VPN is not connected.',
        values,
      },
      nextStep: {
        message:
          'Connect to the network or the VPN. Then look at the interfaces and routes in this bundle.',
      },
    };
  }
  return {
    step,
    cause: 'infrastructure',
    title: { message: 'The desk does not answer: {address}', values },
    explanation: {
      message:
        'The name was found, but the connection failed. A firewall may block it, this network may require a proxy, or the server is down.',
      values,
    },
    nextStep: {
      message:
        'Try another network. If it works there, check the firewall or proxy of this network; if not, check the server.',
    },
  };
}

function untrusted(endpoint: Endpoint, tls: NonNullable<Endpoint['tls']>): Judgement {
  const values = { ...addressOf(endpoint), issuer: shorten(tls.issuer ?? '?') };
  const step = 'tls';
  if (matches(tls.error, /EXPIRED|NOT_YET_VALID|expired|not yet valid/)) {
    return {
      step,
      cause: 'infrastructure',
      title: { message: 'The certificate of {address} is not valid today', values },
      explanation: {
        message:
          'It was issued by {issuer} and expires on {validTo}. It has expired, or the clock of this computer is wrong.',
        values: { ...values, validTo: shorten(tls.validTo ?? '?') },
      },
      nextStep: {
        message:
          'Check the date and time of this computer first. If they are right, ask IT to renew the certificate.',
      },
    };
  }
  return {
    step,
    cause: 'infrastructure',
    title: { message: 'The certificate of {address} is not trusted', values },
    explanation: {
      message:
        'It was issued by {issuer}, which this computer does not trust. The cause may be a security product that inspects secure connections, a private certificate authority that is not installed on this computer, or an attacker.',
      values,
    },
    nextStep: {
      message:
        'Do not bypass this warning. Ask IT whether {issuer} belongs to the organisation. If it does, ask them to install its root certificate.',
      values: { issuer: values.issuer },
    },
  };
}

function noSecureConnection(endpoint: Endpoint): Judgement {
  const values = addressOf(endpoint);
  return {
    step: 'tls',
    cause: 'infrastructure',
    title: { message: 'No secure connection to the desk: {address}', values },
    explanation: {
      message:
        'The connection was made, but it could not be encrypted. A filter may interfere with it, or the port belongs to another service.',
      values,
    },
    nextStep: {
      message: 'Check the proxy or filter of this network, and the TLS settings of the desk.',
    },
  };
}

function noAnswer(endpoint: Endpoint, status: number | null): Judgement {
  const values = { ...addressOf(endpoint), status: status ?? 0 };
  const step = 'http';
  // 407: a proxy wants a password (RFC 9110, 15.5.8). 511: a captive portal wants a sign-in (RFC 6585, section 6).
  if (status === 407 || status === 511) {
    return {
      step,
      cause: 'infrastructure',
      title: { message: 'The network requires a sign-in before it connects to {address}', values },
      explanation: {
        message:
          'A proxy or sign-in page of this network answered instead of the desk (status {status}).',
        values,
      },
      nextStep: {
        message:
          'Open a web page in a browser and sign in there, or ask IT to allow the desk in the proxy.',
      },
    };
  }
  if (status !== null) {
    return {
      step,
      // 5xx: the desk itself failed. Any other status: something other than the desk answered.
      cause: status >= 500 ? 'application' : 'infrastructure',
      title: { message: 'The desk answers with an error: {address}', values },
      explanation: {
        message: 'The connection works, but the desk answered with status {status}.',
        values,
      },
      nextStep: {
        message:
          'Look for this time in the logs of the desk and of any proxy in front of it, and check that the address is right.',
      },
    };
  }
  return {
    step,
    cause: 'unknown',
    title: { message: 'The desk did not answer: {address}', values },
    explanation: {
      message:
        'The connection was made, but no answer came back. The desk hangs, or something in between cuts the connection.',
      values,
    },
    nextStep: {
      message:
        'Look for this time in the logs of the desk. Try another network, to see whether this network is the cause.',
    },
  };
}

function findingOf({ step, ...judgement }: Judgement, endpoint: Endpoint, index: number): Finding {
  const { id, address } = endpoint;
  const error = endpoint[step]?.error;
  const issuer = step === 'tls' ? endpoint.tls?.issuer : undefined;
  const status = step === 'http' ? endpoint.http?.status : undefined;
  const quote = [id, address, step, error, issuer, status]
    .filter((part) => part !== null && part !== undefined)
    .join(' · ');
  const evidence: Evidence = {
    item,
    pointer: jsonPointer('endpoints', index, step),
    line: null,
    quote: shorten(quote, 500),
  };
  return {
    analyzer: deskReachability.id,
    severity: 'critical',
    ...judgement,
    evidence: [evidence],
  };
}
