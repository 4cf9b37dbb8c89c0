import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react';
import type { Cover, TakenPicture } from '#contract/bundle/picture.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { added, byKey, drawn, mostCovers, moved, resized } from './covers.ts';
import styles from './Picture.module.css';
import { setCovers, usePicture } from './picture.ts';

/** A drag: what it does, where it started, and the cover as it was then. */
type Grip =
  | { kind: 'draw'; x: number; y: number }
  | { kind: 'move' | 'resize'; index: number; cover: Cover; x: number; y: number };

interface CoverEditorProps {
  picture: TakenPicture;
  /** More buttons for the toolbar. */
  children: ReactNode;
}

/** The picture with black parts over it, which the person draws, moves and resizes by pointer or arrow keys. */
export function CoverEditor({ picture, children }: CoverEditorProps) {
  const { t } = useText();
  const covers = usePicture((state) => state.covers);
  const [drawing, setDrawing] = useState<Cover | null>(null);
  const [large, setLarge] = useState(false);
  const [last, setLast] = useState<number | null>(null);
  const grip = useRef<Grip | null>(null);
  const area = useRef<SVGSVGElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const keys = useId();
  const { width, height } = picture;

  const change = (index: number, cover: Cover) => {
    setCovers(covers.map((existing, at) => (at === index ? cover : existing)));
    setLast(index);
  };
  const add = (cover: Cover) => {
    setCovers([...covers, cover]);
    setLast(covers.length);
  };
  const remove = (index: number) => {
    setCovers(covers.filter((_, at) => at !== index));
    setLast(null);
    addButton.current?.focus();
  };
  const name = (index: number, cover: Cover) =>
    t('picture.cover.name', {
      number: index + 1,
      x: cover.x / width,
      y: cover.y / height,
      width: cover.width / width,
      height: cover.height / height,
    });

  /** In pixels of the picture. */
  const pointOf = ({ clientX, clientY }: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (!box || box.width === 0) return { x: 0, y: 0 };
    return {
      x: ((clientX - box.left) / box.width) * width,
      y: ((clientY - box.top) / box.height) * height,
    };
  };
  const take = (event: PointerEvent, taken: Grip) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    area.current?.setPointerCapture(event.pointerId);
    grip.current = taken;
  };
  const onMove = (event: PointerEvent) => {
    const held = grip.current;
    if (!held) return;
    const point = pointOf(event);
    const by = { x: point.x - held.x, y: point.y - held.y };
    if (held.kind === 'draw') setDrawing(drawn(held, point, picture));
    else
      change(
        held.index,
        held.kind === 'move' ? moved(held.cover, by, picture) : resized(held.cover, by, picture),
      );
  };
  const onUp = (event: PointerEvent) => {
    if (grip.current?.kind === 'draw' && event.type === 'pointerup') {
      const cover = drawn(grip.current, pointOf(event), picture);
      if (cover && covers.length < mostCovers) add(cover);
    }
    grip.current = null;
    setDrawing(null);
  };
  const onKey = (event: KeyboardEvent, index: number, cover: Cover) => {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      return remove(index);
    }
    const next = byKey(cover, event.key, event.shiftKey, picture);
    if (!next) return;
    event.preventDefault();
    change(index, next);
  };

  const lastCover = last === null ? undefined : covers[last];
  const corner = Math.max(width, height) / 45;
  return (
    <>
      <section
        className={styles.frame}
        data-large={large}
        aria-label={t('picture.area')}
        tabIndex={large ? 0 : undefined}
      >
        <div className={styles.canvas}>
          <img
            className={styles.image}
            src={picture.image}
            alt={t('picture.alt', { width, height })}
            draggable={false}
          />
          {/* biome-ignore lint/a11y/noSvgWithoutTitle: the picture below has the alternative text, and a title would show a tooltip over it */}
          <svg
            ref={area}
            className={styles.covers}
            viewBox={`0 0 ${width} ${height}`}
            onPointerDown={(event) => take(event, { kind: 'draw', ...pointOf(event) })}
            onPointerMove={onMove}
            onPointerUp={onUp}
            onPointerCancel={onUp}
          >
            {covers.map((cover, index) => (
              // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it handles the arrow keys, so a screen reader must pass them on
              <g
                // Parts have no id; they are only ever removed, or added at the end.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                key={index}
                role="application"
                tabIndex={0}
                aria-roledescription={t('picture.cover.kind')}
                aria-label={name(index, cover)}
                aria-describedby={keys}
                className={styles.cover}
                onKeyDown={(event) => onKey(event, index, cover)}
                onPointerDown={(event) =>
                  take(event, { kind: 'move', index, cover, ...pointOf(event) })
                }
              >
                <rect {...cover} />
                <rect
                  className={styles.corner}
                  x={cover.x + cover.width - corner}
                  y={cover.y + cover.height - corner}
                  width={corner}
                  height={corner}
                  onPointerDown={(event) =>
                    take(event, { kind: 'resize', index, cover, ...pointOf(event) })
                  }
                />
              </g>
            ))}
            {drawing ? <rect className={styles.drawing} {...drawing} /> : null}
          </svg>
        </div>
      </section>
      <div className={styles.ways}>
        <Button
          ref={addButton}
          disabled={covers.length >= mostCovers}
          onClick={() => add(added(picture, covers.length))}
        >
          {t('picture.cover')}
        </Button>
        <Button icon="search" onClick={() => setLarge(!large)}>
          {t(large ? 'picture.fit' : 'picture.larger')}
        </Button>
        {children}
      </div>
      {covers.length > 0 ? (
        <>
          <ul className={styles.parts} aria-label={t('picture.covers')}>
            {covers.map((_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <li key={index}>
                <Button
                  kind="quiet"
                  size="small"
                  icon="close"
                  aria-label={t('picture.cover.remove', { number: index + 1 })}
                  onClick={() => remove(index)}
                >
                  {t('picture.cover.short', { number: index + 1 })}
                </Button>
              </li>
            ))}
          </ul>
          <p id={keys} className={styles.help}>
            {t('picture.keys')}
          </p>
        </>
      ) : null}
      <p role="status" className="visually-hidden">
        {lastCover && last !== null ? name(last, lastCover) : null}
      </p>
    </>
  );
}
