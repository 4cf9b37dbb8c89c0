import { Readable } from 'node:stream';
import { createPseudonyms } from '#bundle/redact/pseudonyms.ts';
import {
  type CollectedItem,
  type DecidedItem,
  type PrivateMapEntry,
  textType,
} from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { CallResult, HiddenValue } from '#contract/ipc/ipc.ts';
import { documentsOf } from './compose-bundle.ts';
import { type HelpSession, type HelpSessionOptions, reviewIn } from './help-session-options.ts';
import { compose, itemsToJudge, type ReviewState, type ValueDecisions } from './review-state.ts';
import type { CollectorRun } from './run-collectors.ts';
import { countIn, patternOf, type Searchable } from './search-items.ts';
import { mayUnredact } from './session-policy.ts';

const pseudonyms = /(?<![A-Za-z0-9])[a-z]{2,12}-[1-9]\d{0,8}(?:\.[1-9]\d{0,3})?(?![A-Za-z0-9])/g;
const longestPseudonym = 40;

/** The rules that the redaction report names for the person's own decisions. */
const hiddenRule = 'hidden-by-the-person';
const shownRule = 'shown-by-the-person';
const againRule = 'found-by-the-last-look';

/** Looks for a text in everything that was collected, left out or not, and in the bundle's documents. */
export async function searchReview(
  session: HelpSession,
  text: string,
): Promise<CallResult<'review.search'>> {
  const { review } = reviewIn(session);
  const places = await countIn(everythingIn(review), patternOf(text), 4 * text.length);
  return { total: places.reduce((sum, { count }) => sum + count, 0), places };
}

/** Hides a text everywhere. @returns how many more places are hidden than before */
export async function hideText(session: HelpSession, text: string): Promise<{ places: number }> {
  const { review } = reviewIn(session);
  const { hide } = review.decisions;
  // The same text in another letter case already has a pseudonym.
  if (hide.some(({ value }) => sameText(value, text))) return { places: 0 };
  const numbers = createPseudonyms([...review.run.privateMap, ...review.found.privateMap]);
  const entry = { kind: 'word', pseudonym: numbers.of('word', text), value: text };
  return change(session, review, { ...review.decisions, hide: [...hide, entry] });
}

/** The values that are hidden in this review, and whether the person may put each of them back. */
export async function hiddenValues(session: HelpSession): Promise<HiddenValue[]> {
  const { review } = reviewIn(session);
  const counts = new Map<string, number>();
  const count = (pseudonym: string) => counts.set(pseudonym, (counts.get(pseudonym) ?? 0) + 1);
  await countIn(everythingIn(review), pseudonyms, longestPseudonym, count);
  return review.run.privateMap.flatMap(({ pseudonym, kind }): HiddenValue[] => {
    const places = counts.get(pseudonym) ?? 0;
    if (places === 0) return [];
    const byPerson = hiddenByPerson(review, pseudonym);
    return [
      { pseudonym, kind, places, byPerson, mayShow: byPerson || mayUnredact(session.options) },
    ];
  });
}

/** The value behind a pseudonym, for the person alone. @throws CandorError `not-found` */
export function showOriginal(session: HelpSession, pseudonym: string): { value: string } {
  return { value: entryOf(reviewIn(session).review, pseudonym).value };
}

/** Redacts everything once more, with what the run has discovered since. */
export async function rerunRedaction(session: HelpSession): Promise<{ places: number }> {
  const { review } = reviewIn(session);
  return change(session, review, { ...review.decisions, again: true });
}

/** Puts a value back everywhere. @throws CandorError `not-found`, or `invalid-arguments` where the policy forbids it */
export async function unredact(
  session: HelpSession,
  pseudonym: string,
): Promise<{ places: number }> {
  const { review } = reviewIn(session);
  const entry = entryOf(review, pseudonym);
  const { hide, show } = review.decisions;
  if (hiddenByPerson(review, pseudonym)) {
    const others = hide.filter((hidden) => hidden.pseudonym !== pseudonym);
    return change(session, review, { ...review.decisions, hide: others });
  }
  if (!mayUnredact(session.options))
    raise(
      'invalid-arguments',
      'Your organisation has decided that what Candor hides stays hidden.',
    );
  return change(session, review, { ...review.decisions, show: [...show, entry] });
}

