import { useEffect, useState } from 'react';
import type { Manifest } from '#contract/bundle/manifest.ts';
import { type TimelineDocument, timelineDocument } from '#contract/bundle/timeline.ts';
import { type AppError, appErrorOf } from '#contract/errors/result.ts';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { checkHash } from '../item/item-content.ts';

export type TimelineContent =
  | { state: 'none' }
  | { state: 'loading' }
  | { state: 'failed'; error: AppError }
  | { state: 'loaded'; timeline: TimelineDocument };

/** Loads `timeline.json` and checks it against the hash that the person agreed to. `none`: the bundle predates timelines. */
export function useTimeline(
  number: string,
  expected: Manifest['timeline'],
): { content: TimelineContent; again: () => void } {
  const { client } = useConsole();
  const [attempt, setAttempt] = useState(0);
  const [content, setContent] = useState<TimelineContent>({ state: 'loading' });
  const sha256 = expected?.sha256;

  useEffect(() => {
    if (sha256 === undefined) return setContent({ state: 'none' });
    const hash = sha256;
    const abort = new AbortController();
    setContent({ state: 'loading' });
    void load();
    return () => abort.abort();

    async function load() {
      const result = await client.partOfIncident(number, 'timeline.json', abort.signal);
      const next: TimelineContent = result.ok
        ? await read(result.value, hash)
        : { state: 'failed', error: result.error };
      if (!abort.signal.aborted && attempt >= 0) setContent(next);
    }
  }, [client, number, sha256, attempt]);

  return { content, again: () => setAttempt(attempt + 1) };
}

async function read(bytes: ArrayBuffer, sha256: string): Promise<TimelineContent> {
  const broken = (detail: string): TimelineContent => ({
    state: 'failed',
    error: appErrorOf(
      'bundle-invalid',
      'The timeline is not as it was reviewed. Do not rely on it, and have the desk checked.',
      {
        detail,
      },
    ),
  });
  if ((await checkHash(bytes, sha256)) === 'different')
    return broken('its hash differs from the manifest');
  try {
    return {
      state: 'loaded',
      timeline: timelineDocument.parse(JSON.parse(new TextDecoder().decode(bytes))),
    };
  } catch (thrown) {
    return broken(String(thrown).slice(0, 1000));
  }
}
