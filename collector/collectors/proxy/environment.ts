import { withoutCredentials } from '#collector/toolkit/address.ts';

const variableNames = ['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy'];

interface ProxyVariable {
  name: string;
  value: string | null;
  hadCredentials: boolean;
}

/** The proxy variables of an environment, in both spellings, without credentials. Other variables are not read. */
export function proxyVariables(environment: Record<string, string | undefined>): ProxyVariable[] {
  return variableNames
    .flatMap((name) => [name, name.toUpperCase()])
    .flatMap((name): ProxyVariable[] => {
      const value = environment[name];
      if (value === undefined || value === '') return [];
      // A list of names without a scheme. It contains no credentials, but a mistyped one might.
      if (name.toLowerCase() === 'no_proxy') {
        const safe = !value.includes('@');
        return [{ name, value: safe ? value.slice(0, 2000) : null, hadCredentials: !safe }];
      }
      const { address, hadCredentials } = withoutCredentials(value);
      return [{ name, value: address, hadCredentials }];
    });
}
