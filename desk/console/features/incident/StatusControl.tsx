import { useId, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import {
  type IncidentStatus,
  incidentStatus,
  incidentStatuses,
  nextStatuses,
} from '#contract/http/incident.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { useStatusText } from '#ui/Timeline.tsx';
import styles from './StatusControl.module.css';

/**
 * Offers only the ITIL transitions from the current status. An arrow key only selects: because the person is notified of
 * each change, it takes a click on the button, and closing, which is final, takes a second one.
 */
export function StatusControl({ number, status }: { number: string; status: IncidentStatus }) {
  const { t } = useText();
  const { setStatus } = useConsole();
  const words = useStatusText('engineer');
  const id = useId();
  const [chosen, setChosen] = useState<IncidentStatus | null>(null);
  const [closing, setClosing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [changed, setChanged] = useState(false);
  const possible = incidentStatuses.filter(
    (each) => each === status || nextStatuses[status].includes(each),
  );
  // A colleague may have changed the status in the meantime.
  const wanted = chosen !== null && possible.includes(chosen) ? chosen : status;

  async function change() {
    setBusy(true);
    setClosing(false);
    setProblem(null);
    setChanged(false);
    const failure = await setStatus(number, wanted);
    setBusy(false);
    setChosen(null);
    setProblem(failure);
    setChanged(!failure);
  }

  return (
    <>
      <form
        className={styles.control}
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          if (wanted === 'closed') setClosing(true);
          else void change();
        }}
      >
        <label htmlFor={id} className={styles.label}>
          {t('incident.status')}
        </label>
        <select
          id={id}
          className={styles.select}
          value={wanted}
          onChange={(event) => {
            const value = incidentStatus.safeParse(event.target.value);
            if (value.success) setChosen(value.data);
          }}
        >
          {possible.map((each) => (
            <option key={each} value={each}>
              {words(each)}
            </option>
          ))}
        </select>
        {wanted === status && !busy ? null : (
          <Button size="small" type="submit" busy={busy}>
            {t('incident.status.change')}
          </Button>
        )}
        <span role="status" className="visually-hidden">
          {changed ? t('incident.changed', { status: words(status) }) : ''}
        </span>
      </form>
      {closing ? (
        <Dialog
          title={t('incident.close.title', { number })}
          onClose={() => setClosing(false)}
          actions={
            <>
              <Button onClick={() => setClosing(false)}>{t('incident.close.keep')}</Button>
              <Button kind="danger" onClick={() => void change()}>
                {t('incident.close')}
              </Button>
            </>
          }
        >
          <p>{t('incident.close.text')}</p>
        </Dialog>
      ) : null}
      {problem ? (
        <div className={styles.problem}>
          <Problem title={t('incident.status.failed')} error={problem} />
        </div>
      ) : null}
    </>
  );
}
