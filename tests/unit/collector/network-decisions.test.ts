import { X509Certificate } from 'node:crypto';
import { type DetailedPeerCertificate, rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interceptionOf } from '#collector/network/certificate-chain.ts';
import { portalSign } from '#collector/network/portal.ts';
import { proxyFromAnswer, proxyFromEnvironment } from '#collector/network/proxy-choice.ts';
import { choose, summarise } from '#collector/network/tcp-attempts.ts';
import { type Target, targetOf } from '#collector/toolkit/address.ts';
import { selfSigned } from '#tests/fixtures/self-signed.ts';
import { healthy } from '../diagnosis/items.ts';

const target = (url: string): Target => {
  const found = targetOf(url);
  if (!found) throw new Error(`no target: ${url}`);
  return found;
};

describe('the proxy that an environment chooses', () => {
  const choice = (url: string, environment: Record<string, string>): string | null => {
    const proxy = proxyFromEnvironment(target(url), environment);
    return proxy && `${proxy.kind} ${proxy.host}:${proxy.port}`;
  };
  test.each<[string, Record<string, string>, string | null]>([
    ['https://a.example/', { https_proxy: 'http://proxy.example:3128' }, 'http proxy.example:3128'],
    ['https://a.example/', { HTTPS_PROXY: 'proxy.example:3128' }, 'http proxy.example:3128'],
    ['https://a.example/', { http_proxy: 'http://proxy.example:3128' }, null],
    ['http://a.example/', { http_proxy: 'http://proxy.example' }, 'http proxy.example:80'],
    ['http://a.example/', { HTTP_PROXY: 'http://proxy.example' }, null],
    ['https://a.example/', { ALL_PROXY: 'socks5://proxy.example' }, 'other proxy.example:1080'],
    ['https://a.example/', { https_proxy: 'https://proxy.example' }, 'https proxy.example:443'],
    ['https://a.example/', { https_proxy: 'http://[2001:db8::1]:8080' }, 'http 2001:db8::1:8080'],
    ['https://a.example/', { https_proxy: 'http://p', no_proxy: 'a.example' }, null],
    ['https://x.a.example/', { https_proxy: 'http://p', no_proxy: 'b.example, .a.example' }, null],
    ['https://ba.example/', { https_proxy: 'http://p', no_proxy: 'a.example' }, 'http p:80'],
    [
      'https://a.example:8443/',
      { https_proxy: 'http://p', no_proxy: 'a.example:443' },
      'http p:80',
    ],
    ['https://a.example/', { https_proxy: 'http://p', NO_PROXY: '*' }, null],
    ['https://a.example/', { https_proxy: 'http://[' }, null],
  ])('%s with %o: %s', (url, environment, expected) => {
    expect(choice(url, environment)).toBe(expected);
  });

  test('keeps a password for the proxy alone', () => {
    const proxy = proxyFromEnvironment(target('https://a.example/'), {
      https_proxy: 'http://anna:hunter%32@p:3128',
    });
    expect(proxy?.authorization).toBe(`Basic ${btoa('anna:hunter2')}`);
    expect(proxy?.answer).toBe('PROXY p:3128');
  });
});

describe('the proxy in Chromium’s answer', () => {
  test.each([
    ['DIRECT', null],
    ['unknown', null],
    ['', null],
    ['PROXY proxy.example:8080; DIRECT', 'http'],
    ['HTTPS proxy.example:443', 'https'],
    ['SOCKS5 proxy.example:1080', 'other'],
  ])('%s: %s', (answer, kind) => {
    expect(proxyFromAnswer(answer)?.kind ?? null).toBe(kind);
  });

  test('is read from any text without an error', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (kind, address) => {
        proxyFromAnswer(`${kind} ${address}`);
        proxyFromEnvironment(target('https://a.example/'), {
          https_proxy: address,
          no_proxy: kind,
        });
      }),
    );
  });
});

