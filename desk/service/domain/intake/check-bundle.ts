import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Bundle } from '#bundle/read.ts';
import { keyThumbprint } from '#bundle/receipt.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { type Finding, findingSeverities } from '#contract/bundle/finding.ts';
import { applicationLogsIn, timelineItemsIn } from '#contract/bundle/timeline.ts';
import { descriptionItemId, shapedItems } from '#contract/collector/item-shapes.ts';
import { appErrorOf, CandorError, raise } from '#contract/errors/result.ts';
import type { Verification } from '#contract/http/console-api.ts';
import { description } from '#contract/text/description.ts';
import { formatText } from '#contract/text/text.ts';
import type { Extract, Headline } from '#desk/service/store/extract.ts';
import { analyze } from '#diagnosis/analyze.ts';
import { glance } from '#diagnosis/glance.ts';
import { timelineOf } from '#diagnosis/timeline.ts';
import { agreedDays, agreedUntil } from '../incidents/retention.ts';

export interface CheckedBundle {
  manifestHash: string;
  headline: Headline;
  extract: Extract;
}

/** @throws CandorError `content-changed` when the file's SHA-256 is not the one the sender named. */
export async function requireSha256(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== expected) {
    raise('content-changed', 'The bundle changed on its way to the desk. Please send it again.', {
      detail: `SHA-256 expected ${expected}, found ${found}`,
    });
  }
}

/** The device that sent it, this desk's key, and the moment (ISO 8601). */
interface Expected {
  device: string;
  fingerprint: string;
  at: string;
}

/**
 * Verifies an opened bundle and reads out of it what the console shows. The findings are the desk's own: those in the
 * bundle are only its sender's word.
 * @throws CandorError `bundle-invalid` when a check fails.
 */
export async function checkBundle(bundle: Bundle, expected: Expected): Promise<CheckedBundle> {
  const verifications = [
    ...(await verifyBundle(bundle)),
    ...(await checkConsent(bundle, expected)),
  ];
  const failed = verifications.find(({ passed }) => !passed);
  const receipt = bundle.receipt;
  if (failed || !receipt) throw new CandorError(refusalOf(failed ?? null));
  const texts = await readTexts(bundle);
  const readItem = (id: string) => texts.get(id);
  const applicationLogs = applicationLogsIn(texts.keys());
  const timeline = timelineOf(readItem, bundle.manifest.createdAt, new Map(), applicationLogs);
  const { findings, failed: failedAnalyzers } = analyze(readItem, timeline);
  const said = parseDescription(readItem(descriptionItemId));
  return {
    manifestHash: bundle.manifestHash,
    headline: {
      summary: said ? firstLineOf(said.happened) : '',
      severity: said?.severity ?? null,
      findings: countsOf(findings),
    },
    extract: {
      description: said,
      glance: glance(readItem),
      findingList: findings,
      failedAnalyzers: failedAnalyzers.map(({ analyzer }) => analyzer),
      manifest: bundle.manifest,
      receipt,
      verifications,
    },
  };
}

/** Who may have sent it, whom it was meant for and until when: what only the desk that received it can know. */
async function checkConsent(
  { receipt }: Bundle,
  { device, fingerprint, at }: Expected,
): Promise<Verification[]> {
  if (!receipt)
    return [{ check: { message: 'The bundle holds a receipt' }, passed: false, detail: null }];
  const signer = await keyThumbprint(receipt.publicKey);
  const named = receipt.receipt.recipient?.fingerprint ?? null;
  const days = agreedDays(receipt.receipt);
  const inTime = days !== null && agreedUntil(receipt.receipt, at) > at;
  const sender = signer === device && receipt.receipt.device === device;
  return [
    {
      check: { message: 'The person agreed on the computer that sent it' },
      passed: sender,
      detail: sender
        ? null
        : `sent by ${device}, receipt of ${receipt.receipt.device}, signed by ${signer}`,
    },
    {
      check: { message: 'The person agreed to send it to this desk' },
      passed: named === fingerprint,
      detail:
        named === fingerprint
          ? null
          : `this desk ${fingerprint}, receipt for ${named ?? 'nobody: it was saved to a file'}`,
    },
    {
      check: { message: 'The time that the person agreed to has not passed' },
      passed: inTime,
      detail: inTime
        ? null
        : `agreed ${receipt.receipt.agreedAt} for ${receipt.receipt.retentionDays ?? 'no number of'} days, now ${at}`,
    },
  ];
}

function refusalOf(failed: Verification | null) {
  return appErrorOf(
    'bundle-invalid',
    'The desk refused this bundle: “{check}” is not so. Please ask for help again.',
    {
      values: { check: failed ? formatText(failed.check) : 'The bundle holds a receipt' },
      ...(failed?.detail && { detail: failed.detail }),
    },
  );
}

/** As analyzers read it, an item is much smaller; parsing a hundred MiB of brackets takes ten seconds and gigabytes. */
const readableBytes = 4 * 1024 * 1024;

/** The items that analyzers and the timeline read; only these, so that a bundle of many large items costs no more memory. */
async function readTexts(bundle: Bundle): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const readable = new Set(
    bundle.manifest.items.filter(({ bytes }) => bytes <= readableBytes).map(({ id }) => id),
  );
  for (const id of [descriptionItemId, ...Object.keys(shapedItems), ...timelineItemsIn(readable)]) {
    if (readable.has(id)) texts.set(id, Buffer.from(await bundle.readItem(id)).toString('utf8'));
  }
  return texts;
}

function parseDescription(text: string | undefined) {
  try {
    return text === undefined ? null : description.parse(JSON.parse(text));
  } catch {
    // The item itself remains readable; only its summary is missing.
    return null;
  }
}

const firstLineOf = (text: string): string =>
  (text.trim().split('\n', 1)[0] ?? '').trim().slice(0, 200);

function countsOf(findings: readonly Finding[]): Headline['findings'] {
  const [critical, warning, info] = findingSeverities.map(
    (severity) => findings.filter((finding) => finding.severity === severity).length,
  );
  return { critical: critical ?? 0, warning: warning ?? 0, info: info ?? 0 };
}
