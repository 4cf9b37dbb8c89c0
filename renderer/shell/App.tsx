import { useMemo } from 'react';
import { createTranslator } from '#i18n/translator.ts';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { TextProvider } from '#ui/text-context.tsx';
import { refresh } from '../base/connect.ts';
import { useMirror } from '../base/mirror.ts';
import { useNavigation } from '../base/navigation.ts';
import { useText } from '../base/text.ts';
import { translations } from '../base/translations.ts';
import { windowMessages } from '../base/window-messages.ts';
import { Activity } from '../features/activity/Activity.tsx';
import { Collecting } from '../features/collecting/Collecting.tsx';
import { Describe } from '../features/describe/Describe.tsx';
import { Follow } from '../features/follow/Follow.tsx';
import { History } from '../features/history/History.tsx';
import { Home } from '../features/home/Home.tsx';
import { LocalData } from '../features/local-data/LocalData.tsx';
import { Policy } from '../features/policy/Policy.tsx';
import { ProxyLogin } from '../features/proxy-login/ProxyLogin.tsx';
import { Code } from '../features/requests/Code.tsx';
import { Request } from '../features/requests/Request.tsx';
import { RequestBanner } from '../features/requests/RequestBanner.tsx';
import { useReviewFlow } from '../features/review/flow.ts';
import { Review } from '../features/review/Review.tsx';
import { Saved } from '../features/review/Saved.tsx';
import { Sealing } from '../features/sealing/Sealing.tsx';
import styles from './App.module.css';

/** `?locale=` overrides the system's locale, for tests of translations. */
const askedLocale = new URLSearchParams(window.location.search).get('locale');

export function App() {
  const locale = useMirror(({ info }) => askedLocale ?? info?.locale ?? 'en');
  const translator = useMemo(
    () => createTranslator(locale, windowMessages, translations),
    [locale],
  );
  return (
    <TextProvider translator={translator}>
      <Window />
    </TextProvider>
  );
}

function Window() {
  const { t } = useText();
  const known = useMirror(({ session, submissions }) => session !== null && submissions !== null);
  const problem = useMirror((mirror) => mirror.problem);
  if (known)
    return (
      <>
        <CurrentScreen />
        <ProxyLogin />
      </>
    );
  return (
    <main className={styles.waiting}>
      {problem ? (
        <ErrorNotice
          error={problem}
          actions={<Button onClick={() => void refresh()}>{t('app.tryAgain')}</Button>}
        />
      ) : (
        <p role="status">{t('app.loading')}</p>
      )}
    </main>
  );
}

function CurrentScreen() {
  const place = useNavigation((navigation) => navigation.place);
  switch (place.screen) {
    case 'home':
      return <Home />;
    case 'help':
      return (
        <>
          <RequestBanner />
          <Help />
        </>
      );
    case 'history':
      return <History />;
    case 'local-data':
      return <LocalData />;
    case 'policy':
      return <Policy />;
    case 'follow':
      return <Follow key={place.submission} id={place.submission} />;
    case 'saved':
      return <Saved file={place.file} protection={place.protection} />;
    case 'activity':
      return <Activity />;
    case 'request':
      return <Request key={place.jti} jti={place.jti} />;
    case 'code':
      return <Code key={place.code} filled={place.code} />;
    default:
      return place satisfies never;
  }
}

function Help() {
  const session = useMirror((mirror) => mirror.session);
  const sending = useReviewFlow(({ busy }) => busy === 'send');
  switch (session?.phase) {
    case undefined:
      return null;
    case 'idle':
      // The session ends shortly before the submission's id is known.
      return sending ? <Sealing progress={null} /> : <Describe session={session} />;
    case 'collecting':
      return <Collecting session={session} />;
    case 'review':
      return <Review session={session} />;
    case 'sealing':
      return <Sealing progress={session} />;
    default:
      return session satisfies never;
  }
}
