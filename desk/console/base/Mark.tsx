import styles from './Mark.module.css';

/** The product's logo, as in `favicon.svg`. */
export function Mark() {
  return (
    <svg aria-hidden="true" width="22" height="22" viewBox="0 0 32 32">
      <rect width="32" height="32" rx="8" className={styles.ground} />
      <path d="M21.5 20.6a7.2 7.2 0 1 1 0-9.2" className={styles.line} />
      <circle cx="16" cy="16" r="2.4" className={styles.dot} />
    </svg>
  );
}
