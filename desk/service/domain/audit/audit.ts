import { auditBeginning, auditHashOf } from '#bundle/audit-chain.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import type { AuditEntry } from '#contract/http/console-people.ts';
import { insertAuditEntry, lastAuditEntry } from '#desk/service/store/audit.ts';
import type { Database } from '#desk/service/store/database.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';

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
/** An unknown caller; `id` is the network address. */
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

/**
 * Adds to the log. Inside a transaction what happened and its entry are one; outside it makes its own. Holds who did what
 * to which thing, and nothing of what people wrote: the log outlives what they agreed to.
 */
export function record(database: Database, happening: Happening): Promise<void> {
  return inTransaction(database, (transaction) => append(transaction, happening));
}

async function append(
  database: Database,
  { at, actor, action, object = '', detail = {} }: Happening,
): Promise<void> {
  const last = await lastAuditEntry(database);
  const entry = {
    seq: (last?.seq ?? 0) + 1,
    at,
    actor,
    action,
    object,
    detail,
    previous: last?.hash ?? auditBeginning.hash,
  };
  await insertAuditEntry(database, { ...entry, hash: auditHashOf(entry) });
}
