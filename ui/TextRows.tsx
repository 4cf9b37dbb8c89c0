import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect } from 'react';
import styles from './TextViewer.module.css';
import { useTranslator } from './text-context.tsx';
import { type RowLayout, rowAt } from './text-lines.ts';
import { type MarkedPiece, type MarksIn, withMarks } from './text-marks.ts';
import { codePointName, type Matches, piecesOf } from './text-search.ts';

interface TextRowsProps {
  scroller: HTMLElement;
  layout: RowLayout;
  /** Pixels. */
  rowHeight: number;
  digits: number;
  firstRow: number;
  rowCount: number;
  matches: Matches;
  now: number;
  /** Row to scroll to, counted over the whole text. */
  target: number | null;
  markedLine: number | null;
  marksIn: MarksIn | null;
}

/** The visible rows. Remounted when the rows' height or width or the part changes. */
export function TextRows(props: TextRowsProps) {
  const {
    scroller,
    layout,
    rowHeight,
    digits,
    firstRow,
    rowCount,
    matches,
    now,
    target,
    markedLine,
    marksIn,
  } = props;
  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 30,
  });
  const index = target === null ? -1 : target - firstRow;
  useEffect(() => {
    if (index >= 0 && index < rowCount) virtualizer.scrollToIndex(index, { align: 'center' });
  }, [virtualizer, index, rowCount]);

  const { text } = layout.lines;
  return (
    <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
        const row = rowAt(layout, firstRow + item.index);
        return (
          <div
            key={item.key}
            className={styles.row}
            data-marked={row.line === markedLine || undefined}
            style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
          >
            <span className={styles.number} aria-hidden="true" style={{ width: `${digits + 2}ch` }}>
              {row.continued ? '' : row.line + 1}
            </span>
            <span className={styles.code}>
              {withMarks(
                piecesOf(text, row.start, row.end, matches, now),
                marksIn?.(text, row.start, row.end) ?? [],
              ).map((piece) => (
                <TextPiece key={piece.start} piece={piece} />
              ))}
            </span>
          </div>
        );
      })}
    </div>
  );
}

function TextPiece({ piece }: { piece: MarkedPiece }) {
  const { t } = useTranslator();
  const shown = piece.hidden ? (
    <span
      className={styles.hidden}
      title={t('ui.viewer.hidden', { code: codePointName(piece.text) })}
    >
      {codePointName(piece.text)}
    </span>
  ) : piece.title !== null ? (
    <span className={styles.replaced} title={piece.title}>
      {piece.text}
    </span>
  ) : (
    piece.text
  );
  if (piece.match === 'no') return shown;
  return (
    <mark className={styles.mark} data-now={piece.match === 'now' || undefined}>
      {shown}
    </mark>
  );
}
