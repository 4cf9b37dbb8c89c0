import { useMemo } from 'react';
import type { Sensitivity } from '#contract/collector/collector.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups } from '#ui/format.ts';
import { ErrorNotice } from '#ui/Notice.tsx';
import { Progress } from '#ui/Progress.tsx';
import { TextViewer } from '#ui/TextViewer.tsx';
import { useHiddenMarks } from './hidden-marks.ts';
import styles from './ItemViewer.module.css';
import { lineOfPointer } from './json-pointer.ts';
import { useSelectedText } from './selected-text.ts';
import { type ReadableId, type ReadPiece, useContent } from './use-content.ts';

/** The item to show, and where to open it. Its texts are already translated. */
export interface Reading {
  id: ReadableId;
  title: string;
  purpose: string;
  sensitivity: Sensitivity | null;
  /** `found`: while collecting. `included`, `left-out`: in the review. `sent`: after the person agreed. */
  stage: 'found' | 'included' | 'left-out' | 'sent';
  sha256?: string;
  line?: number | null;
  pointer?: string | null;
  /** The text to search for when it opens. */
  query?: string;
}

const exactness = {
  found: 'viewer.soFar',
  included: 'viewer.exact',
  'left-out': 'viewer.exactWhenLeftOut',
  sent: 'viewer.exactSent',
} as const;

/** Shows the exact content of one item. */
interface ReadingDialogProps {
  reading: Reading;
  /** Changes with the content. */
  version?: string;
  /** Reads the content; by default from the review. */
  readPiece?: ReadPiece;
  /** Hides the selected text everywhere. Without it, this viewer offers no hiding. */
  onHide?: ((text: string) => void) | null;
  hiding?: boolean;
  onClose: () => void;
}

export function ItemViewer({
  reading,
  version = '',
  readPiece,
  onHide = null,
  hiding = false,
  onClose,
}: ReadingDialogProps) {
  const { t, bytes } = useText();
  const { text, readBytes, totalBytes, error, complete } = useContent(
    reading.id,
    version,
    readPiece,
  );
  const { line = null, pointer = null, query = '' } = reading;
  const marksIn = useHiddenMarks();
  const { area, selected } = useSelectedText();
  const openAt = useMemo(
    () => line ?? (complete && pointer !== null ? lineOfPointer(text, pointer) : null),
    [line, pointer, complete, text],
  );
  const loading =
    totalBytes === null
      ? ''
      : t('viewer.loading', { done: bytes(readBytes), total: bytes(totalBytes) });

  return (
    <Dialog title={reading.title} size="wide" onClose={onClose}>
      <div className={styles.about}>
        <p className={styles.purpose}>{reading.purpose}</p>
        <p className={styles.exact}>{t(exactness[reading.stage])}</p>
        <p className={styles.facts}>
          <code>{reading.id}</code>
          {totalBytes === null ? null : <span>{bytes(totalBytes)}</span>}
          {reading.sensitivity ? <Badge>{t(`sensitivity.${reading.sensitivity}`)}</Badge> : null}
        </p>
        {reading.sha256 ? (
          <Disclosure kind="quiet" label={t('viewer.hash')}>
            <code>{inGroups(reading.sha256)}</code>
          </Disclosure>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {complete || error ? null : (
        <div>
          <Progress
            label={t('viewer.content', { title: reading.title })}
            value={totalBytes ? readBytes / totalBytes : null}
            valueText={loading}
          />
          <p className={styles.loading}>{loading}</p>
        </div>
      )}
      {complete && text === '' ? <p>{t('viewer.empty')}</p> : null}
      {text === '' ? null : (
        <div ref={area} className={styles.viewer}>
          <TextViewer
            label={t('viewer.content', { title: reading.title })}
            text={text}
            line={openAt}
            query={query}
            marksIn={marksIn}
          />
        </div>
      )}
      {onHide && text !== '' ? (
        <div className={styles.hide}>
          <Button
            icon="lock"
            busy={hiding}
            disabled={selected === ''}
            onClick={() => onHide(selected)}
            // Keeps the text selected when the button is clicked.
            onMouseDown={(event) => event.preventDefault()}
          >
            {t('viewer.hide')}
          </Button>
          <p className={styles.purpose}>
            {selected === '' ? (
              t('viewer.hide.help')
            ) : (
              <bdi>{t('viewer.hide.selected', { text: shortened(selected) })}</bdi>
            )}
          </p>
        </div>
      ) : null}
    </Dialog>
  );
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
