import { useCallback, useEffect, useMemo, useState } from 'react';
import { Button } from './Button.tsx';
import { TextRows } from './TextRows.tsx';
import { TextSearch, useFindKey, useSearch } from './TextSearch.tsx';
import styles from './TextViewer.module.css';
import { useTranslator } from './text-context.tsx';
import { indexLines, layoutRows, rowOfOffset } from './text-lines.ts';
import type { MarksIn } from './text-marks.ts';

/** Chromium's layout ends at 33.5 million zoomed pixels: more rows than this are shown in parts. */
const rowsPerPart = 250_000;

export interface TextViewerProps {
  /** Describes the text to screen readers. */
  label: string;
  text: string;
  /** Counts from 1; scrolled to and marked. */
  line?: number | null;
  /** The text to search for when it opens. */
  query?: string;
  /** Places to highlight, such as hidden values. */
  marksIn?: MarksIn | null;
}

/**
 * A text of any length and any line length, exactly as it is, with line numbers and search (also by Ctrl+F).
 * Fills the available height.
 */
export function TextViewer({
  label,
  text,
  line = null,
  query = '',
  marksIn = null,
}: TextViewerProps) {
  const { t, number } = useTranslator();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const scrollable = useCallback((element: HTMLElement | null) => {
    // It must be possible to scroll by keyboard (WCAG 2.1.1); Chromium makes scrollers focusable only since version 130.
    if (element) element.tabIndex = 0;
    setScroller(element);
  }, []);
  const [probe, setProbe] = useState<HTMLElement | null>(null);
  const find = useFindKey();
  const search = useSearch(text, query);
  const lines = useMemo(() => indexLines(text), [text]);
  const digits = Math.max(2, String(lines.count).length);
  const grid = useGrid(scroller, probe, digits);
  const layout = useMemo(() => (grid ? layoutRows(lines, grid.columns) : null), [lines, grid]);

  const matchStart = search.matches.starts[search.now];
  const lineStart = line === null ? undefined : lines.starts[line - 1];
  const offset = matchStart ?? lineStart;
  const target =
    layout && lines.count > 0 && offset !== undefined ? rowOfOffset(layout, offset) : null;
  const [chosenPart, setChosenPart] = useState(0);
  const parts = layout ? Math.max(1, Math.ceil(layout.count / rowsPerPart)) : 1;
  const part = Math.min(chosenPart, parts - 1);
  useEffect(() => {
    if (target !== null) setChosenPart(Math.floor(target / rowsPerPart));
  }, [target]);

  return (
    <div className={styles.viewer}>
      <div className={styles.bar}>
        <TextSearch search={search} ref={find} />
        <span className={styles.count}>{t('ui.viewer.lines', { count: lines.count })}</span>
        {parts > 1 ? (
          <span className={styles.parts}>
            <Button
              kind="quiet"
              icon="left"
              aria-label={t('ui.viewer.previousPart')}
              disabled={part === 0}
              onClick={() => setChosenPart(part - 1)}
            />
            {t('ui.viewer.part', { now: number(part + 1), count: number(parts) })}
            <Button
              kind="quiet"
              icon="right"
              aria-label={t('ui.viewer.nextPart')}
              disabled={part === parts - 1}
              onClick={() => setChosenPart(part + 1)}
            />
          </span>
        ) : null}
      </div>
      <section ref={scrollable} className={styles.scroller} aria-label={label} dir="ltr">
        <span ref={setProbe} className={styles.probe} aria-hidden="true">
          {'0'.repeat(100)}
        </span>
        {scroller && grid && layout ? (
          <TextRows
            key={`${grid.rowHeight} ${grid.columns} ${part}`}
            scroller={scroller}
            layout={layout}
            rowHeight={grid.rowHeight}
            digits={digits}
            firstRow={part * rowsPerPart}
            rowCount={Math.min(rowsPerPart, layout.count - part * rowsPerPart)}
            matches={search.matches}
            now={search.now}
            target={target}
            markedLine={line === null ? null : line - 1}
            marksIn={marksIn}
          />
        ) : null}
      </section>
    </div>
  );
}

interface Grid {
  columns: number;
  /** Pixels. */
  rowHeight: number;
}

/** How many characters fit into a row, measured with a probe of a hundred. Follows window, font and zoom. */
function useGrid(
  scroller: HTMLElement | null,
  probe: HTMLElement | null,
  digits: number,
): Grid | null {
  const [grid, setGrid] = useState<Grid | null>(null);
  const measure = useCallback(() => {
    if (!scroller || !probe) return;
    const character = probe.getBoundingClientRect().width / 100;
    // The gutter is the digits plus three characters of padding, see `.number`; one more leaves room for the scroll bar.
    const columns = Math.max(20, Math.floor(scroller.clientWidth / character) - digits - 4);
    const rowHeight = probe.getBoundingClientRect().height;
    setGrid((grid) =>
      grid?.columns === columns && grid.rowHeight === rowHeight ? grid : { columns, rowHeight },
    );
  }, [scroller, probe, digits]);
  useEffect(() => {
    if (!scroller || !probe) return;
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    observer.observe(probe);
    return () => observer.disconnect();
  }, [scroller, probe, measure]);
  return grid;
}
