import type { KnownValues } from '#bundle/redact/redactor.ts';
import { type Application, hostReport } from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { CollectorProcess } from './collector-process.ts';

/** On Windows it reads the registry with several commands, each of which may take two seconds. */
const timeoutMs = 20_000;

/**
 * Reads the names of this machine and its people, in a collector process.
 * @throws CandorError `collector-unavailable`; without these values a text cannot be checked for them.
 */
export function knownValuesInProcess(
  child: CollectorProcess,
  applications: readonly Application[],
): Promise<KnownValues> {
  return new Promise<KnownValues | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), timeoutMs);
    child.onMessage((message) => {
      const report = hostReport.safeParse(message);
      if (report.success && report.data.type === 'known-values') resolve(report.data.values);
    });
    child.onExit(() => {
      clearTimeout(timer);
      resolve(null);
    });
    child.postMessage({ type: 'known-values', applications: [...applications] });
  }).then((values) => {
    child.kill();
    return (
      values ??
      raise(
        'collector-unavailable',
        'Candor could not check this message for private values. Nothing was sent. Try again.',
      )
    );
  });
}
