import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type RevealedValue, revealedWithin } from '#desk/console/base/revealed.ts';
import { Button } from '#ui/Button.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextSearch, useFindKey } from '#ui/TextSearch.tsx';
import { replaceFragment } from '../routing/location.ts';
import { fragmentOf } from '../routing/routes.ts';
import { visible } from '../text/visible.ts';
import { useText } from '../use-text.ts';
import styles from './JsonTree.module.css';
import {
  ExactNumber,
  escaped,
  isBranch,
  type JsonNode,
  previewText,
  sizeOf,
  valueText,
} from './json-document.ts';
import { pointerPath } from './pointer.ts';
import { treeMove } from './tree-keys.ts';
import { everything, firstOpen, rowCap, type TreeRow, visibleRows } from './tree-rows.ts';
import { useTreeSearch } from './use-tree-search.ts';

/** Rows do not wrap. The full value is shown below the tree. */
const shownLength = 400;
/** The deepest indented level: hundreds of levels would run out of the window. */
const indentedLevels = 30;

export interface JsonTreeProps {
  item: string;
  document: JsonNode;
  /** JSON Pointer to go to. */
  target: string | null;
  /** Shown next to values that contain their pseudonyms. */
  revealed?: readonly RevealedValue[];
}

/**
 * A JSON document as a tree (WAI-ARIA tree view: the tree has the focus, `aria-activedescendant` names the row). Renders
 * only visible rows. Keys and values may be hostile: they become text nodes, with invisible characters as escapes.
 */
export function JsonTree({ item, document, target, revealed = [] }: JsonTreeProps) {
  const { t } = useText();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(() => firstOpen(document, target));
  const [activePointer, setActivePointer] = useState(target ?? '');
  const rows = useMemo(() => visibleRows(document, open), [document, open]);
  const active = useMemo(() => nearestRow(rows, activePointer), [rows, activePointer]);
  const row = rows[active];
  const rowHeight = useRowHeight();
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });

  useEffect(() => {
    if (target === null) return;
    setOpen((known) => new Set([...known, ...pointerPath(target)]));
    setActivePointer(target);
  }, [target]);
  useEffect(() => {
    list.scrollToIndex(active, { align: 'auto' });
  }, [active, list]);

  const find = useFindKey();
  const search = useTreeSearch(document, (pointer) => {
    setOpen((known) => new Set([...known, ...pointerPath(pointer)]));
    setActivePointer(pointer);
  });

  const goTo = (index: number) => {
    const next = rows[index];
    if (!next) return;
    setActivePointer(next.pointer);
    replaceFragment(fragmentOf({ pointer: next.pointer, line: null }));
  };
  const change = (kind: 'open' | 'close', pointers: readonly string[]) => {
    const next = new Set(open);
    for (const pointer of pointers) kind === 'open' ? next.add(pointer) : next.delete(pointer);
    setOpen(next);
  };
  const byKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = treeMove(event.key, rows, active);
    if (!move) return;
    event.preventDefault();
    if (move.kind === 'go') goTo(move.index);
    else change(move.kind, move.pointers);
  };
  const byClick = (event: MouseEvent) => {
    const element = (event.target as Element).closest('[data-index]');
    const index = Number(element?.getAttribute('data-index') ?? Number.NaN);
    const clicked = rows[index];
    if (!clicked) return;
    goTo(index);
    if (clicked.state !== 'leaf')
      change(clicked.state === 'open' ? 'close' : 'open', [clicked.pointer]);
  };

  return (
    <div className={styles.frame}>
      <div className={styles.tools}>
        <TextSearch search={search} ref={find} />
        <Button size="small" onClick={() => setOpen(everything(document))}>
          {t('tree.expandAll')}
        </Button>
        <Button
          size="small"
          onClick={() => {
            setOpen(new Set(['']));
            setActivePointer('');
          }}
        >
          {t('tree.collapseAll')}
        </Button>
      </div>
      {target !== null && row && row.pointer !== target && activePointer === target ? (
        <Notice kind="warn">{t('tree.notFound', { pointer: target })}</Notice>
      ) : null}
      {rows.length >= rowCap ? (
        <Notice kind="warn">{t('tree.capped', { count: rowCap })}</Notice>
      ) : null}
      <div
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label={t('tree.label', { item })}
        aria-activedescendant={row ? `${id}-${active}` : undefined}
        className={styles.tree}
        onKeyDown={byKey}
        onClick={byClick}
      >
        <div role="presentation" className={styles.sizer} style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map(({ index, start }) => {
            const shown = rows[index];
            return shown ? (
              <div
                key={shown.pointer}
                id={`${id}-${index}`}
                role="treeitem"
                tabIndex={-1}
                data-index={index}
                aria-level={shown.level}
                aria-posinset={shown.position}
                aria-setsize={shown.siblings}
                aria-expanded={shown.state === 'leaf' ? undefined : shown.state === 'open'}
                aria-selected={index === active}
                className={styles.row}
                style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              >
                <Line row={shown} revealed={revealed} />
              </div>
            ) : null;
          })}
        </div>
      </div>
      {row ? <Selected row={row} /> : null}
    </div>
  );
}

