import { z } from 'zod';
import * as manifest from '#contract/bundle/manifest.ts';
import * as result from '#contract/errors/result.ts';
import * as consoleSchemas from '#contract/http/console-api.ts';
import * as consoleLists from '#contract/http/console-lists.ts';
import * as consolePeople from '#contract/http/console-people.ts';
import * as consoleRequests from '#contract/http/console-requests.ts';
import { type Endpoint, errorsOf, type HttpContract } from '#contract/http/define.ts';
import * as deviceSchemas from '#contract/http/device-api.ts';
import * as incident from '#contract/http/incident.ts';
import * as request from '#contract/http/request.ts';

type Json = Readonly<Record<string, unknown>>;

/** Schemas that the document names: what a module of the contract exports under a name, has it there, too. */
const names = z.registry<{ id: string }>();
for (const module of [
  consoleSchemas,
  consoleLists,
  consolePeople,
  consoleRequests,
  deviceSchemas,
  incident,
  manifest,
  request,
  result,
]) {
  for (const [name, schema] of Object.entries(module)) {
    if (schema instanceof z.ZodType && !names.has(schema)) names.add(schema, { id: name });
  }
}

/** An OpenAPI 3.1 document of an API. */
export function openApiDocument(api: HttpContract): Json {
  const schemas = new Map<string, unknown>();
  const paths: Record<string, Record<string, Json>> = {};
  const problem = schemaOf(result.appError, 'output', schemas);
  for (const [name, endpoint] of Object.entries(api)) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}').replace('*', '{rest}');
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operationOf(name, endpoint, problem, schemas),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Candor desk',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes,
      schemas: Object.fromEntries([...schemas].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: '__Host-candor-session' },
  csrf: { type: 'apiKey', in: 'header', name: consoleSchemas.csrfHeader },
  engineerToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of the command line, candor_…',
  },
  deviceToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
};

function operationOf(
  name: string,
  endpoint: Endpoint,
  problem: unknown,
  schemas: Map<string, unknown>,
): Json {
  const { summary, params, query, body, raw, roles, scope } = endpoint;
  const parameters = [
    ...parametersOf('path', params, schemas),
    ...parametersOf('query', query, schemas),
  ];
  const content = body
    ? { 'application/json': { schema: schemaOf(body, 'input', schemas) } }
    : raw?.body && { [raw.body]: {} };
  return {
    operationId: name,
    tags: [name.slice(0, name.lastIndexOf('.'))],
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      ...answerOf(endpoint, schemas),
      default: {
        description: `An error: ${errorsOf(endpoint).join(', ')}.`,
        content: { 'application/json': { schema: problem } },
      },
    },
    security: securityOf(endpoint),
    ...(roles && { 'x-roles': roles }),
    ...(scope && { 'x-token-scope': scope }),
  };
}

function parametersOf(
  place: 'path' | 'query',
  shape: z.ZodObject | undefined,
  schemas: Map<string, unknown>,
): Json[] {
  return Object.entries(shape?.shape ?? {}).map(([name, schema]) => ({
    name: name === '*' ? 'rest' : name,
    in: place,
    required: place === 'path',
    schema: schemaOf(schema as z.ZodType, 'input', schemas),
  }));
}

function answerOf(
  { response, events, raw, signed }: Endpoint,
  schemas: Map<string, unknown>,
): Json {
  const headers = signed && {
    headers: {
      [deviceSchemas.answerSignature]: {
        required: true,
        schema: { type: 'string' },
        description: 'JWS by the organisation’s key.',
      },
    },
  };
  if (response) {
    const content = { 'application/json': { schema: schemaOf(response, 'output', schemas) } };
    return { '200': { description: 'The answer.', ...headers, content } };
  }
  if (events) {
    const schema = {
      type: 'string',
      description: 'Server-sent events; `x-events` has the data of each.',
    };
    const data = Object.entries(events).map(([name, payload]) => [
      name,
      schemaOf(payload, 'output', schemas),
    ]);
    return {
      '200': {
        description: 'A stream.',
        content: { 'text/event-stream': { schema, 'x-events': Object.fromEntries(data) } },
      },
    };
  }
  if (raw)
    return {
      [raw.status]: {
        description: 'See the summary.',
        ...(raw.response && { content: { [raw.response]: {} } }),
      },
    };
  return { '204': { description: 'Done.' } };
}

function securityOf({ access, roles, scope, method }: Endpoint): Json[] {
  if (access === 'device' || access === 'registration') return [{ deviceToken: [] }];
  if (!roles) return [];
  const bySession = method === 'GET' ? { session: [] } : { session: [], csrf: [] };
  return scope ? [bySession, { engineerToken: [] }] : [bySession];
}

/** A reference to a named schema, or the JSON Schema of another one; the named ones that it uses go into `schemas`. */
function schemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  schemas: Map<string, unknown>,
): unknown {
  // Inside of another one, since the outermost schema is never a reference.
  const { properties, $defs } = z.toJSONSchema(z.object({ schema }), {
    io,
    unrepresentable: 'any',
    metadata: names,
  });
  const renamed = new Map<string, string>();
  const rewritten = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value).replace(
        /"#\/\$defs\/([^"]+)"/g,
        (_whole, name: string) => `"#/components/schemas/${renamed.get(name) ?? name}"`,
      ),
    );
  for (const [name, definition] of Object.entries($defs ?? {})) {
    // What may be left out of a request is always there in a response: a schema with defaults has two forms.
    const known = schemas.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rewritten(definition)))
      renamed.set(name, `${name}.${io}`);
  }
  for (const [name, definition] of Object.entries($defs ?? {}))
    schemas.set(renamed.get(name) ?? name, rewritten(definition));
  return rewritten(properties?.schema);
}