/** @returns how many more places are hidden or shown than before, or fewer */
async function change(
  session: HelpSession,
  { found, run }: ReviewState,
  decisions: ValueDecisions,
): Promise<{ places: number }> {
  void session.dispatch({ type: 'change-started' });
  try {
    const decided = await decideItems(session.options, found, decisions);
    const places = Math.abs(placesIn(decided) - placesIn(run));
    const judged = { run: decided, ...(await itemsToJudge(decided, session.options)) };
    const current =
      reviewOfRun(session, decided) ?? raise('wrong-phase', 'This review has ended meanwhile.');
    const composition = compose(judged, current.leftOut);
    void session.dispatch({
      type: 'reviewed',
      review: { ...current, ...judged, decisions, composition },
    });
    return { places };
  } catch (thrown) {
    if (reviewOfRun(session, run)) void session.dispatch({ type: 'change-failed' });
    throw thrown;
  }
}

/** The review of this run; null if it has ended. A change may finish after its review, when there may already be another one. */
function reviewOfRun(session: HelpSession, { collected }: CollectorRun): ReviewState | null {
  const state = session.state();
  return state.phase === 'review' && state.review.run.collected.bundle === collected.bundle
    ? state.review
    : null;
}

/** Applies all decisions to the items on disk, starting from how they were collected. */
async function decideItems(
  { decide }: Pick<HelpSessionOptions, 'decide'>,
  found: CollectorRun,
  { hide, show, again }: ValueDecisions,
): Promise<CollectorRun> {
  const items = textsIn(found).map(({ id, mediaType }) => ({
    id,
    mediaType: textType.parse(mediaType),
  }));
  const { items: changed, discovered } = await decide({
    type: 'decide',
    folder: found.folder.path,
    items,
    hide: [...hide],
    show: [...show],
    again: again ? [...found.privateMap] : null,
  });
  const decided = new Map(changed.map((item) => [item.id, item]));
  const hidden = [...found.privateMap, ...discovered].filter(
    (entry) => !show.some((shown) => revealedBy(entry, shown)),
  );
  return {
    ...found,
    collected: withItems(found.collected, decided),
    privateMap: [...hidden, ...hide],
  };
}

function entryOf({ run }: ReviewState, pseudonym: string): PrivateMapEntry {
  const entry = run.privateMap.find((known) => known.pseudonym === pseudonym);
  return (
    entry ?? raise('not-found', 'There is nothing behind “{pseudonym}”.', { values: { pseudonym } })
  );
}

const hiddenByPerson = ({ decisions }: ReviewState, pseudonym: string): boolean =>
  decisions.hide.some((entry) => entry.pseudonym === pseudonym);

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** A home folder is private because of the user name in it, so showing the name shows the folder as well. */
function revealedBy({ kind, value, pseudonym }: PrivateMapEntry, shown: PrivateMapEntry): boolean {
  if (pseudonym === shown.pseudonym) return true;
  return (
    kind === 'home' && sameText(value.split(/[\\/]/).filter(Boolean).at(-1) ?? '', shown.value)
  );
}

const itemsIn = ({ collected }: CollectorRun): CollectedItem[] =>
  collected.parts.flatMap(({ outcome }) => outcome.items);

/** All items except the picture, which contains no text. */
const textsIn = (run: CollectorRun): CollectedItem[] =>
  itemsIn(run).filter(({ mediaType }) => mediaType !== 'image/png');

function everythingIn({ run, composition }: ReviewState): Searchable[] {
  return [
    ...textsIn(run).map(({ id }) => ({ id, open: () => run.folder.stream(id) })),
    ...Object.entries(documentsOf(composition)).map(([id, bytes]) => ({
      id,
      open: () => Readable.from([Buffer.from(bytes)]),
    })),
  ];
}

function withItems(
  collected: CollectorRun['collected'],
  decided: ReadonlyMap<string, DecidedItem>,
): CollectorRun['collected'] {
  const change = (item: CollectedItem): CollectedItem => {
    const now = decided.get(item.id);
    if (!now) return item;
    const decisions = [
      { rule: againRule, kind: 'again', count: now.again },
      { rule: hiddenRule, kind: 'word', count: now.hidden },
      { rule: shownRule, kind: 'shown', count: now.shown },
    ];
    return {
      ...item,
      bytes: now.bytes,
      sha256: now.sha256,
      redactions: [...item.redactions, ...decisions.filter(({ count }) => count > 0)],
    };
  };
  const parts = collected.parts.map(({ declaration, outcome }) => ({
    declaration,
    outcome: { ...outcome, items: outcome.items.map(change) },
  }));
  return { ...collected, parts };
}

/** Counts the places that are hidden or shown. A decision changes only the count of the person's own. */
const placesIn = (run: CollectorRun): number =>
  itemsIn(run)
    .flatMap(({ redactions }) => redactions)
    .reduce((sum, { count }) => sum + count, 0);
