import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { TakenPicture } from '#contract/bundle/picture.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { CoverEditor } from './CoverEditor.tsx';
import styles from './Picture.module.css';
import { keepPicture, takePicture, usePicture } from './picture.ts';

/** Takes a picture only when the person clicks. The picture shown here, with its black parts, goes into the bundle. */
export function AddPicture() {
  const { t } = useText();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const { busy, error, screens, picture } = usePicture();
  const stage = picture?.id ?? (screens.length > 0 ? 'choose' : 'none');
  const before = useRef(stage);
  // The pressed button is gone: focus moves to where it was.
  useEffect(() => {
    if (before.current !== stage) heading.current?.focus();
    before.current = stage;
  }, [stage]);
  return (
    <section aria-labelledby={title} className={styles.section}>
      <div>
        <h2 id={title} ref={heading} tabIndex={-1} className={styles.title}>
          {t('picture.title')} <span className={styles.need}>{t('ui.optional')}</span>
        </h2>
        {picture ? null : <p className={styles.help}>{t('picture.help')}</p>}
      </div>
      {error ? <ErrorNotice kind="warn" error={error} /> : null}
      {picture ? (
        <Taken picture={picture} />
      ) : screens.length > 0 ? (
        <ChooseScreen screens={screens} />
      ) : (
        <div>
          <Button icon="screen" busy={busy} onClick={() => void takePicture()}>
            {t('picture.add')}
          </Button>
        </div>
      )}
    </section>
  );
}

function ChooseScreen({ screens }: { screens: readonly TakenPicture[] }) {
  const { t } = useText();
  return (
    <>
      <p>{t('picture.choose')}</p>
      <ul className={styles.screens}>
        {screens.map((screen, index) => (
          <li key={screen.id}>
            <button
              type="button"
              className={styles.choice}
              onClick={() => void keepPicture(screen)}
            >
              <img src={screen.image} alt="" className={styles.small} />
              {t('picture.choose.one', {
                number: index + 1,
                width: screen.width,
                height: screen.height,
              })}
            </button>
          </li>
        ))}
      </ul>
      <Ways>
        <Button onClick={() => void keepPicture(null)}>{t('picture.choose.none')}</Button>
      </Ways>
    </>
  );
}

function Taken({ picture }: { picture: TakenPicture }) {
  const { t } = useText();
  const { width, height, madeSmallerFrom } = picture;
  return (
    <>
      <Notice kind="warn" title={t('picture.warning')}>
        {t('picture.warning.text')}
      </Notice>
      <CoverEditor key={picture.id} picture={picture}>
        <Button icon="screen" onClick={() => void takePicture()}>
          {t('picture.again')}
        </Button>
        <Button icon="close" onClick={() => void keepPicture(null)}>
          {t('picture.remove')}
        </Button>
      </CoverEditor>
      <p className={styles.help}>
        {madeSmallerFrom
          ? `${t('picture.smaller', { fromWidth: madeSmallerFrom.width, fromHeight: madeSmallerFrom.height, width, height })} `
          : null}
        {t('picture.memory')}
      </p>
    </>
  );
}

const Ways = ({ children }: { children: ReactNode }) => (
  <div className={styles.ways}>{children}</div>
);
