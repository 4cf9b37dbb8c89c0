import { useCallback, useMemo, useState } from 'react';
import type { ManifestItem } from '#contract/bundle/manifest.ts';
import { apiPath } from '#desk/console/base/api/client.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import {
  type RevealedValue,
  revealedMarks,
  revealedWithin,
  useRevealed,
} from '#desk/console/base/revealed.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useFragment } from '#desk/console/base/routing/location.ts';
import { placeOf } from '#desk/console/base/routing/routes.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { JsonTree } from '#desk/console/base/tree/JsonTree.tsx';
import { parseDocument } from '#desk/console/base/tree/json-document.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { Icon } from '#ui/icons.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextViewer } from '#ui/TextViewer.tsx';
import type { MarksIn } from '#ui/text-marks.ts';
import { RevealedValues } from '../requests/RevealedValues.tsx';
import { SampleView } from '../sample/SampleView.tsx';
import { parseSample, sampleItemId } from '../sample/sample-series.ts';
import styles from './ItemView.module.css';
import { useItemContent } from './item-content.ts';

export interface ItemViewProps {
  number: string;
  item: ManifestItem;
  previous: string | null;
  next: string | null;
}

type View = 'chart' | 'tree' | 'text';

/** Shows an item as a chart if it has one, unless the address names a place inside the item. */
const viewsOf = (item: string): readonly View[] =>
  item === sampleItemId ? ['chart', 'tree', 'text'] : ['tree', 'text'];

/** Shows JSON as a tree or text, a picture that the desk has checked, and anything else as text. Never runs anything. */
export function ItemView({ number, item, previous, next }: ItemViewProps) {
  const { t, tText, bytes } = useText();
  const { content, again } = useItemContent(number, item);
  const isPicture = item.mediaType === 'image/png';
  const isJson = item.mediaType === 'application/json';
  const { pointer } = placeOf(useFragment());
  const [chosen, setView] = useState<View | null>(null);
  const views = viewsOf(item.id);
  const view = chosen ?? (pointer === null ? views[0] : 'tree') ?? 'tree';
  const revealed = useRevealed(number);
  return (
    <div className={styles.view}>
      <div className={styles.facts}>
        <p title={tText({ message: item.purpose })}>{tText({ message: item.title })}</p>
        <p className={styles.quiet}>{bytes(item.bytes)}</p>
        {item.droppedBytes > 0 ? (
          <Badge tone="warn">{t('items.truncated', { bytes: bytes(item.droppedBytes) })}</Badge>
        ) : null}
        {item.redacted > 0 ? (
          <p className={styles.quiet}>
            {t(isPicture ? 'items.covered' : 'items.redacted', { count: item.redacted })}
          </p>
        ) : null}
        {content.state === 'loaded' && content.hash === 'same' ? (
          <p className={styles.same}>
            <Icon name="check" size={16} />
            {t('item.hash.same')}
          </p>
        ) : null}
        <div className={styles.ways}>
          {isJson ? <ViewChoice views={views} view={view} onChange={setView} /> : null}
          {previous ? (
            <Link to={{ page: 'item', number, item: previous }} title={previous}>
              {t('item.previous')}
            </Link>
          ) : null}
          {next ? (
            <Link to={{ page: 'item', number, item: next }} title={next}>
              {t('item.next')}
            </Link>
          ) : null}
          <a
            href={apiPath('items.read', {
              params: { number, '*': item.id },
              query: { download: '1' },
            })}
            download
          >
            {t('item.save')}
          </a>
        </div>
      </div>
      {content.state === 'loading' ? (
        <p role="status" className={styles.quiet}>
          {t('item.loading', { item: item.id, bytes: bytes(item.bytes) })}
        </p>
      ) : content.state === 'failed' ? (
        <Problem title={t('item.failed')} error={content.error} again={again} />
      ) : (
        <>
          {content.hash === 'different' ? (
            <Notice kind="error" live>
              {t('item.hash.different')}
            </Notice>
          ) : null}
          {content.picture !== null ? (
            <Picture item={item} picture={content.picture} />
          ) : (
            <Content
              item={item}
              text={content.text}
              view={isJson ? view : 'text'}
              revealed={revealed}
            />
          )}
        </>
      )}
    </div>
  );
}

/** Fits the picture to the page; a click shows it full size. */
function Picture({ item, picture }: { item: ManifestItem; picture: string }) {
  const { t, tText } = useText();
  const [large, setLarge] = useState(false);
  return (
    <>
      <div>
        <Button size="small" icon="search" onClick={() => setLarge(!large)}>
          {t(large ? 'item.picture.fit' : 'item.picture.large')}
        </Button>
      </div>
      <section
        className={styles.picture}
        data-large={large}
        aria-label={tText({ message: item.title })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a picture larger than its frame must also scroll by keyboard
        tabIndex={0}
      >
        <img src={picture} alt={t('item.picture.alt')} />
      </section>
    </>
  );
}

function ViewChoice({
  views,
  view,
  onChange,
}: {
  views: readonly View[];
  view: View;
  onChange: (view: View) => void;
}) {
  const { t } = useText();
  return (
    <fieldset className={styles.choice}>
      <legend className="visually-hidden">{t('item.view')}</legend>
      {views.map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="item-view"
            value={each}
            checked={view === each}
            onChange={() => onChange(each)}
          />
          {t(`item.view.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface ContentProps {
  item: ManifestItem;
  text: string;
  view: View;
  revealed: readonly RevealedValue[];
}

function Content({ item, text, view, revealed }: ContentProps) {
  const { t } = useText();
  const here = useMemo(() => revealedWithin(revealed, text), [revealed, text]);
  const marksIn = useCallback<MarksIn>(
    (whole, start, end) =>
      revealedMarks(here, whole, start, end, ({ value }) =>
        t('reveal.mark', { value: visible(value) }),
      ),
    [here, t],
  );
  const { pointer, line } = placeOf(useFragment());
  const sample = useMemo(() => (view === 'chart' ? parseSample(text) : null), [text, view]);
  const document = useMemo(
    () => (view !== 'text' && sample === null ? parseDocument(text) : undefined),
    [text, view, sample],
  );
  if (text === '') return <p className={styles.quiet}>{t('item.empty')}</p>;
  if (sample !== null) return <SampleView sample={sample} />;
  if (document !== undefined) {
    return (
      <>
        {view === 'chart' ? <Notice kind="warn">{t('sample.other')}</Notice> : null}
        <RevealedValues values={here} />
        <JsonTree item={item.id} document={document} target={pointer} revealed={here} />
      </>
    );
  }
  return (
    <>
      {view !== 'text' ? <Notice kind="warn">{t('item.noTree')}</Notice> : null}
      <RevealedValues values={here} />
      <div className={styles.text}>
        <TextViewer
          label={item.id}
          text={text}
          line={line}
          marksIn={here.length > 0 ? marksIn : null}
        />
      </div>
    </>
  );
}
