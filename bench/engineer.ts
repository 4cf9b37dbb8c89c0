import { consoleRoutes, consoleSession, csrfHeader } from '#contract/http/console-api.ts';

export interface BenchEngineer {
  /** POSTs JSON as the console does. Throws with the desk's answer when that is not 200. */
  post(path: string, body: object): Promise<unknown>;
}

/** Makes the first account of a desk through its set-up link, and signs in. */
export async function firstEngineer(address: string, setupLink: string): Promise<BenchEngineer> {
  const post = async (path: string, headers: Record<string, string>, body: object) => {
    const response = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: { ...headers, origin: address, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 200)
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const token = new URL(setupLink).searchParams.get('token');
  const made = await post(
    consoleRoutes.setup,
    {},
    { token, name: 'Benchmark', password: 'a long enough password' },
  );
  const { csrf } = consoleSession.parse(await made.json());
  const signedIn = {
    cookie: made.headers.getSetCookie()[0]?.split(';')[0] ?? '',
    [csrfHeader]: csrf ?? '',
  };
  return { post: async (path, body) => (await post(path, signedIn, body)).json() };
}
