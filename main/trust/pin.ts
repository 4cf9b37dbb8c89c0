import { join } from 'node:path';
import { z } from 'zod';
import {
  type FormerOrganisation,
  formerOrganisation,
  thumbprint,
} from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { jsonFile } from '../storage/json-file.ts';
import { recipientOf } from './organisation.ts';

/** Where a policy comes from: `development` exists in unpackaged apps only. */
const origin = z.enum(['machine', 'development']);

const pin = z.strictObject({
  format: z.literal('candor-pin'),
  organisation: z.string(),
  fingerprint: thumbprint,
  desk: z.string(),
  origin,
  pinnedAt: z.iso.datetime(),
  /** What was pinned before the last change. */
  former: formerOrganisation.nullable().default(null),
});
export type Pin = z.infer<typeof pin>;

export interface PinChange {
  /** Null when the old pin could not be read. */
  before: Pin | null;
  after: Pin;
}

/**
 * Pins the organisation's key and the desk's address. The first policy is pinned; later only a machine policy, which only
 * an administrator can write, replaces the pin. A development policy replaces only development pins.
 * @returns the change from an earlier pin, to show and log; null if nothing changed.
 * @throws CandorError `desk-untrusted` when this policy may not replace the pin; `disk-full`, `disk-failed`.
 */
export async function pinOrganisation(options: {
  /** The app's data folder; the pin is in `<folder>/trust/pin.json`. */
  folder: string;
  policy: Policy;
  origin: z.infer<typeof origin>;
  now?: Date;
}): Promise<PinChange | null> {
  const file = join(options.folder, 'trust', 'pin.json');
  const before = await readPin(file);
  const { organisation, fingerprint, desk } = recipientOf(options.policy);
  const pinnedAt = (options.now ?? new Date()).toISOString();
  const pinOf = (former: FormerOrganisation | null): Pin => ({
    ...{
      format: 'candor-pin',
      organisation,
      fingerprint,
      desk,
      origin: options.origin,
      pinnedAt,
      former,
    },
  });
  const write = (made: Pin) => jsonFile(file, pin).write(made);
  if (before === 'absent') {
    await write(pinOf(null));
    return null;
  }
  if (before !== 'damaged' && before.fingerprint === fingerprint && before.desk === desk) {
    // The same organisation, now set by IT: from here on only IT can change it.
    if (before.origin === 'development' && options.origin === 'machine')
      await write(pinOf(before.former));
    return null;
  }
  if (options.origin !== 'machine' && (before === 'damaged' || before.origin === 'machine')) {
    raise(
      'desk-untrusted',
      'This computer belongs to another support organisation. Only your IT department can change that. Nothing can be sent.',
      {
        detail: `${file} does not allow ${fingerprint} at ${desk}`,
      },
    );
  }
  const old = before === 'damaged' ? null : before;
  const recipient = old && {
    organisation: old.organisation,
    fingerprint: old.fingerprint,
    desk: old.desk,
  };
  const after = pinOf({ recipient, changedAt: pinnedAt });
  await write(after);
  return { before: old, after };
}

/** This computer's pin; null if there is none or it cannot be read. */
export async function currentPin(folder: string): Promise<Pin | null> {
  const found = await readPin(join(folder, 'trust', 'pin.json'));
  return found === 'absent' || found === 'damaged' ? null : found;
}

/** Days for which a person sees a change of their organisation before they agree to anything. */
const noticeDays = 30;

/** The organisation that this computer belonged to before, while the change is still shown. */
export function formerOf(current: Pin | null, now: Date): FormerOrganisation | null {
  const former = current?.former ?? null;
  return former && now.getTime() - Date.parse(former.changedAt) < noticeDays * 86_400_000
    ? former
    : null;
}

/** A damaged pin is never set aside: this computer would then accept any organisation as its first. */
async function readPin(file: string): Promise<Pin | 'absent' | 'damaged'> {
  const found = await jsonFile(file, pin).read();
  return found.state === 'read' ? found.value : found.state;
}
