import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from '#ui/icons.tsx';
import { activeRequest, useMirror } from './mirror.ts';
import { useNavigation } from './navigation.ts';
import styles from './Screen.module.css';
import { useText } from './text.ts';

interface ScreenProps {
  title: string;
  /** One or two sentences under the title. */
  lead?: string;
  /** Which of the three steps of asking for help this is. */
  step?: 1 | 2 | 3;
  /** Hides the way home while something runs that should finish first. */
  stay?: boolean;
  /** Stays in sight at the bottom. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen. When it appears it focuses its heading, sets the window's title and scrolls to the top. */
export function Screen({ title, lead, step, stay = false, actions, children }: ScreenProps) {
  const { t, number } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  // A requested session has no step for a description: it starts with the engineer's request.
  const skipped = useMirror((mirror) => (activeRequest(mirror) ? 1 : 0));
  const show = useNavigation((navigation) => navigation.show);

  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = t('app.title', { screen: title });
  }, [t, title]);

  return (
    <>
      <div className={styles.screen}>
        {stay ? null : (
          <nav>
            <button type="button" className={styles.home} onClick={() => show('home')}>
              <Icon name="left" size={18} />
              {t('app.home')}
            </button>
          </nav>
        )}
        <main className={styles.main}>
          <header className={styles.head}>
            {step ? (
              <p className={styles.step}>
                {t('app.step', { now: number(step - skipped), count: number(3 - skipped) })}
              </p>
            ) : null}
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {lead ? <p className={styles.lead}>{lead}</p> : null}
          </header>
          {children}
        </main>
      </div>
      {actions ? <footer className={styles.actions}>{actions}</footer> : null}
    </>
  );
}
