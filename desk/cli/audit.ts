import { createHash } from 'node:crypto';
import { z } from 'zod';
import { verifyJws } from '#bundle/jws.ts';
import { keyThumbprint } from '#bundle/receipt.ts';
import { publicKey } from '#contract/bundle/receipt.ts';
import { auditEntry, auditHead, auditHeadType, auditText } from '#contract/http/console-people.ts';

const lastLine = z.strictObject({ head: z.string().max(10_000), publicKey });

export interface AuditCheck {
  intact: boolean;
  entries: number;
  /** Thumbprint of the key that signed the head; null when it was not read. */
  fingerprint: string | null;
  problem: string | null;
  /** The chain is whole, and signed by another key than the expected one: it may be another desk's log. */
  foreign: boolean;
}

/**
 * Walks an exported log: each entry follows the one before, and the last is the one that the organisation signed. Without
 * `fingerprint` the key of the file itself is believed; who has it from the policy can be sure of the organisation.
 */
export async function checkAudit(
  lines: AsyncIterable<string>,
  expected: string | null,
): Promise<AuditCheck> {
  let previous = '0'.repeat(64);
  let entries = 0;
  let fingerprint: string | null = null;
  const bad = (problem: string): AuditCheck => ({
    intact: false,
    entries,
    fingerprint,
    problem,
    foreign: false,
  });
  for await (const line of lines) {
    if (fingerprint !== null) return bad('something stands after the signed head');
    const document = parsed(line);
    const entry = auditEntry.safeParse(document);
    if (entry.success) {
      const { hash, ...rest } = entry.data;
      if (rest.seq !== entries + 1) return bad(`entry ${entries + 1} is missing`);
      if (rest.previous !== previous)
        return bad(`entry ${rest.seq} does not follow the one before`);
      if (createHash('sha256').update(auditText(rest)).digest('hex') !== hash)
        return bad(`entry ${rest.seq} was changed`);
      entries = rest.seq;
      previous = hash;
      continue;
    }
    const last = lastLine.safeParse(document);
    if (!last.success) return bad(`line ${entries + 1} is no entry`);
    const head = await signedHead(last.data);
    if (!head) return bad('the signature of the head is not good');
    fingerprint = await keyThumbprint(last.data.publicKey);
    if (head.entries !== entries || head.hash !== previous)
      return bad(`the signed head names entry ${head.entries}`);
  }
  if (fingerprint === null) return bad('the signed head is missing: the file was cut off');
  if (expected !== null && fingerprint !== expected) {
    return { ...bad(`signed by ${fingerprint}, expected ${expected}`), foreign: true };
  }
  return { intact: true, entries, fingerprint, problem: null, foreign: false };
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
