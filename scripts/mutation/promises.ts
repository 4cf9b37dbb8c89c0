/**
 * Files that implement a promise to the person, and the tests that must notice when one is broken.
 * Quick ones first.
 */
export const promises: Readonly<Record<string, readonly string[]>> = {
  'main/help-session/session-transitions.ts': [
    'tests/unit/main/help-session/session-transitions.test.ts',
    'tests/unit/main/help-session/help-session.test.ts',
    'tests/unit/main/help-session/requested-session.test.ts',
  ],
  'main/help-session/help-session.ts': [
    'tests/unit/main/help-session/help-session.test.ts',
    'tests/unit/main/help-session/requested-session.test.ts',
    'tests/unit/main/help-session/late-answers.test.ts',
    'tests/unit/main/help-session/check-again.test.ts',
    'tests/unit/main/help-session/pictures.test.ts',
    'tests/unit/main/help-session/review-decisions.test.ts',
    'tests/unit/main/help-session/full-disk.test.ts',
  ],
  'main/help-session/collect-for-review.ts': [
    'tests/unit/main/help-session/help-session.test.ts',
    'tests/unit/main/help-session/requested-session.test.ts',
    'tests/unit/main/help-session/late-answers.test.ts',
    'tests/unit/main/help-session/check-again.test.ts',
    'tests/unit/main/help-session/pictures.test.ts',
    'tests/unit/main/help-session/review-decisions.test.ts',
    'tests/unit/main/help-session/full-disk.test.ts',
  ],
  'main/help-session/consent.ts': [
    'tests/unit/main/help-session/help-session.test.ts',
    'tests/unit/main/help-session/submit.test.ts',
    'tests/unit/main/help-session/late-answers.test.ts',
    'tests/unit/main/help-session/check-again.test.ts',
    'tests/unit/main/help-session/policy-and-consent.test.ts',
  ],
  'main/help-session/review-state.ts': [
    'tests/unit/main/help-session/help-session.test.ts',
    'tests/unit/main/help-session/submit.test.ts',
    'tests/unit/main/help-session',
  ],
  'main/help-session/compose-bundle.ts': [
    'tests/unit/main/help-session/compose-bundle.test.ts',
    'tests/unit/main/help-session/submit.test.ts',
    'tests/unit/main/help-session',
  ],
  'main/help-session/write-bundle-file.ts': [
    'tests/unit/main/help-session/send-bundle.test.ts',
    'tests/unit/main/help-session/submit.test.ts',
  ],
  'main/help-session/review-decisions.ts': [
    'tests/unit/main/help-session/review-decisions.test.ts',
    'tests/unit/main/help-session/late-answers.test.ts',
  ],
  'main/help-session/pictures.ts': ['tests/unit/main/help-session/pictures.test.ts'],
  'main/help-session/black-out.ts': ['tests/unit/main/help-session/black-out.test.ts'],
  'main/help-session/picture-item.ts': ['tests/unit/main/help-session/pictures.test.ts'],
  'main/help-session/submit.ts': [
    'tests/unit/main/help-session/submit.test.ts',
    'tests/unit/main/app/agreed-bundle.test.ts',
  ],
  'main/app/known-words.ts': ['tests/unit/main/app/known-words.test.ts'],
  'main/app/organisation.ts': [
    'tests/unit/main/app/organisation.test.ts',
    'tests/unit/main/app/read-organisation.test.ts',
  ],
  'main/ipc/register.ts': ['tests/unit/main/ipc'],
  'main/ipc/answer.ts': ['tests/unit/main/ipc'],
  'main/trust/device-key.ts': ['tests/unit/main/trust'],
  'main/trust/organisation.ts': ['tests/unit/main/trust'],
  'main/trust/request.ts': [
    'tests/unit/main/trust',
    'tests/contract/requests/malicious-desk.test.ts',
  ],
  'main/trust/pin.ts': ['tests/unit/main/trust', 'tests/unit/main/policy/last-good-policy.test.ts'],
  'bundle/jws.ts': ['tests/unit/bundle/jws.test.ts', 'tests/unit/main/trust'],
  'main/trust/greeting.ts': ['tests/unit/main/trust'],
  'main/trust/answer.ts': [
    'tests/unit/main/trust/answer.test.ts',
    'tests/contract/outbox/following.test.ts',
  ],
  'main/outbox/store.ts': [
    'tests/unit/main/outbox/store.test.ts',
    'tests/contract/outbox/sending.test.ts',
    'tests/contract/outbox/disk-full.test.ts',
    'tests/contract/outbox/durability.test.ts',
    'tests/contract/outbox/killed-agent.test.ts',
  ],
  'main/outbox/deliver.ts': [
    'tests/unit/main/outbox/deliver.test.ts',
    'tests/contract/outbox/sending.test.ts',
    'tests/contract/outbox/killed-agent.test.ts',
  ],
  'main/outbox/desk-client.ts': [
    'tests/unit/main/outbox/desk-client.test.ts',
    'tests/contract/outbox/registration.test.ts',
    'tests/contract/outbox/sending.test.ts',
  ],
  'main/outbox/replies.ts': [
    'tests/unit/main/outbox/replies.test.ts',
    'tests/contract/outbox/replies.test.ts',
  ],
  'main/outbox/reply-store.ts': ['tests/contract/outbox/replies.test.ts'],
  'main/outbox/sent-copies.ts': ['tests/contract/outbox/sent-copies.test.ts'],
  'main/conversation/redact-reply.ts': [
    'tests/unit/main/conversation',
    'tests/contract/outbox/replies.test.ts',
  ],
  'main/redaction-list/redaction-list.ts': ['tests/unit/main/redaction-list'],
  'main/redaction-list/typed-lines.ts': ['tests/unit/main/redaction-list'],
  'main/redaction-list/redaction-list-file.ts': ['tests/unit/main/redaction-list'],
  'main/redaction-list/item-names.ts': [
    'tests/unit/main/redaction-list',
    'tests/unit/collector/item-names.test.ts',
  ],
  'main/policy/read-policy.ts': [
    'tests/unit/main/policy/read-policy.test.ts',
    'tests/unit/main/policy/machine-sources.test.ts',
  ],
  'main/policy/protected-file.ts': ['tests/unit/main/policy/read-policy.test.ts'],
  'main/policy/last-good-policy.ts': ['tests/unit/main/policy/last-good-policy.test.ts'],
  'main/policy/collected-policy.ts': [
    'tests/unit/main/app/organisation.test.ts',
    'tests/unit/main/policy',
  ],
  'main/policy/user-namespace.ts': ['tests/unit/main/policy/user-namespace.test.ts'],
  'main/policy/windows-registry.ts': [
    'tests/unit/main/policy/windows-registry.test.ts',
    'tests/unit/main/policy/machine-sources.test.ts',
  ],
  'main/policy/macos-preferences.ts': [
    'tests/unit/main/policy/macos-preferences.test.ts',
    'tests/unit/main/policy/machine-sources.test.ts',
  ],
  'main/requests/request-responses.ts': ['tests/unit/main/requests/answers.test.ts'],
  'main/requests/request-registry.ts': ['tests/unit/main/requests/answers.test.ts'],
  'main/requests/view.ts': ['tests/unit/main/requests/answers.test.ts'],
  'main/requests/typed-number.ts': ['tests/unit/main/requests/answers.test.ts'],
  'main/requests/reveal.ts': ['tests/unit/main/requests/answers.test.ts'],
  'main/requests/inbox.ts': [
    'tests/contract/requests/malicious-desk.test.ts',
    'tests/contract/requests/real-desk.test.ts',
  ],
  'main/requests/resume.ts': ['tests/unit/main/requests/resume.test.ts'],
  'main/requests/desk-clock.ts': ['tests/unit/main/requests/desk-clock.test.ts'],
  'main/requests/scope.ts': ['tests/unit/main/requests/scope.test.ts'],
  'main/requests/store.ts': [
    'tests/unit/main/requests/store.test.ts',
    'tests/contract/requests/malicious-desk.test.ts',
  ],
  'main/requests/pseudonym-map-store.ts': ['tests/unit/main/requests/maps.test.ts'],
  'main/requests/codes.ts': [
    'tests/unit/main/requests/redeem.test.ts',
    'tests/unit/main/requests/codes.test.ts',
  ],
  'main/requests/code-lock.ts': ['tests/unit/main/requests/codes.test.ts'],
  'main/requests/activity-log.ts': [
    'tests/unit/main/requests/journal.test.ts',
    'tests/unit/main/requests/journal-order.test.ts',
  ],
  'main/requests/chain.ts': ['tests/unit/main/requests/journal.test.ts'],
  'main/collection/collect.ts': [
    'tests/unit/main/collection/processes.test.ts',
    'tests/contract/collector/supervisor.test.ts',
  ],
  'main/collection/decide.ts': ['tests/unit/main/collection/processes.test.ts'],
  'main/collection/host-session.ts': [
    'tests/unit/main/collection/processes.test.ts',
    'tests/contract/collector/supervisor.test.ts',
  ],
  'main/collection/batch.ts': [
    'tests/unit/main/collection/processes.test.ts',
    'tests/contract/collector/supervisor.test.ts',
  ],
  'main/collection/verify-outcome.ts': ['tests/unit/main/collection/processes.test.ts'],
  'main/collection/select.ts': [
    'tests/unit/main/help-session/presets.test.ts',
    'tests/unit/main/requests/scope.test.ts',
  ],
  'main/collection/known-values.ts': ['tests/unit/main/collection/processes.test.ts'],
  'collector/os/known-values.ts': [
    'tests/unit/collector/known-values.test.ts',
    'tests/contract/collector/known-values.test.ts',
  ],
  'collector/os/start-process.ts': ['tests/unit/collector/run-command.test.ts'],
  'collector/os/run-command.ts': ['tests/unit/collector/run-command.test.ts'],
  'collector/os/system-command.ts': [
    'tests/unit/collector/command-environment.test.ts',
    'tests/unit/collector/run-command.test.ts',
  ],
  'collector/inventory/command-lines.ts': ['collector/inventory/command-lines.test.ts'],
  'collector/inventory/door.ts': ['collector/inventory'],
  'collector/inventory/without-personal.ts': ['collector/inventory/without-personal.test.ts'],
  'main/network/policy-authorities.ts': ['tests/unit/main/network'],
  'bundle/redact/leak-scan.ts': [
    'tests/unit/bundle/redact/leak-scan.test.ts',
    'tests/unit/bundle/write.test.ts',
  ],
  'bundle/scan-stream.ts': [
    'tests/unit/bundle/scan-stream.test.ts',
    'tests/unit/bundle/write.test.ts',
  ],
  'bundle/verify.ts': [
    'tests/unit/bundle/verify.test.ts',
    'tests/unit/bundle/roundtrip.test.ts',
    'tests/unit/bundle/timeline.test.ts',
  ],
  'bundle/central-directory.ts': [
    'tests/unit/bundle/hostile-zip.test.ts',
    'tests/unit/bundle/roundtrip.test.ts',
  ],
  'bundle/durable-file.ts': [
    'tests/unit/bundle/durable-file.test.ts',
    'tests/contract/outbox/durability.test.ts',
    'tests/contract/desk/durability.test.ts',
  ],
  'desk/service/domain/intake/intake.ts': [
    'tests/contract/desk/check-again.test.ts',
    'tests/contract/desk/intake.test.ts',
    'tests/contract/desk/queue.test.ts',
    'tests/contract/desk/durability.test.ts',
    'tests/contract/desk/disk.test.ts',
    'tests/contract/desk/crash.test.ts',
  ],
  'desk/service/runtime/fair-queue.ts': [
    'tests/unit/desk/fair-queue.test.ts',
    'tests/contract/desk/queue.test.ts',
  ],
  'desk/service/domain/audit/audit.ts': [
    'tests/unit/desk/audit-walk.test.ts',
    'tests/unit/desk-console/audit-words.test.ts',
    'tests/contract/desk/audit.test.ts',
  ],
  'desk/service/domain/audit/verify.ts': [
    'tests/unit/desk/audit-walk.test.ts',
    'tests/contract/desk/audit.test.ts',
  ],
  'desk/service/runtime/guardian.ts': [
    'tests/unit/desk/audit-guardian.test.ts',
    'tests/contract/desk/audit.test.ts',
  ],
  'desk/service/domain/intake/begin-upload.ts': [
    'tests/contract/desk/begin-upload.test.ts',
    'tests/contract/desk/queue.test.ts',
    'tests/contract/desk/quota.test.ts',
    'tests/contract/desk/intake.test.ts',
    'tests/contract/desk/disk.test.ts',
  ],
  'desk/service/domain/intake/upload-store.ts': [
    'tests/contract/desk/queue.test.ts',
    'tests/contract/desk/intake.test.ts',
    'tests/contract/desk/durability.test.ts',
    'tests/contract/desk/disk.test.ts',
    'tests/contract/desk/crash.test.ts',
  ],
  'desk/service/domain/intake/recover.ts': [
    'tests/contract/desk/recover.test.ts',
    'tests/contract/desk/crash.test.ts',
  ],
  'desk/service/domain/intake/quota.ts': [
    'tests/contract/desk/daily-quota.test.ts',
    'tests/contract/desk/quota.test.ts',
  ],
  'desk/service/domain/intake/check-bundle.ts': [
    'tests/contract/desk/intake.test.ts',
    'tests/contract/desk/retention.test.ts',
    'tests/contract/desk/hostile-bundle.test.ts',
  ],
  'desk/service/runtime/checker.ts': [
    'tests/contract/desk/checker.test.ts',
    'tests/contract/desk/check-again.test.ts',
  ],
  'desk/service/domain/incidents/retention.ts': [
    'tests/unit/desk/agreed-time.test.ts',
    'tests/contract/desk/deleted-incident.test.ts',
    'tests/contract/desk/retention.test.ts',
    'tests/contract/desk/retention-crash.test.ts',
  ],
  'desk/service/domain/incidents/withdraw.ts': [
    'tests/contract/desk/withdraw.test.ts',
    'tests/contract/desk/incident-work.test.ts',
    'tests/contract/desk/request.test.ts',
  ],
  'desk/service/http/sign-answers.ts': ['tests/contract/desk/signed-answers.test.ts'],
  'desk/service/store/database.ts': [
    'tests/contract/desk/database.test.ts',
    'tests/contract/desk/upgrade.test.ts',
  ],
  'desk/service/store/upgrade-copy.ts': [
    'tests/contract/desk/database.test.ts',
    'tests/contract/desk/durability.test.ts',
    'tests/contract/desk/upgrade.test.ts',
  ],
};
