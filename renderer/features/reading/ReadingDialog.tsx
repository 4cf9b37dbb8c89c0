import { useMemo } from 'react';
import type { Sensitivity } from '../../../contract/collector.ts';
import { useText } from '../../app/text.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { inGroups } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { TextViewer } from '../../ui/TextViewer.tsx';
import { lineOfPointer } from './json-pointer.ts';
import styles from './Reading.module.css';
import { type ReadableId, useContent } from './use-content.ts';

/** What is being read, and where it should be opened. Texts are already in the person's language. */
export interface Reading {
  id: ReadableId;
  title: string;
  purpose: string;
  sensitivity: Sensitivity | null;
  /** `found`: while collecting. `included`, `left-out`: in the review. */
  stage: 'found' | 'included' | 'left-out';
  sha256?: string;
  line?: number | null;
  pointer?: string | null;
}

const exactness = { found: 'reading.soFar', included: 'reading.exact', 'left-out': 'reading.exactWhenLeftOut' } as const;

/** One item's exact content. */
export function ReadingDialog({ reading, onClose }: { reading: Reading; onClose: () => void }) {
  const { t, bytes } = useText();
  const { text, readBytes, totalBytes, error, complete } = useContent(reading.id);
  const { line = null, pointer = null } = reading;
  const openAt = useMemo(
    () => line ?? (complete && pointer !== null ? lineOfPointer(text, pointer) : null),
    [line, pointer, complete, text],
  );
  const loading = totalBytes === null ? '' : t('reading.loading', { done: bytes(readBytes), total: bytes(totalBytes) });

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
          <Disclosure kind="quiet" label={t('reading.hash')}>
            <code>{inGroups(reading.sha256)}</code>
          </Disclosure>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {complete || error ? null : (
        <div>
          <Progress
            label={t('reading.content', { title: reading.title })}
            value={totalBytes ? readBytes / totalBytes : null}
            valueText={loading}
          />
          <p className={styles.loading}>{loading}</p>
        </div>
      )}
      {complete && text === '' ? <p>{t('reading.empty')}</p> : null}
      {text === '' ? null : <TextViewer label={t('reading.content', { title: reading.title })} text={text} line={openAt} />}
    </Dialog>
  );
}
