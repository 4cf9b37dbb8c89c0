import { useEffect, useState } from 'react';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { call } from '#renderer/base/bridge.ts';
import { useMirror, useRequest } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { AnswerBar } from './AnswerBar.tsx';
import { Asker } from './Asker.tsx';
import { MatchNumber } from './MatchNumber.tsx';
import styles from './Requests.module.css';
import { Reveal } from './Reveal.tsx';
import { Scope } from './Scope.tsx';

/** One request: who asks, what for, and the person's answer. Opening it does not start anything. */
export function Request({ jti }: { jti: string }) {
  const request = useRequest(jti);
  const waiting = request?.state === 'waiting';
  useEffect(() => {
    if (waiting) void call('requests.seen', { jti });
  }, [jti, waiting]);
  if (!request) return <Ended jti={jti} />;
  if (request.state === 'collecting' || request.state === 'in-review')
    return <Underway request={request} />;
  if (!request.matched) return <MatchNumber request={request} />;
  return request.kind === 'reveal' ? <Reveal request={request} /> : <Look request={request} />;
}

function Look({ request }: { request: IncomingRequest }) {
  const { t } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const problem = useMirror(({ session }) => (session?.phase === 'idle' ? session.problem : null));
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const { jti, engineer, collectors } = request;
  const agree = useAction(() => call('requests.agree', { jti, leftOut: [...leftOut] }));
  const change = (id: string, looked: boolean) => {
    const next = new Set(leftOut);
    if (looked) next.delete(id);
    else next.add(id);
    setLeftOut(next);
  };
  const nothing = collectors.every(({ id }) => leftOut.has(id));
  const reason =
    collectors.length === 0
      ? t('request.scope.unknown')
      : nothing
        ? t('request.scope.nothing')
        : null;
  const error = agree.error ?? problem;
  return (
    <Screen
      title={t('request.title', { engineer: engineer.name })}
      lead={t('request.lead')}
      actions={
        <AnswerBar
          request={request}
          reason={reason}
          yes={{
            label: t('request.agree'),
            busy: agree.busy,
            disabled: nothing,
            onClick: async () => (await agree.run()) && show('help'),
          }}
        />
      }
    >
      {error ? <ErrorNotice error={error} /> : null}
      <div className={styles.sections}>
        <Asker request={request} />
        {collectors.length > 0 ? (
          <Scope collectors={collectors} leftOut={leftOut} onChange={change} />
        ) : null}
      </div>
    </Screen>
  );
}

function Underway({ request }: { request: IncomingRequest }) {
  const { t } = useText();
  const show = useNavigation((navigation) => navigation.show);
  return (
    <Screen
      title={t('request.title', { engineer: request.engineer.name })}
      actions={
        <AnswerBar
          request={request}
          yes={{ label: t('request.continue'), busy: false, onClick: () => show('help') }}
        />
      }
    >
      <Notice>{t('request.underway')}</Notice>
      <div className={styles.sections}>
        <Asker request={request} />
      </div>
    </Screen>
  );
}

function Ended({ jti }: { jti: string }) {
  const { t } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const ended = useMirror(
    ({ asked }) => asked?.ended.find((request) => request.jti === jti) ?? null,
  );
  return (
    <Screen title={t('request.ended.title')}>
      <EmptyState
        icon="clock"
        title={
          ended
            ? t(`request.ended.${ended.how}`, { engineer: ended.engineer })
            : t('request.ended.other')
        }
        action={<Button onClick={() => show('home')}>{t('app.home')}</Button>}
      />
    </Screen>
  );
}
