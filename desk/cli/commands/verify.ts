import { noReceipt, verifyBundle } from '#bundle/verify.ts';
import { CandorError } from '#contract/errors/result.ts';
import type { Verification } from '#contract/http/console-api.ts';
import { formatText } from '#contract/text/text.ts';
import { bundleHelp, bundleOptions, readBundleArguments } from '../bundle-arguments.ts';
import { defineCommand } from '../command.ts';
import { withFile } from '../failure.ts';
import { loadBundle } from '../load.ts';
import { plainJson, plainText } from '../terminal.ts';

export const verify = defineCommand({
  name: 'verify',
  usage: 'candor verify FILE [--json] [--identity KEYFILE]',
  does: 'checks that a bundle is intact and signed; exit code 1 when a check fails, 3 when it is intact but has no receipt',
  more: bundleHelp,
  options: bundleOptions,
  read: (words, values) => readBundleArguments('verify', words, values),
  run: ({ file, identity, json }, output) =>
    withFile(file, output, async () => {
      const checks = await checksOf(file, identity);
      output.out(json ? verifyJson(checks) : verifyText(checks));
      return exitCodes[outcomeOf(checks)];
    }),
});

/** A file that is not a bundle fails the first check, because an altered bundle may look like that. */
async function checksOf(file: string, identity: string | null): Promise<Verification[]> {
  try {
    const bundle = await loadBundle(file, identity);
    try {
      return await verifyBundle(bundle);
    } finally {
      await bundle.close();
    }
  } catch (error) {
    if (!(error instanceof CandorError) || error.error.code !== 'bundle-invalid') throw error;
    return [
      {
        check: { message: 'The file is a complete bundle' },
        passed: false,
        detail: error.error.detail,
      },
    ];
  }
}

/**
 * `whole`: there is no receipt, and everything that can be checked without one is right. `--collect` and saving without a
 * device key make such bundles. A wrong receipt is `bad`, like any other failure.
 */
type Outcome = 'good' | 'whole' | 'bad';

function outcomeOf(checks: readonly Verification[]): Outcome {
  if (checks.every((check) => check.passed)) return 'good';
  return checks.every((check) => check.passed || check.detail === noReceipt) ? 'whole' : 'bad';
}

/** `whole` has its own code: a script that asks whether the person agreed must not read success. */
const exitCodes: Record<Outcome, number> = { good: 0, bad: 1, whole: 3 };

function verifyJson(checks: readonly Verification[]): string {
  const outcome = outcomeOf(checks);
  return plainJson({ passed: outcome === 'good', outcome, checks });
}

function verifyText(checks: readonly Verification[]): string {
  const outcome = outcomeOf(checks);
  const failed = checks.filter((check) => !check.passed).length;
  const mark = outcome === 'whole' ? '–' : '✗';
  return [
    ...checks.map(
      ({ check, passed: good, detail }) =>
        `${good ? '✓' : mark} ${formatText(check)}${detail === null ? '' : `: ${detail}`}`,
    ),
    '',
    outcome === 'good'
      ? `All ${checks.length} checks passed.`
      : outcome === 'whole'
        ? 'Intact, but without a receipt: the person has not agreed to send it, so no signature proves which device made it.'
        : `${failed} of ${checks.length} checks failed. Do not rely on this bundle. Request it again.`,
  ]
    .map(plainText)
    .join('\n');
}
