import { useEffect, useState } from 'react';
import type { ManifestItem } from '../../../contract/manifest.ts';
import type { AppError } from '../../../contract/result.ts';
import { useConsole } from '../state/console-context.tsx';

/** `unknown`: browsers hash only on https and on this same machine. */
export type HashCheck = 'same' | 'different' | 'unknown';

export type ItemContent =
  | { state: 'loading' }
  | { state: 'failed'; error: AppError }
  | { state: 'loaded'; text: string; hash: HashCheck };

/** Loads an item's bytes and compares them with the hash that the person agreed to. */
export function useItemContent(number: string, item: ManifestItem): { content: ItemContent; again: () => void } {
  const { client } = useConsole();
  const [attempt, setAttempt] = useState(0);
  const [content, setContent] = useState<ItemContent>({ state: 'loading' });
  const { id, sha256 } = item;

  useEffect(() => {
    const abort = new AbortController();
    setContent({ state: 'loading' });
    void load();
    return () => abort.abort();

    async function load() {
      const result = await client.item(number, id, abort.signal);
      const next: ItemContent = result.ok
        ? { state: 'loaded', text: new TextDecoder().decode(result.value), hash: await checkHash(result.value, sha256) }
        : { state: 'failed', error: result.error };
      if (!abort.signal.aborted && attempt >= 0) setContent(next);
    }
  }, [client, number, id, sha256, attempt]);

  return { content, again: () => setAttempt(attempt + 1) };
}

export async function checkHash(bytes: ArrayBuffer, sha256: string): Promise<HashCheck> {
  if (!globalThis.crypto?.subtle) return 'unknown';
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === sha256 ? 'same' : 'different';
}
