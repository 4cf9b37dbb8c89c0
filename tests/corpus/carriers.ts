import type { CorpusValue } from './values.ts';

export interface Carrier {
  name: string;
  /** The text around a value; null where this value cannot stand there. */
  wrap: (value: CorpusValue) => string | null;
}

const one = (value: CorpusValue): boolean => !value.value.includes('\n');
const plain = (value: CorpusValue): boolean => one(value) && !value.value.includes(' ');
const json = (value: string): string => JSON.stringify(value);
const xml = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const when = (condition: boolean, text: string): string | null => (condition ? text : null);
const stamp = '2025-06-24T14:36:25.123Z';
const byField = (value: CorpusValue): boolean => value.needsField && value.field !== 'psk';

export const carriers: readonly Carrier[] = [
  { name: 'json', wrap: ({ field, value }) => `{"id": 7, "${field}": ${json(value)}, "ok": true}` },
  {
    name: 'json-nested',
    wrap: ({ field, value }) =>
      JSON.stringify({ config: { list: [{ [field]: value, n: 1 }] } }, null, 2),
  },
  {
    name: 'ndjson',
    wrap: ({ field, value }) =>
      `{"t":"${stamp}","level":"info"}\n{"t":"${stamp}","data":{"${field}":${json(value)}}}`,
  },
  {
    name: 'json-in-json',
    wrap: ({ field, value }) =>
      JSON.stringify({ message: JSON.stringify({ [field]: value, n: 1 }) }),
  },
  {
    name: 'json-in-log',
    wrap: ({ field, value }) => `${stamp} INFO sent {"${field}":${json(value)},"n":1} in 12 ms`,
  },
  {
    name: 'name-and-value',
    wrap: (v) => `{"env": [{"name": "${v.field.toUpperCase()}", "value": ${json(v.value)}}]}`,
  },
  {
    name: 'xml-element',
    wrap: ({ field, value }) => `<config>\n  <${field}>${xml(value)}</${field}>\n</config>`,
  },
  {
    name: 'xml-attribute',
    wrap: (v) => when(one(v), `<server port="80" ${v.field}="${xml(v.value)}" mode="a"/>`),
  },
  {
    name: 'xml-add',
    wrap: (v) => when(one(v), `<add key="${v.field}" value="${xml(v.value)}" />`),
  },
  { name: 'cdata', wrap: ({ field, value }) => `<${field}><![CDATA[${value}]]></${field}>` },
  {
    name: 'plist',
    wrap: ({ field, value }) =>
      `<dict>\n\t<key>${field}</key>\n\t<string>${xml(value)}</string>\n</dict>`,
  },
  { name: 'ini', wrap: (v) => when(one(v), `[main]\n${v.field} = ${v.value}\nmode = fast`) },
  { name: 'yaml', wrap: (v) => when(one(v), `main:\n  ${v.field}: ${v.value}\n  mode: fast`) },
  {
    name: 'yaml-quoted',
    wrap: (v) => when(one(v), `main:\n  - ${v.field}: "${v.value}"\n    mode: fast`),
  },
  {
    name: 'yaml-block',
    wrap: ({ field, value }) =>
      `main:\n  ${field}: |\n    ${value.replaceAll('\n', '\n    ')}\n  mode: fast`,
  },
  {
    name: 'env',
    wrap: (v) => when(plain(v), `MODE=fast\n${v.field.toUpperCase()}=${v.value}\nN=1`),
  },
  {
    name: 'env-quoted',
    wrap: ({ field, value }) => `export ${field.toUpperCase()}="${value}"\nN=1`,
  },
  {
    name: 'key-value-log',
    wrap: (v) => when(plain(v), `${stamp} level=info ${v.field}=${v.value} took=12ms`),
  },
  {
    name: 'sentence',
    wrap: (v) =>
      when(one(v) && !v.needsField, `${stamp} app[7]: could not use ${v.value}, trying again`),
  },
  {
    name: 'query',
    wrap: (v) =>
      when(one(v), `GET /v1/x?page=2&${v.field}=${encodeURIComponent(v.value)}&n=1 HTTP/1.1`),
  },
  {
    name: 'option',
    wrap: (v) =>
      when(one(v), `+ deploy --verbose --${v.field.replaceAll('_', '-')} '${v.value}' --force`),
  },
  { name: 'option-equals', wrap: (v) => when(plain(v), `/usr/bin/app --${v.field}=${v.value} -v`) },
  {
    name: 'arguments',
    wrap: (v) => when(one(v), `["app", "--${v.field}", ${json(v.value)}, "-v"]`),
  },
  {
    name: 'header',
    wrap: (v) =>
      when(
        plain(v),
        v.needsField
          ? `X-Api-Key: ${v.value}\r\nAccept: */*`
          : `X-Request: ${v.value}\r\nAccept: */*`,
      ),
  },
  {
    name: 'bearer',
    wrap: (v) =>
      when(
        plain(v) && v.group === 'secret' && v.value.length > 20 && v.kind !== 'card',
        `> Authorization: Bearer ${v.value}\r\n> Accept: */*`,
      ),
  },
  {
    name: 'cookie',
    wrap: (v) =>
      when(plain(v) && v.group === 'secret', `Set-Cookie: session=${v.value}; Path=/; HttpOnly`),
  },
  {
    name: 'connection-string',
    wrap: (v) =>
      when(
        plain(v) && byField(v),
        `Server=tcp:db,1433;User ID=app;Password=${v.value};Encrypt=True`,
      ),
  },
  {
    name: 'jdbc',
    wrap: (v) =>
      when(
        plain(v) && byField(v),
        `jdbc:postgresql://db:5432/app?user=app&password=${encodeURIComponent(v.value)}&ssl=true`,
      ),
  },
  {
    name: 'url',
    wrap: (v) =>
      when(
        plain(v) && v.kind === 'password',
        `amqp://app:${encodeURIComponent(v.value)}@queue:5672/main`,
      ),
  },
  {
    name: 'command',
    wrap: (v) =>
      when(
        plain(v) && v.kind === 'password',
        `mysql -u root -p${v.value.replace(/[$#]/g, 'x')}x ${v.value} ; sshpass -p '${v.value}' ssh x`.replace(
          /^.*; /,
          '',
        ),
      ),
  },
  {
    name: 'pgpassword',
    wrap: (v) =>
      when(plain(v) && v.kind === 'password', `PGPASSWORD='${v.value}' psql -h db -c 'select 1'`),
  },
  {
    name: 'netsh',
    wrap: (v) =>
      when(
        one(v) && (v.field === 'psk' || v.field === 'password'),
        `    Security key           : Present\r\n    Key Content            : ${v.value}\r\n`,
      ),
  },
  {
    name: 'wpa-supplicant',
    wrap: (v) => when(one(v) && v.field === 'psk', `network={\n\tssid="x1"\n\tpsk="${v.value}"\n}`),
  },
  {
    name: 'escaped-unicode',
    wrap: (v) =>
      when(
        one(v),
        `{"${v.field}": "${v.value.replace(/[^\w+/=. -]|^./gu, (c) =>
          [...c]
            .map((u) =>
              u
                .split('')
                .map((x) => `\\u${x.charCodeAt(0).toString(16).padStart(4, '0')}`)
                .join(''),
            )
            .join(''),
        )}"}`,
      ),
  },
  {
    name: 'entities',
    wrap: (v) =>
      when(
        one(v),
        `<a ${v.field}="${v.value.replace(/[^\w+/= -]/gu, (c) => `&#${c.codePointAt(0)};`)}"/>`,
      ),
  },
  {
    name: 'backslashes',
    wrap: (v) =>
      when(
        one(v) && /^\w/.test(v.value),
        `{"path":"C:\\\\logs\\\\x","${v.field}":${json(v.value)},"m":"a\\nb"}`,
      ),
  },
  {
    name: 'base64',
    wrap: (v) =>
      when(
        v.group === 'known',
        `payload=${Buffer.from(`{"who":"${v.value}","n":1}`).toString('base64')} end`,
      ),
  },
  {
    name: 'upper-case',
    wrap: (v) =>
      when(
        v.group === 'known' && !/[ßİ]/.test(v.value),
        `session of ${v.value.toUpperCase()} began`,
      ),
  },
  {
    name: 'file-name',
    wrap: (v) =>
      when(
        v.group === 'known' && !v.value.includes('/'),
        `wrote /var/tmp/${v.value}.log (12 bytes)`,
      ),
  },
  {
    name: 'typed-source',
    wrap: (v) => when(one(v), `  const ${v.field}: string = ${json(v.value)};\n`),
  },
  { name: 'csv', wrap: (v) => when(one(v) && !v.needsField, `1,"${v.value}",ok,3\n`) },
];
