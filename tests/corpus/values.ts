import {
  alphanumeric,
  base64,
  digits,
  hexadecimal,
  lower,
  pick,
  randomFrom,
  run,
  upper,
} from './random.ts';

export interface CorpusValue {
  kind: string;
  group: 'secret' | 'known' | 'personal';
  value: string;
  /** The name of a field that holds it. */
  field: string;
  /** It has no shape of its own: only a field's name or a command tells what it is. */
  needsField: boolean;
  /** In which list of `--known` it stands. */
  list?: string;
}

type Make = (random: () => number) => string;
/** Prefixes are put together here, so that nothing that looks like a live key stands in the repository. */
const glue = (...parts: string[]): string => parts.join('');
const dash = '-'.repeat(5);
const token = `${alphanumeric}_-`;

function pem(random: () => number, kind: string): string {
  const lines = Array.from({ length: 6 }, () => run(random, 64, base64));
  return [`${dash}BEGIN ${kind}${dash}`, ...lines, `${dash}END ${kind}${dash}`].join('\n');
}

/** ISO/IEC 7812-1: the digit that makes the sum right. */
function card(random: () => number): string {
  const start = pick(random, ['4', '51', '55', '2221', '6011']);
  const body = start + run(random, 15 - start.length, digits);
  for (let last = 0; last < 10; last += 1) {
    const sum = [...`${body}${last}`].reverse().reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    if (sum % 10 === 0) return `${body}${last}`;
  }
  return body;
}

function iban(random: () => number): string {
  const body = run(random, 18, digits);
  const rest = [...`${body}131400`].reduce((total, digit) => (total * 10 + Number(digit)) % 97, 0);
  return `DE${String(98 - rest).padStart(2, '0')}${body}`;
}

const password: Make = (random) =>
  run(random, 6, lower) +
  pick(random, ['!', '$7', '#', '-', '.', '%']) +
  run(random, 5, upper + digits);
const word: Make = (random) =>
  run(random, 2, lower) +
  pick(random, ['a', 'o', 'i', 'u']) +
  run(random, 3, lower) +
  pick(random, ['a', 'en', 'is']);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const byte: Make = (random) => String(2 + Math.floor(random() * 250));

/** Kinds with a shape, or found by a field's name alone (`~`). */
const secrets: Readonly<Record<string, readonly [field: string, make: Make]>> = {
  '~password': ['password', password],
  '~passphrase': ['passphrase', (r) => [word(r), word(r), word(r), word(r)].join(' ')],
  '~api-key': ['api_key', (r) => run(r, 32, hexadecimal)],
  '~client-secret': ['client_secret', (r) => run(r, 40, alphanumeric)],
  '~aws-secret': ['aws_secret_access_key', (r) => run(r, 40, base64)],
  '~account-key': ['AccountKey', (r) => `${run(r, 86, base64)}==`],
  '~access-token': ['access_token', (r) => run(r, 36, token)],
  '~psk': ['psk', (r) => run(r, 14, alphanumeric)],
  'aws-key': ['key_id', (r) => glue('AK', 'IA', run(r, 16, `${upper}234567`))],
  'github-token': ['gh', (r) => glue('gh', 'p_', run(r, 36, alphanumeric))],
  'gitlab-token': ['gl', (r) => glue('gl', 'pat-', run(r, 20, alphanumeric))],
  'slack-token': [
    'slack',
    (r) => glue('xo', 'xb-', run(r, 12, digits), '-', run(r, 24, alphanumeric)),
  ],
  'stripe-key': ['stripe', (r) => glue('sk', '_live_', run(r, 24, alphanumeric))],
  'npm-token': ['npm', (r) => glue('np', 'm_', run(r, 36, alphanumeric))],
  'pypi-token': ['pypi', (r) => glue('py', 'pi-AgEIcHlwaS5vcmc', run(r, 60, token))],
  'sendgrid-key': [
    'sg',
    (r) => glue('S', 'G.', run(r, 22, alphanumeric), '.', run(r, 43, alphanumeric)),
  ],
  'openai-key': ['openai', (r) => glue('sk', '-proj-', run(r, 48, alphanumeric))],
  'anthropic-key': ['anthropic', (r) => glue('sk', '-ant-api03-', run(r, 80, alphanumeric))],
  'digitalocean-token': ['do', (r) => glue('do', 'p_v1_', run(r, 64, hexadecimal))],
  'google-key': ['google', (r) => glue('AI', 'za', run(r, 35, alphanumeric))],
  'google-token': ['oauth', (r) => glue('ya', '29.', run(r, 60, alphanumeric))],
  'vault-token': ['vault', (r) => glue('hv', 's.', run(r, 24, alphanumeric))],
  'databricks-token': ['databricks', (r) => glue('da', 'pi', run(r, 32, hexadecimal))],
  'huggingface-token': ['hf', (r) => glue('h', 'f_', run(r, 34, alphanumeric))],
  'docker-token': ['docker', (r) => glue('dckr', '_pat_', run(r, 27, alphanumeric))],
  'shopify-token': ['shopify', (r) => glue('shp', 'at_', run(r, 32, hexadecimal))],
  'square-token': ['square', (r) => glue('sq0', 'atp-', run(r, 22, alphanumeric))],
  'mailgun-key': ['mailgun', (r) => glue('ke', 'y-', run(r, 32, hexadecimal))],
  'telegram-token': [
    'bot',
    (r) => glue('1', run(r, 9, digits), ':A', 'A', run(r, 33, alphanumeric)),
  ],
  'twilio-key': ['twilio', (r) => glue('S', 'K', run(r, 32, hexadecimal))],
  'azure-secret': [
    'azure',
    (r) => glue(run(r, 3, alphanumeric), '8', 'Q~', run(r, 34, alphanumeric)),
  ],
  jwt: [
    'jwt',
    (r) =>
      [
        `ey${'J'}${run(r, 33, alphanumeric)}`,
        `ey${'J'}${run(r, 60, alphanumeric)}`,
        run(r, 43, token.slice(0, 62)),
      ].join('.'),
  ],
  'password-hash': [
    'shadow',
    (r) => glue('$', '6$', run(r, 8, alphanumeric), '$', run(r, 86, alphanumeric)),
  ],
  'private-key': ['pem', (r) => pem(r, 'RSA PRIVATE KEY')],
  'openssh-key': ['ssh', (r) => pem(r, 'OPENSSH PRIVATE KEY')],
  card: ['card', card],
};

