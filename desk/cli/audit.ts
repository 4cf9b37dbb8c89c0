import { z } from 'zod';
import { auditBeginning, auditProblemOf } from '#bundle/audit-chain.ts';
import { verifyJws } from '#bundle/jws.ts';
import { keyThumbprint } from '#bundle/receipt.ts';
import { publicKey } from '#contract/bundle/receipt.ts';
import { auditEntry, auditHead, auditHeadType } from '#contract/http/console-people.ts';

const lastLine = z.strictObject({ head: z.string().max(10_000), publicKey });

export interface AuditCheck {
  intact: boolean;
  entries: number;
  /** Thumbprint of the key that signed the head; null if the head was not reached. */
  fingerprint: string | null;
  problem: string | null;
  /** The chain is intact but signed by a different key than expected: it may be another desk's log. */
  foreign: boolean;
}

/**
 * Checks an exported log: each entry carries the hash of the one before, and the organisation signed the last one. Without
 * `expected`, the key in the file is trusted; a fingerprint from the policy also proves which organisation signed.
 */
export async function checkAudit(
  lines: AsyncIterable<string>,
  expected: string | null,
): Promise<AuditCheck> {
  let last = auditBeginning;
  let fingerprint: string | null = null;
  const bad = (problem: string): AuditCheck => ({
    intact: false,
    entries: last.entries,
    fingerprint,
    problem,
    foreign: false,
  });
  for await (const line of lines) {
    if (fingerprint !== null) return bad('there is data after the signed head');
    const document = parsed(line);
    const entry = auditEntry.safeParse(document);
    if (entry.success) {
      const problem = auditProblemOf(entry.data, last);
      if (problem !== null) return bad(problem);
      last = { entries: entry.data.seq, hash: entry.data.hash };
      continue;
    }
    const end = lastLine.safeParse(document);
    if (!end.success) return bad(`line ${last.entries + 1} is not a valid entry`);
    const head = await signedHead(end.data);
    if (!head) return bad('the signature of the head is not valid');
    fingerprint = await keyThumbprint(end.data.publicKey);
    if (head.entries !== last.entries || head.hash !== last.hash)
      return bad(`the signed head names entry ${head.entries}`);
  }
  if (fingerprint === null) return bad('the signed head is missing: the file is incomplete');
  if (expected !== null && fingerprint !== expected) {
    return { ...bad(`signed by ${fingerprint}, expected ${expected}`), foreign: true };
  }
  return { intact: true, entries: last.entries, fingerprint, problem: null, foreign: false };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const signedHead = ({ head, publicKey }: z.infer<typeof lastLine>) =>
  verifyJws(head, { publicKey, type: auditHeadType }, auditHead).catch(() => null);
