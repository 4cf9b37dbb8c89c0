/** What the tests use of it; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Client {
    redirectUris: string[];
  }
  export default class Provider {
    constructor(
      issuer: string,
      configuration: {
        clients: { client_id: string; client_secret: string; redirect_uris: string[] }[];
        claims: Record<string, string[]>;
        findAccount(
          context: unknown,
          sub: string,
        ): { accountId: string; claims(): Record<string, unknown> };
        pkce: { required(): boolean };
        cookies: { keys: string[] };
      },
    );
    Client: { find(id: string): Promise<Client | undefined> };
    callback(): (request: IncomingMessage, response: ServerResponse) => unknown;
  }
}
