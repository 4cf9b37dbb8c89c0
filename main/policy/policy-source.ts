import type { PolicyLayer } from '#policy/policy-document.ts';

/** What one reader found: nothing at all, values, or a fault of the place where they stand. */
export type PolicySource =
  | { kind: 'absent' }
  | { kind: 'found'; place: string; layers: PolicyLayer[] }
  | { kind: 'refused'; place: string; detail: string };

/** Bytes; a policy is some kilobytes, and what is longer is not one. */
export const policyByteCap = 256 * 1024;
