import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';
import { useTranslator } from './text-context.tsx';

export interface DialogProps {
  title: string;
  /** `wide`: nearly the whole window, for long texts. */
  size?: 'normal' | 'wide';
  /** Called on Escape, or by the close button of a wide dialog. Focus returns to where it was. */
  onClose: () => void;
  /** Buttons at the bottom. The first in Tab order should be the safest. */
  actions?: ReactNode;
  children: ReactNode;
}

/**
 * A modal `<dialog>`: the browser keeps focus inside, makes the rest inert and handles Escape. Render it to open it.
 * Focus goes to its heading, so that a screen reader starts at the beginning and Enter cannot confirm by accident.
 */
export function Dialog({ title, size = 'normal', onClose, actions, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  const { t } = useTranslator();
  const id = useId();

  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    heading.current?.focus();
    return () => {
      element?.close();
      // The dialog is removed as it closes, so the browser would restore focus too late.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  // Scrollable content must be reachable by keyboard; content that fits needs no Tab stop.
  useEffect(() => {
    const element = body.current;
    if (!element) return;
    const look = () => setScrolls(element.scrollHeight > element.clientHeight);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-size={size}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.head}>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {size === 'wide' ? (
          <Button kind="quiet" icon="close" onClick={onClose}>
            {t('ui.dialog.close')}
          </Button>
        ) : null}
      </div>
      <div ref={body} className={styles.body} tabIndex={scrolls ? 0 : undefined}>
        {children}
      </div>
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </dialog>
  );
}