describe('the sign of a captive portal', () => {
  const { tls, http } = healthy['network-checks/network-checks.json'].endpoints[0] ?? {};
  if (!tls || !http) throw new Error('the healthy machine has an endpoint');
  const desk = target('https://desk.example/v1/desk');
  const json = { ...http, contentType: 'application/json' };

  test.each([
    ['the desk’s own answer', portalSign(desk, true, tls, json), null],
    ['a page where JSON was expected', portalSign(desk, true, tls, http), 'html'],
    ['a page anywhere else', portalSign(desk, false, tls, http), null],
    [
      'a redirect of the desk',
      portalSign(desk, true, tls, { ...json, status: 302, redirectHost: 'portal.example' }),
      'redirect',
    ],
    [
      'a redirect to the same host',
      portalSign(desk, true, tls, { ...json, status: 301, redirectHost: 'desk.example' }),
      null,
    ],
    [
      'a proven redirect of another service',
      portalSign(desk, false, tls, { ...http, redirectHost: 'www.example' }),
      null,
    ],
    [
      'an unproven redirect',
      portalSign(desk, false, null, { ...http, redirectHost: 'www.example' }),
      'redirect',
    ],
    ['status 511', portalSign(desk, false, null, { ...http, status: 511 }), 'sign-in-required'],
    [
      'another host’s certificate',
      portalSign(desk, false, { ...tls, trusted: false, namesHost: false }, null),
      'other-certificate',
    ],
    [
      'a private certificate for this host',
      portalSign(desk, false, { ...tls, trusted: false, namesHost: true }, null),
      null,
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});

describe('of two address families', () => {
  const attempt = (family: 'IPv4' | 'IPv6', milliseconds: number, ok = true) => ({
    family,
    milliseconds,
    ok,
    error: null,
    address: family,
  });
  test.each([
    ['IPv6 comes first', [attempt('IPv4', 10), attempt('IPv6', 200)], 'IPv6'],
    ['IPv4 when IPv6 is much slower', [attempt('IPv4', 10), attempt('IPv6', 261)], 'IPv4'],
    ['IPv4 when IPv6 fails', [attempt('IPv4', 900), attempt('IPv6', 1, false)], 'IPv4'],
    ['none when both fail', [attempt('IPv4', 1, false), attempt('IPv6', 1, false)], null],
  ])('%s', (_, attempts, expected) => {
    expect(choose(attempts)?.family ?? null).toBe(expected);
  });
});

describe('latency', () => {
  test('counts what failed and what took a second because its packet was sent again', () => {
    const steps = [20, 22, 1021, 19].map((milliseconds) => ({ ok: true, milliseconds }));
    expect(summarise([...steps, { ok: false, milliseconds: 2000 }])).toEqual({
      ...{ attempts: 5, failed: 1, resent: 1 },
      ...{ minimumMilliseconds: 19, medianMilliseconds: 20, maximumMilliseconds: 1021 },
    });
  });

  test('is unknown when nothing came through', () => {
    expect(summarise([{ ok: false, milliseconds: 2000 }])).toMatchObject({
      failed: 1,
      medianMilliseconds: null,
    });
  });
});

describe('who stands at the end of a trusted chain', () => {
  const chain = (pem: string | Buffer) => [
    { raw: new X509Certificate(pem).raw } as DetailedPeerCertificate,
  ];
  test('a public authority', () => {
    expect(interceptionOf(chain(rootCertificates[0] ?? ''), true)).toBe('no');
  });
  test('another that this machine trusts: perhaps something opens the connection', () => {
    expect(interceptionOf(chain(selfSigned().cert), true)).toBe('possible');
  });
  test('nobody says anything of a chain that is not trusted', () => {
    expect([interceptionOf(chain(selfSigned().cert), false), interceptionOf([], true)]).toEqual([
      'unknown',
      'unknown',
    ]);
  });
});
