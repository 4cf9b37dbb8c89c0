import type { ReactNode } from 'react';
import styles from './Badge.module.css';
import { Icon, type IconName } from './icons.tsx';

export type BadgeTone = 'neutral' | 'accent' | 'info' | 'success' | 'warn' | 'danger';

export interface BadgeProps {
  tone?: BadgeTone;
  icon?: IconName;
  children: ReactNode;
}

/** A state, in one or two words. */
export function Badge({ tone = 'neutral', icon, children }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {icon ? <Icon name={icon} size={14} /> : null}
      {children}
    </span>
  );
}