const known: Readonly<Record<string, readonly [list: string, make: Make]>> = {
  user: ['users', (r) => word(r) + run(r, 2, lower)],
  name: ['users', (r) => `${capital(word(r))} ${capital(word(r))}`],
  'other-script': [
    'users',
    (r) =>
      `${pick(r, ['Łukasz', 'Jörg', 'Даниил', '田中', 'Zoë', 'İpek', 'محمد'])} ${capital(word(r))}`,
  ],
  host: ['hosts', (r) => `${word(r)}-${word(r)}`],
  fqdn: ['hosts', (r) => `${word(r)}.${word(r)}.${word(r)}.example`],
  domain: ['domains', (r) => `${word(r)}${word(r)}.test`],
  'known-ip': ['ips', (r) => `10.${byte(r)}.${byte(r)}.${byte(r)}`],
  'known-ipv6': [
    'ips',
    (r) =>
      `fd${run(r, 2, hexadecimal)}:${run(r, 4, '123456789abcdef')}:${run(r, 4, '123456789abcdef')}::${run(r, 4, '123456789')}`,
  ],
  'known-mac': [
    'macs',
    (r) =>
      [
        '52',
        '54',
        '00',
        run(r, 2, hexadecimal),
        run(r, 2, hexadecimal),
        run(r, 2, hexadecimal),
      ].join(':'),
  ],
  ssid: ['ssids', (r) => `${capital(word(r))} ${capital(word(r))} 5G`],
  serial: ['serials', (r) => `P${run(r, 2, upper)}${run(r, 6, upper + digits)}7`],
  uuid: ['serials', (r) => [8, 4, 4, 4, 12].map((length) => run(r, length, hexadecimal)).join('-')],
  'known-email': ['emails', (r) => `${word(r)}.${word(r)}@${word(r)}.example`],
  path: ['paths', (r) => `/home/${word(r)}${run(r, 2, lower)}`],
  word: ['words', (r) => `${capital(word(r))} ${word(r)}`],
};

const personal: Readonly<Record<string, readonly [field: string, make: Make]>> = {
  email: [
    'contact',
    (r) => `${word(r)}.${word(r)}@${word(r)}.${pick(r, ['com', 'org', 'de', 'co.uk'])}`,
  ],
  phone: ['phone', (r) => `+49 ${run(r, 3, '123456789')} ${run(r, 7, '123456789')}`],
  'phone-us': [
    'phone',
    (r) => `${pick(r, ['415', '212', '650'])}-${run(r, 3, '23456789')}-${run(r, 4, digits)}`,
  ],
  ip: ['peer', (r) => `172.16.${byte(r)}.${byte(r)}`],
  'public-ip': ['peer', (r) => `93.${byte(r)}.${byte(r)}.${byte(r)}`],
  ipv6: [
    'peer',
    (r) =>
      `2a02:${run(r, 4, '123456789abcdef')}:${run(r, 4, '123456789')}::${run(r, 3, '123456789')}`,
  ],
  mac: [
    'hwaddr',
    (r) =>
      [
        'a4',
        'bb',
        '6d',
        run(r, 2, hexadecimal),
        run(r, 2, hexadecimal),
        run(r, 2, hexadecimal),
      ].join(':'),
  ],
  iban: ['account', iban],
};

/** `each` values of every kind, the same ones for the same seed. */
export function corpusValues(seed: number, each = 8): CorpusValue[] {
  const random = randomFrom(seed);
  const values: CorpusValue[] = [];
  for (let count = 0; count < each; count += 1) {
    for (const [kind, [field, make]] of Object.entries(secrets)) {
      const needsField = kind.startsWith('~');
      values.push({
        kind: kind.replace('~', ''),
        group: 'secret',
        field,
        needsField,
        value: make(random),
      });
    }
    for (const [kind, [list, make]] of Object.entries(known))
      values.push({
        kind,
        group: 'known',
        field: 'note',
        needsField: false,
        list,
        value: make(random),
      });
    for (const [kind, [field, make]] of Object.entries(personal))
      values.push({ kind, group: 'personal', field, needsField: false, value: make(random) });
  }
  return values;
}

/** The lists of `--known`. */
export function knownLists(values: readonly CorpusValue[]): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const { list, value } of values) {
    if (list === undefined) continue;
    lists[list] ??= [];
    lists[list].push(value);
  }
  return lists;
}