/** The row at a pointer, or of its nearest visible ancestor. */
function nearestRow(rows: readonly TreeRow[], pointer: string): number {
  const places = new Set(pointerPath(pointer));
  return rows.reduce((best, row, index) => (places.has(row.pointer) ? index : best), 0);
}

/** 1.5rem in pixels, so that rows scale with the font. */
function useRowHeight(): number {
  return useMemo(
    () => 1.5 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
    [],
  );
}

function Line({ row, revealed }: { row: TreeRow; revealed: readonly RevealedValue[] }) {
  const { t } = useText();
  const { key, node, level, state } = row;
  const named = typeof node === 'string' ? revealedWithin(revealed, node) : [];
  const size = sizeOf(node);
  return (
    <>
      <span
        className={styles.indent}
        style={{ width: `${Math.min(level - 1, indentedLevels) * 1.25}rem` }}
      />
      <span className={styles.arrow} data-state={state} aria-hidden="true" />
      {key === null ? null : (
        <bdi className={typeof key === 'number' ? styles.index : styles.key}>
          {typeof key === 'number' ? key : escaped(key.slice(0, shownLength))}
        </bdi>
      )}
      {isBranch(node) ? (
        <span className={styles.size}>
          {Array.isArray(node)
            ? `[ ${t('tree.entries', { count: size })} ]`
            : `{ ${t('tree.keys', { count: size })} }`}
          {state === 'closed' ? <bdi className={styles.preview}>{previewText(node)}</bdi> : null}
        </span>
      ) : (
        <bdi className={styles.value} data-kind={kindOf(node)}>
          {valueText(node, shownLength)}
        </bdi>
      )}
      {named.map(({ jti, pseudonym, value }) => (
        <bdi key={jti} className={styles.revealed}>
          {t('reveal.named', { pseudonym, value: visible(value) })}
        </bdi>
      ))}
    </>
  );
}

const kindOf = (node: JsonNode): string =>
  node === null ? 'null' : node instanceof ExactNumber ? 'number' : typeof node;

/** The full selected value and its path, to send to a colleague. */
function Selected({ row }: { row: TreeRow }) {
  const { t } = useText();
  const { node, pointer } = row;
  const value = typeof node === 'string' ? node : isBranch(node) ? null : valueText(node);
  return (
    <div className={styles.selected}>
      <p className={styles.place}>
        <span className={styles.label}>{t('tree.place')}</span>{' '}
        <bdi className={styles.pointer}>{escaped(pointer) || t('tree.document')}</bdi>
      </p>
      <div className={styles.actions}>
        <CopyButton value={pointer} label={t('tree.copyPlace')} />
        {value === null ? null : <CopyButton value={value} label={t('tree.copyValue')} />}
      </div>
      {typeof node === 'string' && node.length > 60 ? (
        <p className={styles.whole} dir="auto">
          {escaped(node)}
        </p>
      ) : null}
    </div>
  );
}
