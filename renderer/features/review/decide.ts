import { create } from 'zustand';
import type { AppError } from '#contract/errors/result.ts';
import type { CallResult, HiddenValue } from '#contract/ipc/ipc.ts';
import { call } from '#renderer/base/bridge.ts';

export type Found = CallResult<'review.search'> & { text: string };

/** The person's search and what they hide. It outlives the screen, so that opening an item in between loses nothing. */
interface Decisions {
  query: string;
  found: Found | null;
  busy: 'search' | 'hide' | 'show' | null;
  error: AppError | null;
  /** The last change, to be announced and undone. */
  done: { kind: 'hidden' | 'shown'; text: string; places: number } | null;
}

const rest: Decisions = { query: '', found: null, busy: null, error: null, done: null };

export const useDecisions = create<Decisions>(() => rest);
export const forgetDecisions = () => useDecisions.setState(rest);
export const setQuery = (query: string) =>
  useDecisions.setState({ query, found: null, done: null, error: null });

export async function search(text: string): Promise<void> {
  if (useDecisions.getState().busy || text.trim() === '') return;
  useDecisions.setState({ busy: 'search', error: null, done: null });
  const result = await call('review.search', { text: text.trim() });
  if (result.ok)
    useDecisions.setState({ busy: null, found: { ...result.value, text: text.trim() } });
  else useDecisions.setState({ busy: null, error: result.error });
}

export async function hide(text: string): Promise<void> {
  if (useDecisions.getState().busy) return;
  useDecisions.setState({ busy: 'hide', error: null, done: null });
  const result = await call('review.hide', { text });
  if (result.ok)
    useDecisions.setState({
      busy: null,
      found: null,
      query: '',
      done: { kind: 'hidden', text, places: result.value.places },
    });
  else useDecisions.setState({ busy: null, error: result.error });
}

export async function letThrough({ pseudonym }: HiddenValue): Promise<void> {
  if (useDecisions.getState().busy) return;
  useDecisions.setState({ busy: 'show', error: null, done: null });
  const result = await call('review.unredact', { pseudonym });
  if (result.ok)
    useDecisions.setState({
      busy: null,
      found: null,
      done: { kind: 'shown', text: pseudonym, places: result.value.places },
    });
  else useDecisions.setState({ busy: null, error: result.error });
}
