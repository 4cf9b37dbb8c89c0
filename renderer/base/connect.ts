import { call } from './bridge.ts';
import { activeRequest, useMirror } from './mirror.ts';
import { useNavigation } from './navigation.ts';

/** Subscribes before it asks, so that it misses no change. A change that arrives first is newer than the answer. */
export async function connect(): Promise<void> {
  window.candor.on('session.changed', (session) => {
    const request = activeRequest(useMirror.getState());
    useMirror.setState({ session });
    // A requested session that ends without sending leads back to the request, never to the person's own form.
    if (session.phase === 'idle' && request) useNavigation.getState().request(request.jti);
  });
  window.candor.on('requests.changed', (asked) => useMirror.setState({ asked }));
  window.candor.on('submissions.changed', (submissions) => useMirror.setState({ submissions }));
  window.candor.on('app.changed', (info) => useMirror.setState({ info }));
  window.candor.on('app.show', (opening) => useNavigation.getState().open(opening));
  await refresh();
}

/** Also used to try again after the first answer failed. */
export async function refresh(): Promise<void> {
  const before = useMirror.getState();
  useMirror.setState({ problem: null });
  const [info, session, submissions, asked] = await Promise.all([
    call('app.info'),
    call('session.get'),
    call('submissions.list'),
    call('requests.get'),
  ]);
  const failed = [info, session, submissions, asked].find((result) => !result.ok);
  if (failed && !failed.ok) useMirror.setState({ problem: failed.error });
  useMirror.setState((now) => ({
    info: info.ok ? info.value : now.info,
    session: session.ok && now.session === before.session ? session.value : now.session,
    submissions:
      submissions.ok && now.submissions === before.submissions
        ? submissions.value
        : now.submissions,
    asked: asked.ok && now.asked === before.asked ? asked.value : now.asked,
  }));
  // A window that opens during a session shows that session, not the home screen.
  const phase = useMirror.getState().session?.phase ?? 'idle';
  if (phase !== 'idle' && useNavigation.getState().place.screen === 'home')
    useNavigation.getState().show('help');
}
