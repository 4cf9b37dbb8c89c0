import { writeFile } from 'node:fs/promises';
import { consoleApi } from '#contract/http/console.ts';
import { type Endpoint, errorsOf, type HttpContract } from '#contract/http/define.ts';
import { deviceApi } from '#contract/http/device.ts';
import { openApiDocument } from './openapi.ts';

export const apiFile = new URL('../../docs/api.md', import.meta.url);
export const openApiFile = new URL('../../docs/openapi.json', import.meta.url);

/** `docs/api.md`: every endpoint of the desk, as the contracts declare it. */
export function apiDocument(): string {
  return `${[
    introduction,
    '## Console and command line',
    consoleRules,
    ...sectionsOf(consoleApi),
    '## Agents',
    deviceRules,
    ...sectionsOf(deviceApi),
  ].join('\n\n')}\n`;
}

export const openApiText = (): string =>
  `${JSON.stringify(openApiDocument({ ...prefixed('console', consoleApi), ...prefixed('agent', deviceApi) }), null, 2)}\n`;

const introduction = `# The desk's HTTP API

Written from the contracts in \`contract/http/\` by \`node scripts/generate/api-doc.ts\`; change a contract and run it again. The same
contracts make the desk's routes, the clients of console, command line and agent, and the checks of the authorization test.
[\`openapi.json\`](openapi.json) has the shapes of all bodies, parameters and responses (OpenAPI 3.1).

Bodies are JSON unless the table says otherwise. A call that succeeds answers 200 with JSON, or 204 without content. Every error is
\`{ code, message, detail }\`: programs compare \`code\`, people read \`message\`. Any call can be answered with
${listed(errorsOf({ summary: '', method: 'GET', path: '/', access: 'public' }))}; the tables name the others.`;

const consoleRules = `An endpoint that names roles needs the session cookie. A change also needs the header \`x-candor-csrf\` with the session's
token, and comes from the desk's own pages. An endpoint that names a token scope can instead be called with
\`Authorization: Bearer candor_…\`, an engineer's token with that scope; what its owner's role forbids stays forbidden. Without a
session the answer is \`unauthorized\`, with the wrong role \`forbidden\`.

| who | roles |
| --- | --- |
| everyone | engineer, lead, administrator, auditor |
| \`sign-in\` | a browser without a session, on the desk's own pages |
| \`public\` | anybody |`;

const deviceRules = `Every call of a \`device\` carries \`Authorization: Bearer <JWT>\`: EdDSA by the device key, header \`kid\` = device id, claims \`aud\` =
the thumbprint of the organisation's key, \`iat\`, \`exp\` (at most 120 s later), \`jti\`, \`htm\` and \`htu\` (method and path, as in RFC 9449). A token
is good for one request. \`registration\`: the same, with a key that the desk need not know yet. A device that IT revoked is
answered \`device-revoked\`, one that must enrol first \`enrolment-required\`.

*Signed*: the header \`candor-signature\` holds a JWS by the organisation key over the hashes of the request's \`Authorization\` header and of
the body, so that whoever can change the connection cannot answer in the organisation's name.`;

function sectionsOf(api: HttpContract): string[] {
  const groups = Map.groupBy(Object.entries(api), ([name]) => name.slice(0, name.indexOf('.')));
  return [...groups].flatMap(([group, rows]) => [
    `### ${group}`,
    [
      '| call | | who | own errors |',
      '| --- | --- | --- | --- |',
      ...rows.map(([name, endpoint]) => rowOf(name, endpoint)),
    ].join('\n'),
  ]);
}

function rowOf(name: string, endpoint: Endpoint): string {
  const { method, path, errors = [] } = endpoint;
  return `| **${name}**<br>\`${method} ${path}\` | ${[endpoint.summary, ...waysOf(endpoint)].join(' ')} | ${whoMay(endpoint)} | ${listed(errors)} |`;
}

/** What is unusual about the bodies. */
function waysOf({ events, raw, signed }: Endpoint): string[] {
  return [
    ...(events ? [`Server-sent events: ${listed(Object.keys(events))}.`] : []),
    ...(raw?.body ? [`The body is \`${raw.body}\`.`] : []),
    ...(raw ? [`Answers ${raw.status}${raw.response ? ` with \`${raw.response}\`` : ''}.`] : []),
    ...(signed ? ['*Signed.*'] : []),
  ];
}

function whoMay({ access, roles, scope }: Endpoint): string {
  if (access) return `\`${access}\``;
  const people = roles.length === 4 ? 'everyone' : roles.join(', ');
  return scope ? `${people}; token scope \`${scope}\`` : people;
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

/** Both contracts have a `requests.…`. */
function prefixed(prefix: string, api: HttpContract): HttpContract {
  return Object.fromEntries(
    Object.entries(api).map(([name, endpoint]) => [`${prefix}.${name}`, endpoint]),
  );
}

if (import.meta.main) {
  await writeFile(apiFile, apiDocument());
  await writeFile(openApiFile, openApiText());
}
