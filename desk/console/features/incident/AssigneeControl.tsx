import { useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Select } from '#desk/console/base/parts/Select.tsx';
import { useConsole, useConsoleState } from '#desk/console/base/state/console-context.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import styles from './StatusControl.module.css';

type Incident = Pick<IncidentDetail, 'number' | 'assignee' | 'assigneeId' | 'status'>;

/** Shows the assignee; assigns, hands over and unassigns the incident. */
export function AssigneeControl({ incident }: { incident: Incident }) {
  const { t } = useText();
  const { handOver } = useConsole();
  const engineerId = useConsoleState((state) => state.session?.engineer?.id ?? null);
  const [busy, setBusy] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const { number, assignee, assigneeId, status } = incident;

  async function assign(engineer: string | null) {
    setBusy(true);
    setProblem(null);
    const failure = await handOver(number, { engineer, instead: assigneeId });
    setBusy(false);
    setChoosing(false);
    setProblem(failure);
  }

  return (
    <>
      <div className={styles.control}>
        <p>
          <span className={styles.label}>{t('incident.assignee')}</span>{' '}
          <bdi className={styles.value}>
            {assignee === null ? t('incident.nobody') : visible(assignee)}
          </bdi>
        </p>
        {status === 'closed' ? null : (
          <>
            {assignee === null ? (
              <Button size="small" busy={busy} onClick={() => void assign(engineerId)}>
                {t('incident.take')}
              </Button>
            ) : null}
            <Button size="small" kind="quiet" onClick={() => setChoosing(true)}>
              {t('incident.handOver')}
            </Button>
          </>
        )}
      </div>
      {choosing ? (
        <HandOver
          incident={incident}
          busy={busy}
          onAssign={assign}
          onClose={() => setChoosing(false)}
        />
      ) : null}
      {problem ? (
        <div className={styles.problem}>
          <Problem title={t('incident.handOver.failed')} error={problem} />
        </div>
      ) : null}
    </>
  );
}

interface HandOverProps {
  incident: Incident;
  busy: boolean;
  onAssign: (engineer: string | null) => Promise<void>;
  onClose: () => void;
}

const nobody = 'nobody';

function HandOver({
  incident: { number, assignee, assigneeId },
  busy,
  onAssign,
  onClose,
}: HandOverProps) {
  const { t } = useText();
  const people = useResource('incidents.assignees', {});
  const [chosen, setChosen] = useState('');
  return (
    <Dialog
      title={t('incident.handOver.title', { number })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('incident.handOver.keep')}</Button>
          <Button
            kind="primary"
            busy={busy}
            disabled={chosen === ''}
            onClick={() => void onAssign(chosen === nobody ? null : chosen)}
          >
            {t('incident.handOver.do')}
          </Button>
        </>
      }
    >
      <p>{t('incident.handOver.text')}</p>
      <ResourceBoundary resource={people}>
        {(all) => (
          <Select
            label={t('incident.handOver.to')}
            value={chosen}
            options={[
              { value: '', text: t('incident.handOver.choose') },
              ...all
                .filter(({ id }) => id !== assigneeId)
                .map(({ id, name }) => ({ value: id, text: visible(name) })),
              ...(assignee === null ? [] : [{ value: nobody, text: t('incident.nobody') }]),
            ]}
            onChange={setChosen}
          />
        )}
      </ResourceBoundary>
    </Dialog>
  );
}
