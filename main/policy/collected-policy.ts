import { z } from 'zod';
import { type Policy, policySettings } from '#contract/policy/policy.ts';
import { valueAt } from '#policy/policy-document.ts';

/**
 * The policy as it may stand in a bundle. A secret is left out; of a confidential list only the number of entries is
 * said, and of a confidential text only that it is set. Redaction cannot do this: a pattern does not match itself.
 */
export function collectedPolicy(policy: Policy): z.core.util.JSONType {
  const copy = structuredClone(policy);
  for (const { path, secret, confidential } of policySettings) {
    const holder = valueAt(copy, path.slice(0, -1)) as object;
    const name = path.at(-1) ?? '';
    const value = Reflect.get(holder, name);
    if (value === undefined) continue;
    if (secret) Reflect.deleteProperty(holder, name);
    else if (confidential)
      Reflect.set(
        holder,
        name,
        Array.isArray(value) ? { entries: value.length } : 'set, not collected',
      );
  }
  return z.json().parse(copy);
}
