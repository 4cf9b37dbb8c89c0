import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Engineer } from '#contract/http/console-api.ts';
import { type AuditEntry, auditText } from '#contract/http/console-people.ts';
import type { Database } from '../../store/database.ts';
import type { AuditRow } from '../../store/tables.ts';

/** Every action that the log knows. Adding one here makes it known to the page's filter. */
export const auditActions = [
  'desk-started',
  'desk-set-up',
  'signed-in',
  'sign-in-failed',
  'second-factor-asked',
  'signed-out',
  'person-invited',
  'person-joined',
  'role-changed',
  'person-disabled',
  'person-enabled',
  'password-changed',
  'password-reset-offered',
  'password-reset',
  'second-factor-set',
  'second-factor-removed',
  'recovery-code-used',
  'token-made',
  'token-revoked',
  'settings-changed',
  'enrolment-made',
  'enrolment-revoked',
  'device-registered',
  'device-enrolled',
  'device-changed',
  'device-revoked',
  'device-let-in',
  'devices-forgotten',
  'incident-received',
  'incident-viewed',
  'incident-changed',
  'incident-answered',
  'incident-handed-over',
  'incident-deleted',
  'incident-withdrawn',
  'item-viewed',
  'item-downloaded',
  'request-made',
  'request-redeemed',
  'request-answered',
  'request-reported',
  'request-withdrawn',
  'request-expired',
  'report-acknowledged',
  'code-refused',
  'value-revealed',
  'audit-exported',
  'audit-verified',
] as const;
export type AuditAction = (typeof auditActions)[number];

export type Actor = AuditEntry['actor'];
export const deskActor: Actor = { kind: 'desk', id: '', name: '' };
export const engineerActor = ({ id, name }: Pick<Engineer, 'id' | 'name'>): Actor => ({
  kind: 'engineer',
  id,
  name,
});
export const deviceActor = (id: string): Actor => ({ kind: 'device', id, name: '' });
/** Nobody who is known; `id` is the network address. */
export const strangerActor = (address: string): Actor => ({
  kind: 'stranger',
  id: address,
  name: '',
});

export interface Happening {
  at: string;
  actor: Actor;
  action: AuditAction;
  object?: string;
  detail?: AuditEntry['detail'];
}

export const noHash = '0'.repeat(64);
export const hashOf = (entry: Omit<AuditEntry, 'hash'>): string =>
  createHash('sha256').update(auditText(entry)).digest('hex');

/**
 * Adds to the log. Inside a transaction what happened and its entry are one; outside it makes its own. Holds who did what
 * to which thing, and nothing of what people wrote: the log outlives what they agreed to.
 */
export async function record(database: Database, happening: Happening): Promise<void> {
  if (database.isTransaction) return append(database, happening);
  await database.transaction().execute((transaction) => append(transaction, happening));
}

async function append(
  database: Database,
  { at, actor, action, object = '', detail = {} }: Happening,
): Promise<void> {
  const last = await database
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const entry = {
    seq: (last?.seq ?? 0) + 1,
    at,
    actor,
    action,
    object,
    detail,
    previous: last?.hash ?? noHash,
  };
  await database
    .insertInto('audit')
    .values({
      seq: entry.seq,
      at,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      action,
      object,
      detail: JSON.stringify(detail),
      previous: entry.previous,
      hash: hashOf(entry),
    })
    .execute();
}

export function entryOf(row: Selectable<AuditRow>): AuditEntry {
  return {
    seq: row.seq,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    object: row.object,
    detail: JSON.parse(row.detail) as AuditEntry['detail'],
    previous: row.previous,
    hash: row.hash,
  };
}
