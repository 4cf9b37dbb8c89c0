import { describe, expect, test } from 'vitest';
import { createRedactor } from '#bundle/redact/redactor.ts';
import { known } from './known.ts';
import { patternSecrets, pem, webToken } from './secrets.ts';

const redact = (text: string): string => createRedactor({ known }).redact(text, 'text/plain').text;

/** The text of a log, and the text that must be in the bundle. */
const pairs: readonly (readonly [string, string])[] = [
  // Known values
  [
    'annika and ANNIKA are one, annika2 and hannika are others',
    'user-1 and user-1 are one, annika2 and hannika are others',
  ],
  ['session for root on localhost by user admin', 'session for root on localhost by user admin'],
  ['/home/annika/notes.txt', '/home/user-1/notes.txt'],
  [
    '/home/al/x, but al alone is too short to know',
    '/home/user-2/x, but al alone is too short to know',
  ],
  [
    'C:\\Users\\Annika\\AppData and C:\\\\Users\\\\annika\\\\AppData',
    'C:\\Users\\user-1\\AppData and C:\\\\Users\\\\user-1\\\\AppData',
  ],
  ['By Annika Berg <annika.berg>, Berg, Annika', 'By name-1 <name-1>, name-1'],
  ['backup_annika_2024.tar, annika-backup', 'backup_user-1_2024.tar, user-1-backup'],
  ['blue-otter.corp.example BLUE-OTTER mail.corp.example', 'host-1 host-2 mail.domain-1'],
  [
    '{\\"who\\":\\"x\\",\\"log\\":\\"one\\nannika\\"} %2Fannika%2F',
    '{\\"who\\":\\"x\\",\\"log\\":\\"one\\nuser-1\\"} %2Fuser-1%2F',
  ],
  ['\u001b[1;31mannika\u001b[0m', '\u001b[1;31muser-1\u001b[0m'],
  ['7d3f9a60b1c24e0f8a9b0c1d2e3f4a5b 7D3F9A60-B1C2-4E0F-8A9B-0C1D2E3F4A5B', 'id-1 id-1'],
  [
    'a6c1e1d2-0000-4000-8000-1234567890ab is just a UUID, 12 a number, serial PF3XK9Q2',
    'a6c1e1d2-0000-4000-8000-1234567890ab is just a UUID, 12 a number, serial id-2',
  ],
  ['SSID OtterNet 5G', 'SSID word-1'],
  // Addresses
  ['52:54:00:ab:cd:ef 52-54-00-AB-CD-EF 5254.00ab.cdef 525400abcdef', 'mac-1 mac-1 mac-1 mac-1'],
  ['ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff', 'ether mac-2 brd ff:ff:ff:ff:ff:ff'],
  ['MAC=02:42:ac:11:00:02:52:54:00:ab:cd:ef:08:00 SRC=10.20.0.7', 'MAC=mac-2:mac-1:08:00 SRC=ip-1'],
  ['src:52:54:00:ab:cd:ef', 'src:mac-1'],
  ['from 10.20.0.7 to 203.0.113.9:443 (10.20.0.0/16)', 'from ip-1 to ip-3:443 (ip-1.2/16)'],
  [
    'lo 127.0.0.1/8 0.0.0.0 169.254.10.1 255.255.255.0 224.0.0.251',
    'lo 127.0.0.1/8 0.0.0.0 169.254.10.1 255.255.255.0 224.0.0.251',
  ],
  [
    'nameserver 1.1.1.1, 8.8.8.8, 9.9.9.9, 2606:4700:4700::1111',
    'nameserver 1.1.1.1, 8.8.8.8, 9.9.9.9, 2606:4700:4700::1111',
  ],
  [
    '2001:db8:1::7 2001:DB8:1:0:0:0:0:7 fe80::5054:ff:feab:cdef%eth0 fe80::/10 ::1',
    'ip-2 ip-2 ip-3%eth0 fe80::/10 ::1',
  ],
  ['7.0.20.10.in-addr.arpa', 'ip-1.in-addr.arpa'],
  ['at 12:34:56 std::add ratio 1:2:3 build::fee', 'at 12:34:56 std::add ratio 1:2:3 build::fee'],
  ['to annika.berg@corp.example, Annika.Berg@CORP.example', 'to email-1, email-1'],
  [
    'getty@tty1.service user@1000.service icon@2x.png pkg@1.2.3-rc.next git@example.com:x',
    'getty@tty1.service user@1000.service icon@2x.png pkg@1.2.3-rc.next git@example.com:x',
  ],
  // What a diagnosis needs is not replaced
  [
    '2025-06-24 14:36:25 upgrade libsystemd0:amd64 252.36-1~deb12u1 1.2.3.4-1',
    '2025-06-24 14:36:25 upgrade libsystemd0:amd64 252.36-1~deb12u1 1.2.3.4-1',
  ],
  ['upgrade native:all 10.2.3.4 10.2.3.5', 'upgrade native:all 10.2.3.4 10.2.3.5'],
  ['status installed native:amd64 10.2.3.4', 'status installed native:amd64 10.2.3.4'],
  [
    'Upgrade: a:amd64 (10.2.3.4, 10.2.3.5), b:arm64 (1.2.3.4)',
    'Upgrade: a:amd64 (10.2.3.4, 10.2.3.5), b:arm64 (1.2.3.4)',
  ],
  ['ii  tool  10.2.3.4  amd64  A tool', 'ii  tool  10.2.3.4  amd64  A tool'],
  [
    'Version: 10.2.3.4, driver version 31.0.101.5, v10.2.3.4, firmware=9.8.7.6',
    'Version: 10.2.3.4, driver version 31.0.101.5, v10.2.3.4, firmware=9.8.7.6',
  ],
  [
    'Chrome/130.0.67.5 tool-1.2.3.4.tar.gz x_1.2.3.4_amd64.deb 1:9.2.3.4-5 1.2.3.4.5',
    'Chrome/130.0.67.5 tool-1.2.3.4.tar.gz x_1.2.3.4_amd64.deb 1:9.2.3.4-5 1.2.3.4.5',
  ],
  [
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ],
  // Secrets by their names
  [
    'password=hunter2, Password: hunter2',
    'password=[secret:password], Password: [secret:password]',
  ],
  ['Password: hunter2', 'Password: [secret:password]'],
  [
    'DB_PASSWORD="two words" api-key=\'k\' secret_key: abc123',
    'DB_PASSWORD="[secret:password]" api-key=\'[secret:key]\' secret_key: [secret:key]',
  ],
  [
    '{"token":"a\\"b","n":1} {\\"token\\":\\"abc\\"}',
    '{"token":"[secret:token]","n":1} {\\"token\\":\\"[secret:token]\\"}',
  ],
  [
    'mysql --password hunter2 --token=abc -u root',
    'mysql --password [secret:password] --token=[secret:token] -u root',
  ],
  ['<password>hunter2</password>', '<password>[secret:password]</password>'],
  ['Authorization: Basic QWxhZGRpbjpvcGVu', 'Authorization: Basic [secret:authorization]'],
  ['Cookie: sid=abc; theme=dark', 'Cookie: [secret:cookie]'],
  [
    'https://ann:pw@example.com/a?token=abc&page=2&sig=zzz',
    'https://ann:[secret:url-password]@example.com/a?token=[secret:token]&page=2&sig=[secret:url-parameter]',
  ],
  [
    'PWD=/home/annika PASSWORD=$FROM_VAULT private_key=/etc/ssl/key.pem',
    'PWD=/home/user-1 PASSWORD=$FROM_VAULT private_key=/etc/ssl/key.pem',
  ],
  ['SyntaxError: invalid token: unexpected', 'SyntaxError: invalid token: unexpected'],
  ['PublicKeyToken=b77a5c561934e089', 'PublicKeyToken=b77a5c561934e089'],
  [
    'Failed password for root from 203.0.113.9 port 22',
    'Failed password for root from ip-3 port 22',
  ],
];

