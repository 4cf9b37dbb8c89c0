import { useText } from '../use-text.ts';
import type { Chart } from './sample-series.ts';

/** A value of a chart as text with its unit. */
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
