import { useEffect, useState } from 'react';
import type { ManifestItem } from '#contract/bundle/manifest.ts';
import type { AppError } from '#contract/errors/result.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';

/** `unknown`: browsers can hash only on https and localhost. */
export type HashCheck = 'same' | 'different' | 'unknown';

export type ItemContent =
  | { state: 'loading' }
  | { state: 'failed'; error: AppError }
  /** Empty for a picture. */
  | { state: 'loaded'; hash: HashCheck; text: string; picture: string | null };

/**
 * Loads an item's bytes and compares them with the hash that the person agreed to.
 * @param part the incident page shows it, so the engineer did not open the item.
 */
export function useItemContent(
  number: string,
  item: ManifestItem,
  { part = false }: { part?: boolean } = {},
): { content: ItemContent; again: () => void } {
  const { client } = useConsole();
  const [attempt, setAttempt] = useState(0);
  const [content, setContent] = useState<ItemContent>({ state: 'loading' });
  const { id, sha256, mediaType } = item;

  useEffect(() => {
    const abort = new AbortController();
    setContent({ state: 'loading' });
    void load();
    return () => abort.abort();

    async function load() {
      const result = await (part ? client.partOfIncident : client.item)(number, id, abort.signal);
      const next: ItemContent = result.ok
        ? await loaded(result.value, { sha256, mediaType })
        : { state: 'failed', error: result.error };
      if (!abort.signal.aborted && attempt >= 0) setContent(next);
    }
  }, [client, number, id, sha256, mediaType, part, attempt]);

  return { content, again: () => setAttempt(attempt + 1) };
}

async function loaded(
  bytes: ArrayBuffer,
  { mediaType, sha256 }: Pick<ManifestItem, 'mediaType' | 'sha256'>,
): Promise<ItemContent> {
  const hash = await checkHash(bytes, sha256);
  if (mediaType === 'image/png')
    return { state: 'loaded', hash, text: '', picture: await imageOf(bytes) };
  return { state: 'loaded', hash, text: new TextDecoder().decode(bytes), picture: null };
}

/** The bytes whose hash was checked, as a URL that the Content-Security-Policy allows for images. */
function imageOf(bytes: ArrayBuffer): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(new Blob([bytes], { type: 'image/png' }));
  });
}

export async function checkHash(bytes: ArrayBuffer, sha256: string): Promise<HashCheck> {
  if (!globalThis.crypto?.subtle) return 'unknown';
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === sha256 ? 'same' : 'different';
}
