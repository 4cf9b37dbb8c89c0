import { z } from 'zod';
import { type Policy, policySettings } from '#contract/policy/policy.ts';
import { valueAt } from '#policy/policy-document.ts';

/**
 * The policy as it appears in a bundle: without secrets, with only the length of confidential lists, and only whether a
 * confidential text is set. Redaction cannot do this, because a pattern does not match itself.
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
