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

/** An organisation has one desk and few other addresses; a longer list is not the collector's. */
const endpointCap = 20;

export const deskReachability: Analyzer<typeof item> = {
  id: 'desk-reachability',
  reads: [item],
  analyze(items) {
    const endpoints = items[item].endpoints.slice(0, endpointCap);
    if (!endpoints.some(({ dns, tcp, tls, http }) => dns ?? tcp ?? tls ?? http)) {
      throw new Error(`${item} holds no test of a connection`);
    }
    return endpoints.flatMap((endpoint, index) => {
      const judgement = judge(endpoint);
      return judgement ? [findingOf(judgement, endpoint, index)] : [];
    });
  },
};

/** The first step that failed decides, because the later ones rest on it. */
function judge(endpoint: Endpoint): Judgement | null {
  const { dns, tcp, tls, http } = endpoint;
  // First, and also when the connection was made: a test that looks at the certificate goes on to see who issued it.
  if (tls?.trusted === false) return untrusted(endpoint, tls);
  // Behind a proxy only the proxy can look up and connect: when HTTP worked, the desk is reachable.
  if (http?.ok && !isFailure(http.status)) return null;
  if (dns && !dns.ok) return notFound(endpoint, dns.error);
  if (tcp && !tcp.ok) return noConnection(endpoint, tcp.error);
  if (tls && !tls.ok) return noSecureConnection(endpoint);
  if (http) return noAnswer(endpoint, http.status);
  return null;
}

/** An answer that is none of the desk's: 407 and 511 come from the network, 5xx from a desk or a proxy that fails. */
const isFailure = (status: number | null): boolean =>
  status !== null && (status === 407 || status === 511 || status >= 500);

const addressOf = ({ address }: Endpoint) => ({ address: shorten(address) });
const matches = (error: string | null, pattern: RegExp): boolean =>
  error !== null && pattern.test(error);

function notFound(endpoint: Endpoint, error: string | null): Judgement {
  const values = addressOf(endpoint);
  const step = 'dns';
  const title = { message: 'The desk was not found: {address}', values };
  // ENOTFOUND: a server answered that there is no such name. All else (EAI_AGAIN, time-outs): no server answered.
  if (matches(error, /ENOTFOUND|NXDOMAIN|ENODATA/i)) {
    return {
      step,
      cause: 'infrastructure',
      title,
      explanation: {
        message:
          'DNS answers, but does not know the name in {address}. It may be known only inside a VPN or the office network.',
        values,
      },
      nextStep: {
        message:
          'Connect to the VPN or office network and try again; otherwise have the name and its DNS record checked.',
      },
    };
  }
  return {
    step,
    cause: 'client environment',
    title,
    explanation: {
      message:
        'The name in {address} could not be looked up, because no DNS server answered. Most often this computer has no working network.',
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
          'A machine answers at {address}, but nothing accepts connections there. The desk is not running, or runs on another port.',
        values,
      },
      nextStep: { message: 'Have the desk and its port checked on the server.' },
    };
  }
  if (matches(error, /ENETUNREACH|ENETDOWN|EADDRNOTAVAIL/i)) {
    return {
      step,
      cause: 'client environment',
      title: { message: 'No network leads to the desk: {address}', values },
      explanation: {
        message:
          'This computer has no route to {address}. It is not connected, or its VPN is down.',
        values,
      },
      nextStep: {
        message:
          'Connect to the network or the VPN, and look at the interfaces and routes in this bundle.',
      },
    };
  }
  return {
    step,
    cause: 'infrastructure',
    title: { message: 'The desk does not answer: {address}', values },
    explanation: {
      message:
        'The name was found, but no connection came about. A firewall on the way drops it, this network lets only its proxy through, or the server is down.',
      values,
    },
    nextStep: {
      message:
        'Try from another network. If it works there, have the firewall or proxy of this network checked; otherwise the server.',
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
          'It was issued by {issuer} and ends on {validTo}. Either it has expired, or the clock of this computer is wrong.',
        values: { ...values, validTo: shorten(tls.validTo ?? '?') },
      },
      nextStep: {
        message:
          'Check the date and time of this computer first; if they are right, have the certificate renewed.',
      },
    };
  }
  return {
    step,
    cause: 'infrastructure',
    title: { message: 'The certificate of {address} is not trusted', values },
    explanation: {
      message:
        'It was issued by {issuer}, which this computer does not trust. That is a security product that opens secure connections, a private authority that is not installed here, or somebody who listens in.',
      values,
    },
    nextStep: {
      message:
        'Do not go around this warning. Ask IT whether {issuer} belongs to the organisation; if so, have its root certificate installed.',
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
        'A connection came about, but its encryption could not be agreed on. A filter on the way breaks it, or the port serves something else.',
      values,
    },
    nextStep: {
      message: 'Have the proxy or filter of this network and the TLS settings of the desk checked.',
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
      title: { message: 'The network wants a sign-in before it lets through to {address}', values },
      explanation: {
        message:
          'A proxy or portal of this network answered in place of the desk (status {status}).',
        values,
      },
      nextStep: {
        message:
          'Open a web page in a browser and sign in there, or have the proxy let the desk through.',
      },
    };
  }
  if (status !== null) {
    return {
      step,
      // 5xx: the desk itself failed. Anything else: something other than the desk answers there.
      cause: status >= 500 ? 'application' : 'infrastructure',
      title: { message: 'The desk answers with an error: {address}', values },
      explanation: { message: 'The connection works, but the answer was status {status}.', values },
      nextStep: {
        message:
          'Look for this time in the logs of the desk and of a proxy in front of it, and check that the address is the right one.',
      },
    };
  }
  return {
    step,
    cause: 'unknown',
    title: { message: 'The desk gave no answer: {address}', values },
    explanation: {
      message:
        'The connection came about, but no answer came back. The desk hangs, or something on the way cuts the connection.',
      values,
    },
    nextStep: {
      message:
        'Look for this time in the logs of the desk; try from another network to see whether the network is the reason.',
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
