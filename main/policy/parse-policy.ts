import type { z } from 'zod';
import { type Policy, policy } from '../../contract/policy.ts';
import { type AppError, appErrorOf } from '../../contract/result.ts';

/** What one reader found: nothing at all, a document still to be parsed, or a fault of the place where it stands. */
export type PolicySource =
  | { kind: 'absent' }
  | { kind: 'found'; source: string; text: string }
  | { kind: 'refused'; source: string; problem: AppError };

export type ParsedPolicy = { ok: true; policy: Policy } | { ok: false; problem: AppError };

/** Bytes; a policy is some kilobytes, and what is longer is not one. */
export const policyByteCap = 256 * 1024;
const shownValueLength = 80;

/**
 * Reads a policy document (JSON).
 * @param source where it stands, as IT knows it: a path or a registry key.
 */
export function parsePolicy(text: string, source: string): ParsedPolicy {
  let document: unknown;
  try {
    // Windows editors put a byte order mark in front, which JSON.parse refuses.
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    return {
      ok: false,
      problem: policyProblem(source, `not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`),
    };
  }
  const parsed = policy.safeParse(document);
  if (parsed.success) return { ok: true, policy: parsed.data };
  return {
    ok: false,
    problem: policyProblem(
      source,
      parsed.error.issues
        .slice(0, 5)
        .map((issue) => describeIssue(issue, document))
        .join('; '),
    ),
  };
}

export function policyProblem(source: string, detail: string): AppError {
  return appErrorOf(
    'policy-invalid',
    'The settings that your IT department gave to Candor cannot be used. Nothing can be sent until they are corrected in {source}; you can still save a bundle to a file.',
    { values: { source }, detail },
  );
}

function describeIssue(issue: z.core.$ZodIssue, document: unknown): string {
  const place = issue.path.length === 0 ? 'the document' : issue.path.map(String).join('.');
  return `${place}: ${issue.message} (found ${shortened(valueAt(document, issue.path))})`;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
    document,
  );
}

function shortened(value: unknown): string {
  if (value === undefined) return 'nothing';
  const shown = JSON.stringify(value);
  return shown.length > shownValueLength ? `${shown.slice(0, shownValueLength)}…` : shown;
}
