import type { PolicyLayer } from '#policy/policy-document.ts';

/** The result of one reader: nothing, values, or a fault of their source. */
export type PolicySource =
  | { kind: 'absent' }
  | { kind: 'found'; place: string; layers: PolicyLayer[] }
  | { kind: 'refused'; place: string; detail: string };

/** Bytes; a policy takes a few kilobytes, so anything longer is not a policy. */
export const policyByteCap = 256 * 1024;
