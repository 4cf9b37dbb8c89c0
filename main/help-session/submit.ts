import { isDeepStrictEqual } from 'node:util';
import { signReceipt } from '#bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import type { Organisation } from '../app/organisation.ts';
import type { Log } from '../log/log.ts';
import type { Outbox } from '../outbox/outbox-options.ts';
import type { PseudonymMapStore } from '../requests/pseudonym-map-store.ts';
import type { Note } from '../requests/request-registry.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import type { HelpSessionOptions, ReadyBundle } from './help-session-options.ts';
import type { Terms } from './review-state.ts';
import { sessionPolicy } from './session-policy.ts';
import { writeBundleFile } from './write-bundle-file.ts';

interface SubmitOptions {
  organisation(): Organisation;
  deviceKey(): Promise<DeviceKey>;
  outbox: Outbox;
  maps: PseudonymMapStore;
  note: Note;
  log: Log;
}

/** What becomes of a bundle that the person has agreed to: signed by this device, then sealed for the outbox or saved as it is. */
export function createSubmit(
  options: SubmitOptions,
): Pick<HelpSessionOptions, 'sign' | 'handOver' | 'writeFile'> {
  const { organisation, deviceKey, outbox, maps, note, log } = options;

  const write = (
    file: string,
    { composition, run, receipt }: ReadyBundle,
    seal: Parameters<typeof writeBundleFile>[0]['seal'],
    onProgress?: (bytes: number) => void,
  ) =>
    writeBundleFile({
      file,
      composition,
      folder: run.folder,
      receipt,
      privateMap: run.privateMap,
      seal,
      ...(onProgress && { onProgress }),
    });

  /**
   * What the person agreed to, as long as it is what IT wants now. Between their click and this moment every item was
   * hashed and a keyring may have asked for its password; the policy is read again all the time.
   */
  function agreed(terms: Terms): Terms {
    const policyTerms = sessionPolicy(organisation).terms();
    const { requestedBy } = terms;
    // The purpose of what an engineer asked for is their reason; no policy sets it.
    const now = {
      ...policyTerms,
      requestedBy,
      purpose: requestedBy === null ? policyTerms.purpose : terms.purpose,
    };
    if (isDeepStrictEqual(now, terms)) return terms;
    raise(
      'consent-mismatch',
      'Your IT department changed to whom, what for or for how long this goes. Please look once more; nothing was sent.',
      { detail: `agreed to ${JSON.stringify(terms)}, current ${JSON.stringify(now)}` },
    );
  }

  return {
    async sign(receipt) {
      const key = await deviceKey();
      return signReceipt({ ...receipt, device: key.id }, key.privateKey, key.publicKey);
    },

    async handOver(id, bundle, onProgress) {
      const { recipient, sealedTo, retentionDays } = agreed(bundle.terms);
      if (!recipient || !bundle.receipt) throw new Error('handed over without an organisation');
      await outbox.add(
        {
          id,
          receipt: bundle.receipt,
          summary: bundle.summary,
          words: bundle.words,
          recipient,
          retentionDays,
          itemCount: bundle.composition.manifest.items.length,
          contentBytes: bundle.composition.bytes,
          writeCopy: (file) => write(file, bundle, null),
        },
        async (file) => {
          // Loaded when there is something to seal: its cryptography takes as much memory as all else of the agent at rest.
          const { sealTo } = await import('#bundle/seal.ts');
          return write(file, bundle, sealTo([...sealedTo]), onProgress);
        },
      );
      const { manifest, manifestHash } = bundle.composition;
      log.info('handed to the outbox', { submission: id, manifestHash });
      await note('sent', {
        submission: id,
        manifestHash,
        items: manifest.items.length,
        organisation: recipient.organisation,
      });
      await maps
        .keep({
          submission: id,
          manifestHash,
          agreedAt: bundle.receipt.receipt.agreedAt,
          retentionDays,
          privateMap: bundle.run.privateMap,
          items: manifest.items
            .filter(({ mediaType }) => mediaType !== 'image/png')
            .map((item) => item.id),
          read: (item) => bundle.run.folder.stream(item),
        })
        .catch((thrown: unknown) => log.error('keeping a map', thrown));
    },

    async writeFile(file, bundle, protection) {
      if (protection.kind === 'none') return write(file, bundle, null);
      const { sealTo, sealWithPassphrase } = await import('#bundle/seal.ts');
      if (protection.kind === 'passphrase')
        return write(file, bundle, sealWithPassphrase(protection.passphrase));
      // The dialog for the file's name may have been open for minutes.
      const { sealedTo } = agreed(bundle.terms);
      return write(file, bundle, sealTo([...sealedTo]));
    },
  };
}
