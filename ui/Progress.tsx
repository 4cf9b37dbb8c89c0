import styles from './Progress.module.css';

export interface ProgressProps {
  /** The accessible name, which is not shown. */
  label: string;
  /** 0 to 1; null while the duration is unknown. */
  value: number | null;
  /** What a screen reader announces instead of a bare percentage. */
  valueText?: string;
}

/** Native `<progress>`, styled with the design tokens. */
export function Progress({ label, value, valueText }: ProgressProps) {
  return (
    <progress
      className={styles.progress}
      aria-label={label}
      aria-valuetext={valueText}
      {...(value === null ? {} : { value: Math.min(1, Math.max(0, value)), max: 1 })}
    />
  );
}
