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
  /** Of the three steps of asking for help. */
  step?: 1 | 2 | 3;
  /** Without a way home, while something runs that should end first. */
  stay?: boolean;
  /** Stays in sight at the bottom. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One screen: takes focus at its heading when it appears, names the window, and begins at its top. */
export function Screen({ title, lead, step, stay = false, actions, children }: ScreenProps) {
  const { t, number } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  // What an engineer asked for begins with their request: the person describes nothing.
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
