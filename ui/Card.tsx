import type { ReactNode } from 'react';
import styles from './Card.module.css';

export interface CardProps {
  /** `flush`: no padding, for lists that draw their own rows. */
  padding?: 'normal' | 'flush';
  children: ReactNode;
}

export function Card({ padding = 'normal', children }: CardProps) {
  return (
    <div className={styles.card} data-padding={padding}>
      {children}
    </div>
  );
}
