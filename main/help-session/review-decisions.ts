import { Readable } from 'node:stream';
import { createPseudonyms } from '#bundle/redact/pseudonyms.ts';
import {
  type CollectedItem,
  type DecidedItem,
  type HostCommand,
  type PrivateMapEntry,
  textType,
} from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { CallHandlers, HiddenValue } from '#contract/ipc/ipc.ts';
import type { Decided } from '../collection/decide.ts';
import { type Composition, documentsOf } from './compose-bundle.ts';
import type { CollectorRun } from './run-collectors.ts';
import { countIn, patternOf, type Searchable } from './search-items.ts';

type Handlers = Pick<
  CallHandlers,
  | 'review.search'
  | 'review.hide'
  | 'review.hidden'
  | 'review.showOriginal'
  | 'review.unredact'
  | 'review.rerunRedaction'
>;

/** What the person decided about single values. */
export interface ValueDecisions {
  /** Hidden on their wish. */
  readonly hide: readonly PrivateMapEntry[];
  /** Hidden by Candor, and let through. */
  readonly show: readonly PrivateMapEntry[];
  /** To be redacted once more, because the last look found something. */
  readonly again: boolean;
}

export const noDecisions: ValueDecisions = { hide: [], show: [], again: false };

/** What the person is looking at: everything that was collected, left out or not. */
export interface UnderReview {
  /** As it was collected. */
  readonly found: CollectorRun;
  readonly decisions: ValueDecisions;
  /** As it stands now. */
  readonly run: CollectorRun;
  readonly composition: Composition;
}

export interface DecisionOptions {
  /** @throws CandorError `wrong-phase` when there is no review, or while it changes. */
  current(): UnderReview;
  /** Shows that the review changes, and keeps everything else out until `changed` or `failed`. */
  begin(): void;
  changed(run: CollectorRun, decisions: ValueDecisions): Promise<void>;
  /** @param run what was to be changed */
  failed(run: CollectorRun): void;
  /** Applies all decisions to the items on disk, as they were collected. */
  decide(command: Extract<HostCommand, { type: 'decide' }>): Promise<Decided>;
  /** Whether the policy lets a person put back what Candor hid. */
  mayLetThrough(): boolean;
}

const pseudonyms = /(?<![A-Za-z0-9])[a-z]{2,12}-[1-9]\d{0,8}(?:\.[1-9]\d{0,3})?(?![A-Za-z0-9])/g;
const longestPseudonym = 40;

/** The rules under which a person's own decisions stand in the redaction report. */
const hiddenRule = 'hidden-by-the-person';
const shownRule = 'shown-by-the-person';
const againRule = 'found-by-the-last-look';

