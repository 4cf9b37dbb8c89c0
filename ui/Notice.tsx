import type { ReactNode } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import { Disclosure } from './Disclosure.tsx';
import { Icon, type IconName } from './icons.tsx';
import styles from './Notice.module.css';
import { useTranslator } from './text-context.tsx';

export interface NoticeProps {
  kind?: 'info' | 'success' | 'warn' | 'error';
  title?: string;
  children?: ReactNode;
  /** For the engineer; shown one click deeper. */
  detail?: string | null;
  /** Buttons that say what to do next. */
  actions?: ReactNode;
  /** Something just happened that caused this notice: announce it. */
  live?: boolean;
}

const icons: Record<NonNullable<NoticeProps['kind']>, IconName> = {
  info: 'info',
  success: 'check',
  warn: 'warning',
  error: 'warning',
};

export function Notice({
  kind = 'info',
  title,
  children,
  detail,
  actions,
  live = false,
}: NoticeProps) {
  const { t } = useTranslator();
  const role = live ? (kind === 'error' || kind === 'warn' ? 'alert' : 'status') : undefined;
  return (
    <div className={styles.notice} data-kind={kind} role={role}>
      <span className={styles.icon}>
        <Icon name={icons[kind]} />
      </span>
      <div className={styles.body}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {children ? <div>{children}</div> : null}
        {detail ? (
          <Disclosure kind="quiet" label={t('ui.error.detail')}>
            <code className={styles.detail}>{detail}</code>
          </Disclosure>
        ) : null}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </div>
  );
}

/** An error that crossed a boundary, with what to do next. */
export function ErrorNotice({
  error,
  actions,
  kind = 'error',
}: {
  error: AppError;
  actions?: ReactNode;
  kind?: 'warn' | 'error';
}) {
  const { tText } = useTranslator();
  return (
    <Notice kind={kind} live detail={error.detail} actions={actions}>
      {tText(error.message)}
    </Notice>
  );
}
