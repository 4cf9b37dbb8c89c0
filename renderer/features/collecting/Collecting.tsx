import { useEffect, useState } from 'react';
import type { CollectorProgress, Session } from '#contract/ipc/session.ts';
import { call } from '#renderer/base/bridge.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { Progress as ProgressBar } from '#ui/Progress.tsx';
import { ItemViewer, type Reading } from '../item-viewer/ItemViewer.tsx';
import { forgetReview } from '../review/flow.ts';
import styles from './Collecting.module.css';
import { CollectorRow } from './CollectorRow.tsx';
import { useTimeLeft } from './time-left.ts';

const ended = ({ state }: CollectorProgress) => state !== 'waiting' && state !== 'running';

export function Collecting({ session }: { session: Extract<Session, { phase: 'collecting' }> }) {
  const { t, number } = useText();
  const cancel = useAction(() => call('session.cancel'));
  const [reading, setReading] = useState<Reading | null>(null);
  const { collectors } = session;
  const left = useTimeLeft(session);
  const done = collectors.filter(ended).length;
  const progressText = t('collecting.count', {
    done: number(done),
    count: number(collectors.length),
  });
  // Announced only at each quarter, so that a screen reader is not flooded.
  const quarter = collectors.length === 0 ? 0 : Math.floor((done / collectors.length) * 4);
  const [announced, setAnnounced] = useState({ quarter: 0, text: '' });
  if (quarter > announced.quarter) setAnnounced({ quarter, text: progressText });
  useEffect(forgetReview, []);
  const canceling = session.canceling || cancel.busy;

  return (
    <Screen
      title={t('collecting.title')}
      lead={t('collecting.lead')}
      step={2}
      stay
      actions={
        <div className={styles.bar}>
          <div className={styles.overall}>
            <ProgressBar
              label={t('collecting.bar')}
              value={collectors.length === 0 ? null : done / collectors.length}
              valueText={progressText}
            />
            <p className={styles.count}>
              <span>{progressText}</span>
              {left ? <span>{left}</span> : null}
            </p>
          </div>
          <Button busy={canceling} onClick={() => void cancel.run()}>
            {canceling ? t('collecting.canceling') : t('collecting.cancel')}
          </Button>
        </div>
      }
    >
      {cancel.error ? <ErrorNotice error={cancel.error} /> : null}
      <p role="status" className="visually-hidden">
        {announced.text}
      </p>
      <Card padding="flush">
        <ul aria-label={t('collecting.list')}>
          {collectors.map((collector) => (
            <CollectorRow key={collector.id} collector={collector} onRead={setReading} />
          ))}
        </ul>
      </Card>
      {reading ? <ItemViewer reading={reading} onClose={() => setReading(null)} /> : null}
    </Screen>
  );
}