/** What a person can do about single values: look for them, hide them everywhere, look behind a pseudonym, put a value back. */
export function reviewDecisions(options: DecisionOptions): Handlers {
  /** @returns how many more places are hidden or shown than before, or fewer */
  async function apply({ found, run }: UnderReview, decisions: ValueDecisions): Promise<number> {
    options.begin();
    try {
      const items = textsIn(found).map(({ id, mediaType }) => ({
        id,
        mediaType: textType.parse(mediaType),
      }));
      const { items: changed, discovered } = await options.decide({
        type: 'decide',
        folder: run.folder.path,
        items,
        hide: [...decisions.hide],
        show: [...decisions.show],
        again: decisions.again ? [...found.privateMap] : null,
      });
      const decided = new Map(changed.map((item) => [item.id, item]));
      const hidden = [...found.privateMap, ...discovered].filter(
        (entry) => !decisions.show.some((shown) => revealedBy(entry, shown)),
      );
      const now = {
        ...found,
        collected: withItems(found.collected, decided),
        privateMap: [...hidden, ...decisions.hide],
      };
      const places = Math.abs(placesIn(now) - placesIn(run));
      await options.changed(now, decisions);
      return places;
    } catch (thrown) {
      options.failed(run);
      throw thrown;
    }
  }

  function entryOf({ run }: UnderReview, pseudonym: string): PrivateMapEntry {
    const found = run.privateMap.find((entry) => entry.pseudonym === pseudonym);
    return (
      found ??
      raise('not-found', 'There is nothing behind “{pseudonym}”.', { values: { pseudonym } })
    );
  }

  const byPerson = ({ decisions }: UnderReview, pseudonym: string) =>
    decisions.hide.some((entry) => entry.pseudonym === pseudonym);

  return {
    async 'review.search'({ text }) {
      const places = await countIn(
        everythingIn(options.current()),
        patternOf(text),
        4 * text.length,
      );
      return { total: places.reduce((sum, { count }) => sum + count, 0), places };
    },

    async 'review.hide'({ text }) {
      const current = options.current();
      const { hide, show, again } = current.decisions;
      // The same text in other letters has its pseudonym already.
      if (hide.some(({ value }) => sameText(value, text))) return { places: 0 };
      const numbers = createPseudonyms([...current.run.privateMap, ...current.found.privateMap]);
      const pseudonym = numbers.of('word', text);
      return {
        places: await apply(current, {
          hide: [...hide, { kind: 'word', pseudonym, value: text }],
          show,
          again,
        }),
      };
    },

    async 'review.hidden'() {
      const current = options.current();
      const counts = new Map<string, number>();
      const count = (found: string) => counts.set(found, (counts.get(found) ?? 0) + 1);
      await countIn(everythingIn(current), pseudonyms, longestPseudonym, count);
      return current.run.privateMap.flatMap(({ pseudonym, kind }): HiddenValue[] => {
        const places = counts.get(pseudonym) ?? 0;
        if (places === 0) return [];
        const own = byPerson(current, pseudonym);
        return [
          { pseudonym, kind, places, byPerson: own, mayShow: own || options.mayLetThrough() },
        ];
      });
    },

    'review.showOriginal'({ pseudonym }) {
      return { value: entryOf(options.current(), pseudonym).value };
    },

    async 'review.rerunRedaction'() {
      const current = options.current();
      return { places: await apply(current, { ...current.decisions, again: true }) };
    },

    async 'review.unredact'({ pseudonym }) {
      const current = options.current();
      const entry = entryOf(current, pseudonym);
      const { hide, show, again } = current.decisions;
      if (byPerson(current, pseudonym)) {
        return {
          places: await apply(current, {
            hide: hide.filter((one) => one.pseudonym !== pseudonym),
            show,
            again,
          }),
        };
      }
      if (!options.mayLetThrough()) {
        raise(
          'invalid-arguments',
          'Your organisation has decided that what Candor hides stays hidden.',
        );
      }
      return { places: await apply(current, { hide, show: [...show, entry], again }) };
    },
  };
}

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** A home folder is private because of the name in it: with the name, the folder is in the open too. */
function revealedBy({ kind, value, pseudonym }: PrivateMapEntry, shown: PrivateMapEntry): boolean {
  if (pseudonym === shown.pseudonym) return true;
  return (
    kind === 'home' && sameText(value.split(/[\\/]/).filter(Boolean).at(-1) ?? '', shown.value)
  );
}

const itemsIn = ({ collected }: CollectorRun): CollectedItem[] =>
  collected.parts.flatMap(({ outcome }) => outcome.items);

/** Without the picture, in which there are no words to find. */
const textsIn = (run: CollectorRun): CollectedItem[] =>
  itemsIn(run).filter(({ mediaType }) => mediaType !== 'image/png');

function everythingIn({ run, composition }: UnderReview): Searchable[] {
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
    const own = [
      { rule: againRule, kind: 'again', count: now.again },
      { rule: hiddenRule, kind: 'word', count: now.hidden },
      { rule: shownRule, kind: 'shown', count: now.shown },
    ];
    return {
      ...item,
      bytes: now.bytes,
      sha256: now.sha256,
      redactions: [...item.redactions, ...own.filter(({ count }) => count > 0)],
    };
  };
  const parts = collected.parts.map(({ declaration, outcome }) => ({
    declaration,
    outcome: { ...outcome, items: outcome.items.map(change) },
  }));
  return { ...collected, parts };
}

/** Places that are hidden or shown. Of these, decisions change only the person's own. */
const placesIn = (run: CollectorRun): number =>
  itemsIn(run)
    .flatMap(({ redactions }) => redactions)
    .reduce((sum, { count }) => sum + count, 0);