describe('text', () => {
  for (const [before, after] of pairs)
    test(JSON.stringify(before).slice(1, 70), () => expect(redact(before)).toBe(after));

  for (const [secret, label] of patternSecrets) {
    test(`hides a ${label} everywhere`, () => {
      expect(redact(`found ${secret}, next`)).toBe(`found [secret:${label}], next`);
      expect(redact(`"${secret}"`)).toBe(`"[secret:${label}]"`);
    });
  }

  test('hides values that were encoded two or three times', () => {
    const encode = (text: string) => Buffer.from(text).toString('base64');
    const plain = 'the person who is logged in here is annika, as always';
    for (const encoded of [encode(encode(plain)), encode(encode(encode(plain)))]) {
      const [, after = ''] = /blob (\S+) end/.exec(redact(`blob ${encoded} end`)) ?? [];
      let decoded = after;
      while (/^[A-Za-z0-9+/]+={0,2}$/.test(decoded))
        decoded = Buffer.from(decoded, 'base64').toString('utf8');
      expect(decoded).not.toContain('annika');
      expect(decoded).not.toBe('');
    }
  });

  test('hides a bearer token, and a key whose end was cut off', () => {
    expect(redact(`curl -H "X: bearer ${webToken.slice(3, 40)}1"`)).toBe(
      'curl -H "X: bearer [secret:token]"',
    );
    const cut = pem().split('\n').slice(0, 4).join('\n');
    expect(redact(`${cut}\n2025-06-24 next line`)).toBe(
      '[secret:private-key]\n2025-06-24 next line',
    );
    expect(redact(`${cut}\n`.repeat(3))).not.toContain(cut.slice(40, 80));
  });
});

