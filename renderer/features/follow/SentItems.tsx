import { useCallback, useState } from 'react';
import type { ManifestItem } from '#contract/bundle/manifest.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { ItemViewer } from '../item-viewer/ItemViewer.tsx';
import type { ReadPiece } from '../item-viewer/use-content.ts';
import { PictureDialog } from '../picture/PictureDialog.tsx';
import { documentsToRead } from '../review/reading-of.ts';
import styles from './Follow.module.css';
import { keptUntil } from './kept-until.ts';

/** Lists the items that were sent, from the copy on this computer, or says why there is no copy. */
export function SentItems({ submission }: { submission: Submission }) {
  const { t, date } = useText();
  const { id, state, copy, recipient } = submission;
  const [items, setItems] = useState<readonly ManifestItem[] | null>(null);
  const [removing, setRemoving] = useState(false);
  const show = useAction(async () => {
    const result = await call('sent.contents', { id });
    if (result.ok) setItems(result.value.items);
    return result;
  });
  const { organisation } = recipient;
  return (
    <section aria-labelledby="sent-title" className={styles.section}>
      <h2 id="sent-title">{t(state === 'sent' ? 'sent.title' : 'sent.title.underway')}</h2>
      {copy === 'kept' ? (
        <>
          <p className={styles.muted}>{t('sent.lead', { date: date(keptUntil(submission)) })}</p>
          {show.error ? <ErrorNotice error={show.error} /> : null}
          {items ? <Items submission={id} items={items} /> : null}
          <div className={styles.buttons}>
            {items ? null : (
              <Button icon="document" busy={show.busy} onClick={() => void show.run()}>
                {t('sent.show')}
              </Button>
            )}
            <Button kind="quiet" onClick={() => setRemoving(true)}>
              {t('sent.remove')}
            </Button>
          </div>
          {removing ? (
            <RemoveDialog submission={submission} onClose={() => setRemoving(false)} />
          ) : null}
        </>
      ) : (
        <p className={styles.muted}>{t(`sent.${copy}`, { organisation })}</p>
      )}
    </section>
  );
}

function Items({ submission, items }: { submission: string; items: readonly ManifestItem[] }) {
  const { t, tText, bytes } = useText();
  const [open, setOpen] = useState<string | null>(null);
  const readPiece = useCallback<ReadPiece>(
    ({ id, offset, length }) => call('sent.read', { id: submission, item: id, offset, length }),
    [submission],
  );
  const loadSent = useCallback(() => call('sent.picture', { id: submission }), [submission]);
  const item = items.find(({ id }) => id === open);
  const document = documentsToRead(t).find(({ id }) => id === open);
  const close = () => setOpen(null);
  return (
    <Card padding="flush">
      <ul className={styles.sentItems} aria-label={t('sent.title')}>
        {items.map(({ id, title, bytes: size }) => (
          <li key={id}>
            <Button kind="quiet" size="small" icon="document" onClick={() => setOpen(id)}>
              {tText({ message: title })}
            </Button>
            <span className={styles.muted}>{bytes(size)}</span>
            <code>{id}</code>
          </li>
        ))}
        {documentsToRead(t).map(({ id, title }) => (
          <li key={id}>
            <Button kind="quiet" size="small" icon="document" onClick={() => setOpen(id)}>
              {title}
            </Button>
            <code>{id}</code>
          </li>
        ))}
      </ul>
      {item?.mediaType === 'image/png' ? (
        <PictureDialog item={{ ...item, included: true }} loadSent={loadSent} onClose={close} />
      ) : item ? (
        <ItemViewer
          reading={{
            ...item,
            title: tText({ message: item.title }),
            purpose: tText({ message: item.purpose }),
            stage: 'sent',
          }}
          readPiece={readPiece}
          onClose={close}
        />
      ) : document ? (
        <ItemViewer
          reading={{ ...document, stage: 'sent' }}
          readPiece={readPiece}
          onClose={close}
        />
      ) : null}
    </Card>
  );
}

function RemoveDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const { t } = useText();
  const remove = useAction(() => call('sent.remove', { id: submission.id }));
  return (
    <Dialog
      title={t('sent.remove.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('sent.remove.no')}</Button>
          <Button
            kind="danger"
            busy={remove.busy}
            onClick={async () => (await remove.run()) && onClose()}
          >
            {t('sent.remove.yes')}
          </Button>
        </>
      }
    >
      <p>{t('sent.remove.text', { organisation: submission.recipient.organisation })}</p>
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
    </Dialog>
  );
}
