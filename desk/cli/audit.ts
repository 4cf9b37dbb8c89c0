import { createHash } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { z } from 'zod';
import { keyThumbprint } from '#bundle/receipt.ts';
import { publicKey } from '#contract/bundle/receipt.ts';
import { auditEntry, auditHead, auditHeadType, auditText } from '#contract/http/console-people.ts';

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
    if (fingerprint !== null) return bad('there is data after the signed head');
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
    if (!last.success) return bad(`line ${entries + 1} is not a valid entry`);
    const head = await openHead(last.data);
    if (!head) return bad('the signature of the head is not valid');
    fingerprint = await keyThumbprint(last.data.publicKey);
    if (head.entries !== entries || head.hash !== previous)
      return bad(`the signed head names entry ${head.entries}`);
  }
  if (fingerprint === null) return bad('the signed head is missing: the file is incomplete');
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

async function openHead({ head, publicKey: key }: z.infer<typeof lastLine>) {
  try {
    const { payload, protectedHeader } = await compactVerify(
      head,
      await importJWK({ ...key }, 'EdDSA'),
      {
        algorithms: ['EdDSA'],
      },
    );
    return protectedHeader.typ === auditHeadType
      ? auditHead.parse(JSON.parse(Buffer.from(payload).toString('utf8')))
      : null;
  } catch {
    return null;
  }
}
