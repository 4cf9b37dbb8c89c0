import styles from './Progress.module.css';

export interface ProgressProps {
  /** Says what is being done; read out, and not shown. */
  label: string;
  /** 0 to 1; null while nobody knows how long it takes. */
  value: number | null;
  /** What a screen reader says instead of a bare percentage. */
  valueText?: string;
}

/** Native `<progress>`, drawn with the tokens. */
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
