import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Disclosure } from '#ui/Disclosure.tsx';
import { LineChart, useValueText } from './LineChart.tsx';
import styles from './SampleView.module.css';
import { type Chart, chartsOf, type Sample } from './sample-series.ts';

/** The ten-second sample: four charts, the programs that used most, and all values as a table. */
export function SampleView({ sample }: { sample: Sample }) {
  const { t, dateTime, bytes, percent } = useText();
  const { points, programs, logicalProcessors, memoryTotalBytes, intendedPoints, startedAt } =
    sample;
  const charts = chartsOf(sample);
  const seconds = Math.round((points.at(-1)?.at ?? 0) / 1000);
  return (
    <div className={styles.view}>
      <p className={styles.quiet}>
        {t('sample.intro', {
          ...{
            seconds,
            when: dateTime(startedAt),
            processors: logicalProcessors,
            memory: bytes(memoryTotalBytes),
          },
        })}
        {points.length < intendedPoints
          ? ` ${t('sample.short', { count: points.length, wanted: intendedPoints })}`
          : ''}
      </p>
      {points.length === 0 ? (
        <p>{t('sample.nothing')}</p>
      ) : (
        <Charts charts={charts} sample={sample} />
      )}
      {programs === null ? (
        <p className={styles.quiet}>{t('sample.programs.nothing')}</p>
      ) : (
        <div className={styles.tables}>
          <Programs
            title={t('sample.programs.cpu')}
            column={t('sample.programs.cpuColumn')}
            rows={programs.byCpu.map(({ name, processes, cpuPercent }) => [
              name,
              processes,
              percent(cpuPercent / 100),
            ])}
          />
          <Programs
            title={t('sample.programs.memory')}
            column={t('sample.programs.memoryColumn')}
            rows={programs.byMemory.map(({ name, processes, memoryBytes }) => [
              name,
              processes,
              bytes(memoryBytes),
            ])}
          />
        </div>
      )}
      {points.length === 0 ? null : (
        <Disclosure kind="quiet" label={t('sample.table')}>
          <Numbers charts={charts} sample={sample} />
        </Disclosure>
      )}
    </div>
  );
}

/** The charts alone, for the page of the incident. */
export function Charts({ charts, sample }: { charts: readonly Chart[]; sample: Sample }) {
  const times = sample.points.map(({ at }) => at);
  return (
    <div className={styles.charts}>
      {charts.map((chart) => (
        <LineChart key={chart.id} chart={chart} times={times} />
      ))}
    </div>
  );
}

interface ProgramsProps {
  title: string;
  column: string;
  /** Name, number of processes, value as text. */
  rows: readonly (readonly [string, number, string])[];
}

function Programs({ title, column, rows }: ProgramsProps) {
  const { t, number } = useText();
  if (rows.length === 0) return null;
  return (
    <table className={styles.table}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('sample.programs.name')}</th>
          <th scope="col">{t('sample.programs.processes')}</th>
          <th scope="col">{column}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, processes, value], place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a hostile list may name a program twice; the list never changes.
          <tr key={place}>
            <th scope="row">
              <bdi>{visible(name)}</bdi>
            </th>
            <td>{number(processes)}</td>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Numbers({ charts, sample }: { charts: readonly Chart[]; sample: Sample }) {
  const { t } = useText();
  const columns = charts.flatMap(({ unit, series }) => series.map((line) => ({ ...line, unit })));
  const texts = {
    percent: useValueText('percent'),
    bytes: useValueText('bytes'),
    rate: useValueText('rate'),
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must also scroll by keyboard.
    <section className={styles.scroll} aria-label={t('sample.table')} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('sample.time')}</th>
            {columns.map(({ id }) => (
              <th key={id} scope="col">
                {t(`sample.series.${id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sample.points.map(({ at }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a hostile sample may repeat a time; the sample never changes.
            <tr key={index}>
              <th scope="row">{t('sample.seconds', { seconds: Math.round(at / 100) / 10 })}</th>
              {columns.map(({ id, unit, values }) => {
                const value = values[index] ?? null;
                return (
                  <td key={id}>{value === null ? t('sample.unknown') : texts[unit](value)}</td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
