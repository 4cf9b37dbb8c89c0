import { appError } from '#contract/errors/result.ts';
import { consoleApi } from '#contract/http/console.ts';
import { type Endpoint, errorsOf } from '#contract/http/define.ts';
import { deviceApi } from '#contract/http/device.ts';

const endpoints: Endpoint[] = [...Object.values(consoleApi), ...Object.values(deviceApi)];

/** Passes a response on. @throws when it is an error that the contract does not declare for this call. */
export async function declared(
  method: string,
  path: string,
  asked: Promise<Response>,
): Promise<Response> {
  const response = await asked;
  const endpoint = response.ok ? undefined : endpointOf(method, path);
  if (!endpoint) return response;
  const problem = appError.safeParse(
    await response
      .clone()
      .json()
      .catch(() => null),
  );
  if (problem.success && !errorsOf(endpoint).includes(problem.data.code)) {
    throw new Error(
      `${method} ${endpoint.path} answers ${problem.data.code}, which its contract does not declare`,
    );
  }
  return response;
}

function endpointOf(method: string, path: string): Endpoint | undefined {
  const [pathname = ''] = path.split('?');
  return endpoints.find((each) => each.method === method && patternOf(each).test(pathname));
}

const patternOf = ({ path }: Endpoint): RegExp =>
  new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace('*', '.+')}$`);
