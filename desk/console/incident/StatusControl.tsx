import { useId, useState } from 'react';
import { type IncidentStatus, incidentStatus, incidentStatuses, nextStatuses } from '../../../contract/incident.ts';
import type { AppError } from '../../../contract/result.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { useStatusText } from '../../../renderer/ui/Timeline.tsx';
import { Problem } from '../shell/Problem.tsx';
import { useConsole } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import styles from './StatusControl.module.css';

/** ITIL's words, and only the steps that ITIL knows from here. */
export function StatusControl({ number, status }: { number: string; status: IncidentStatus }) {
  const { t } = useText();
  const { setStatus } = useConsole();
  const words = useStatusText('engineer');
  const id = useId();
  const [wanted, setWanted] = useState<IncidentStatus | null>(null);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [changed, setChanged] = useState(false);

  async function change(value: IncidentStatus) {
    setWanted(value);
    setProblem(null);
    setChanged(false);
    const failure = await setStatus(number, value);
    setWanted(null);
    setProblem(failure);
    setChanged(!failure);
  }

  return (
    <>
      <div className={styles.control}>
        <label htmlFor={id} className={styles.label}>
          {t('incident.status')}
        </label>
        <select
          id={id}
          className={styles.select}
          value={wanted ?? status}
          aria-busy={wanted !== null || undefined}
          onChange={(event) => {
            const value = incidentStatus.safeParse(event.target.value);
            if (value.success && wanted === null) void change(value.data);
          }}
        >
          {incidentStatuses
            .filter((each) => each === status || nextStatuses[status].includes(each))
            .map((each) => (
              <option key={each} value={each}>
                {words(each)}
              </option>
            ))}
        </select>
        {status === 'new' ? (
          <Button size="small" busy={wanted !== null} onClick={() => void change('assigned')}>
            {t('incident.take')}
          </Button>
        ) : null}
        <span role="status" className="visually-hidden">
          {changed ? t('incident.changed', { status: words(status) }) : ''}
        </span>
      </div>
      {problem ? (
        <div className={styles.problem}>
          <Problem title={t('incident.status.failed')} error={problem} />
        </div>
      ) : null}
    </>
  );
}