describe('JSON', () => {
  const json = (value: unknown): unknown =>
    JSON.parse(
      createRedactor({ known }).redact(JSON.stringify(value, null, 2), 'application/json').text,
    );

  test('hides secrets by their keys, at any depth, and does not hide values that only sound like secrets', () => {
    expect(
      json({
        password: 'x',
        apiKey: 'abc',
        nested: [{ auth_token: 'abc', tokens: ['a', 'b'], 'client-secret': { value: 'c' } }],
        env: [
          { name: 'DB_PASSWORD', value: 'd' },
          { name: 'LANG', value: 'C.UTF-8' },
        ],
        argv: ['mysql', '--password', 'e', '-u'],
        passwordExpired: 'no date',
        token: null,
        secret: true,
        pin: 1234,
      }),
    ).toEqual({
      password: '[secret:password]',
      apiKey: '[secret:key]',
      nested: [
        {
          auth_token: '[secret:token]',
          tokens: ['[secret:token]', '[secret:token]'],
          'client-secret': { value: '[secret:secret]' },
        },
      ],
      env: [
        { name: 'DB_PASSWORD', value: '[secret:password]' },
        { name: 'LANG', value: 'C.UTF-8' },
      ],
      argv: ['mysql', '--password', '[secret:password]', '-u'],
      passwordExpired: 'no date',
      token: null,
      secret: true,
      pin: '[secret:pin]',
    });
  });

  test('hides known values in strings and keys, however they are escaped', () => {
    const text =
      '{"home":"C:\\\\Users\\\\Annika","log":"a\\nannika\\tb","\\u0061nnika":1,"Annika":2,"ip":"10.20.0.7","v":{"version":"10.2.3.4"}}';
    expect(createRedactor({ known }).redact(text, 'application/json').text).toBe(
      '{"home":"C:\\\\Users\\\\user-1","log":"a\\nuser-1\\tb","user-1":1,"user-1~2":2,"ip":"ip-1","v":{"version":"10.2.3.4"}}',
    );
  });

  test('hides a private key that is an array of lines', () => {
    const lines = pem().split('\n');
    const after = JSON.stringify(json({ lines: ['before', ...lines, 'after'] }));
    for (const line of lines) expect(after).not.toContain(line);
    expect(after).toContain('"before"');
    expect(after).toContain('"after"');
  });

  test('keeps spelling and order of everything else', () => {
    const text =
      '{ "b" : 1.0, "a":1e400,\n\t"big":12345678901234567890, "u":"\\u00e9", "s":"\\/", "e":{ }, "x":[ ] }';
    expect(createRedactor({ known }).redact(text, 'application/json').text).toBe(text);
  });

  test('that is broken is redacted as text', () => {
    expect(
      createRedactor({ known }).redact('{"password":"abc", "user":"annika"', 'application/json')
        .text,
    ).toBe('{"password":"[secret:password]", "user":"user-1"');
  });
});
