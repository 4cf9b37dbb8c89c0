import { expect, test } from 'vitest';
import { auditActionIds } from '#desk/console/features/audit/action-ids.ts';
import { auditActions } from '#desk/service/domain/audit/audit.ts';

test('the console has a text for every action in the audit log', () => {
  expect([...auditActionIds].sort()).toEqual([...auditActions].sort());
});
