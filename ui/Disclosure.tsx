import type { ReactNode } from 'react';
import styles from './Disclosure.module.css';
import { Icon } from './icons.tsx';

export interface DisclosureProps {
  label: ReactNode;
  /** Initially open; the person can close it. */
  open?: boolean;
  /** `quiet`: small, for technical detail. */
  kind?: 'normal' | 'quiet';
  children: ReactNode;
}

/** Native `<details>`: works with the keyboard, and find-in-page opens it. */
export function Disclosure({ label, open = false, kind = 'normal', children }: DisclosureProps) {
  return (
    <details className={styles.disclosure} data-kind={kind} open={open}>
      <summary className={styles.summary}>
        <span className={styles.arrow}>
          <Icon name="right" size={16} />
        </span>
        {label}
      </summary>
      <div className={styles.content}>{children}</div>
    </details>
  );
}
