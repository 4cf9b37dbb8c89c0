import { useText } from '#desk/console/base/use-text.ts';
import styles from './LineChart.module.css';
import { type Chart, extentOf, linesOf } from './sample-series.ts';

/** A line chart over time with labelled axes. Its label summarises the values; the sample's table has all of them. */
export function LineChart({ chart, times }: { chart: Chart; times: readonly number[] }) {
  const { t, number } = useText();
  const valueText = useValueText(chart.unit);
  const name = t(`sample.chart.${chart.id}`);
  const summary = chart.series.flatMap(({ id, values }) => {
    const extent = extentOf(values);
    if (!extent) return [];
    const words = {
      least: valueText(extent.least),
      mean: valueText(extent.mean),
      most: valueText(extent.most),
    };
    return [t('sample.summary', { series: t(`sample.series.${id}`), ...words })];
  });
  const seconds = (milliseconds: number) =>
    t('sample.seconds', { seconds: Math.round(milliseconds / 1000) });
  if (chart.series.length === 0) {
    return (
      <figure className={styles.figure}>
        <figcaption className={styles.name}>{name}</figcaption>
        <p className={styles.nothing}>{t('sample.chart.nothing')}</p>
      </figure>
    );
  }
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.name}>{name}</figcaption>
      <div className={styles.plot}>
        <div className={styles.vertical} aria-hidden="true">
          <span>{valueText(chart.top)}</span>
          <span>{valueText(chart.top / 2)}</span>
          <span>{number(0)}</span>
        </div>
        <svg
          className={styles.lines}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={`${name}. ${summary.join(' ')}`}
        >
          <path className={styles.grid} d="M0 0H100M0 50H100M0 100H100" />
          {chart.series.flatMap(({ id, values }, place) =>
            linesOf(values, times, chart.top).map((points) => (
              <polyline
                key={`${id} ${points}`}
                className={styles.line}
                data-place={place}
                points={points}
              />
            )),
          )}
        </svg>
        <div className={styles.horizontal} aria-hidden="true">
          <span>{seconds(times[0] ?? 0)}</span>
          <span>{seconds(times.at(-1) ?? 0)}</span>
        </div>
      </div>
      <ul className={styles.legend} aria-hidden="true">
        {chart.series.map(({ id, values }, place) => (
          <li key={id}>
            <svg className={styles.swatch} viewBox="0 0 20 4" aria-hidden="true">
              <path className={styles.line} data-place={place} d="M0 2H20" />
            </svg>
            {t(`sample.series.${id}`)}
            <span className={styles.most}>
              {t('sample.upTo', { value: valueText(extentOf(values)?.most ?? 0) })}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** A chart value as text with its unit. */
export function useValueText(unit: Chart['unit']): (value: number) => string {
  const { t, bytes, percent } = useText();
  switch (unit) {
    case 'percent':
      return (value) => percent(value / 100);
    case 'bytes':
      return (value) => bytes(value);
    case 'rate':
      return (value) => t('sample.rate', { bytes: bytes(Math.round(value)) });
  }
}
