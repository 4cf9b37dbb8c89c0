import { noReceipt } from '../../bundle/verify.ts';
import type { Verification } from '../../contract/console-api.ts';
import { formatText } from '../../contract/text.ts';
import { plainJson, plainText } from './terminal.ts';

/**
 * `whole`: everything that can be checked without a receipt is right, and there is none: `--collect` and a file saved
 * without a device key make such bundles. A receipt that is there but wrong is `bad`, like anything else that fails.
 */
type Outcome = 'good' | 'whole' | 'bad';

export function outcomeOf(checks: readonly Verification[]): Outcome {
  if (checks.every((check) => check.passed)) return 'good';
  return checks.every((check) => check.passed || check.detail === noReceipt) ? 'whole' : 'bad';
}

/** A code of its own for `whole`: who asks whether a person agreed must not hear yes. */
export const exitCodes: Record<Outcome, number> = { good: 0, bad: 1, whole: 3 };

export function verifyJson(checks: readonly Verification[]): string {
  const outcome = outcomeOf(checks);
  return plainJson({ passed: outcome === 'good', outcome, checks });
}

export function verifyText(checks: readonly Verification[]): string {
  const outcome = outcomeOf(checks);
  const failed = checks.filter((check) => !check.passed).length;
  const mark = outcome === 'whole' ? '–' : '✗';
  return [
    ...checks.map(
      ({ check, passed: good, detail }) => `${good ? '✓' : mark} ${formatText(check)}${detail === null ? '' : `: ${detail}`}`,
    ),
    '',
    outcome === 'good'
      ? `All ${checks.length} checks passed.`
      : outcome === 'whole'
        ? 'Whole and unaltered; nobody has agreed to send it yet, so no signature says which device made it.'
        : `${failed} of ${checks.length} checks failed. Do not rely on this bundle; ask for it again.`,
  ]
    .map(plainText)
    .join('\n');
}
