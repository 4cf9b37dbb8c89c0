import type { Verification } from '../../contract/console-api.ts';
import { formatText } from '../../contract/text.ts';
import { plainJson, plainText } from './terminal.ts';

export function passed(checks: readonly Verification[]): boolean {
  return checks.every((check) => check.passed);
}

export function verifyJson(checks: readonly Verification[]): string {
  return plainJson({ passed: passed(checks), checks });
}

export function verifyText(checks: readonly Verification[]): string {
  const failed = checks.filter((check) => !check.passed).length;
  return [
    ...checks.map(
      ({ check, passed: good, detail }) => `${good ? '✓' : '✗'} ${formatText(check)}${detail === null ? '' : `: ${detail}`}`,
    ),
    '',
    failed === 0
      ? `All ${checks.length} checks passed.`
      : `${failed} of ${checks.length} checks failed. Do not rely on this bundle; ask for it again.`,
  ]
    .map(plainText)
    .join('\n');
}
