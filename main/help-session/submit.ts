import { isDeepStrictEqual } from 'node:util';
import type { FileProtection } from '#contract/bundle/saved-file.ts';
import { raise } from '#contract/errors/result.ts';
import type { HelpSessionOptions, ReadyBundle } from './help-session-options.ts';
import type { Terms } from './review-state.ts';
import { policyTerms } from './session-policy.ts';
import { type BundleFile, writeBundleFile } from './write-bundle-file.ts';

/**
 * Seals a bundle that the person has agreed to into the outbox; then notes it, and saves its map for later questions.
 * Resolves when all of that is durable.
 * @throws CandorError `consent-mismatch` when IT changed the terms since the person agreed, or what writing throws.
 */
export async function submit(
  options: Pick<HelpSessionOptions, 'organisation' | 'outbox' | 'maps' | 'note' | 'log'>,
  id: string,
  bundle: ReadyBundle,
  onProgress: (doneBytes: number) => void,
): Promise<void> {
  const { outbox, note, log } = options;
  const { recipient, sealedTo, retentionDays } = stillAgreed(options, bundle.terms);
  if (!recipient || !bundle.receipt) throw new Error('handed over without an organisation');
  const { manifest, manifestHash, bytes } = bundle.composition;
  await outbox.add(
    {
      id,
      receipt: bundle.receipt,
      summary: bundle.summary,
      words: bundle.words,
      recipient,
      retentionDays,
      itemCount: manifest.items.length,
      contentBytes: bytes,
      writeCopy: (file) => write(file, bundle, null),
    },
    async (file) => {
      // Loaded when there is something to seal: its cryptography takes as much memory as the rest of the agent at rest.
      const { sealTo } = await import('#bundle/seal.ts');
      return write(file, bundle, sealTo([...sealedTo]), onProgress);
    },
  );
  log.info('handed to the outbox', { submission: id, manifestHash });
  await note('sent', {
    submission: id,
    manifestHash,
    items: manifest.items.length,
    organisation: recipient.organisation,
  });
  await saveMap(options, id, bundle, bundle.receipt.receipt.agreedAt).catch((thrown: unknown) =>
    log.error('keeping a map', thrown),
  );
}

function saveMap(
  { maps }: Pick<HelpSessionOptions, 'maps'>,
  submission: string,
  { composition, run, terms }: ReadyBundle,
  agreedAt: string,
): Promise<void> {
  const { manifest, manifestHash } = composition;
  return maps.keep({
    ...{ submission, manifestHash, agreedAt, retentionDays: terms.retentionDays },
    privateMap: run.privateMap,
    items: manifest.items.filter(({ mediaType }) => mediaType !== 'image/png').map(({ id }) => id),
    read: (item) => run.folder.stream(item),
  });
}

/** Writes a bundle to a file that the person chose, open, with a passphrase or sealed to the organisation. */
export async function writeToFile(
  options: Pick<HelpSessionOptions, 'organisation'>,
  file: string,
  bundle: ReadyBundle,
  protection: FileProtection,
): Promise<BundleFile> {
  if (protection.kind === 'none') return write(file, bundle, null);
  const { sealTo, sealWithPassphrase } = await import('#bundle/seal.ts');
  if (protection.kind === 'passphrase')
    return write(file, bundle, sealWithPassphrase(protection.passphrase));
  // The dialog for the file's name may have been open for minutes.
  const { sealedTo } = stillAgreed(options, bundle.terms);
  return write(file, bundle, sealTo([...sealedTo]));
}

const write = (
  file: string,
  { composition, run, receipt }: ReadyBundle,
  seal: Parameters<typeof writeBundleFile>[0]['seal'],
  onProgress?: (bytes: number) => void,
) =>
  writeBundleFile({
    ...{ file, composition, receipt, seal },
    folder: run.folder,
    privateMap: run.privateMap,
    ...(onProgress && { onProgress }),
  });

/**
 * The terms that the person agreed to, as long as IT has not changed them. Between the click and this moment every item
 * was hashed and a keyring may have asked for its password; meanwhile the policy is read again and again.
 */
function stillAgreed(options: Pick<HelpSessionOptions, 'organisation'>, terms: Terms): Terms {
  const policy = policyTerms(options);
  const { requestedBy } = terms;
  // The purpose of a request is the engineer's reason; no policy sets it.
  const purpose = requestedBy === null ? policy.purpose : terms.purpose;
  const current = { ...policy, requestedBy, purpose };
  if (isDeepStrictEqual(current, terms)) return terms;
  raise(
    'consent-mismatch',
    'Your IT department changed who receives this, why, or for how long. Please read it again. Nothing was sent.',
    { detail: `agreed to ${JSON.stringify(terms)}, current ${JSON.stringify(current)}` },
  );
}
