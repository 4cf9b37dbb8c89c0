import { useNavigation } from '../app/navigation.ts';
import { call } from './bridge.ts';
import { useMirror } from './mirror.ts';

/** Listens first and asks then, so that nothing is missed in between; a change that came meanwhile is newer than the answer. */
export async function connect(): Promise<void> {
  window.candor.on('session.changed', (session) => useMirror.setState({ session }));
  window.candor.on('submissions.changed', (submissions) => useMirror.setState({ submissions }));
  window.candor.on('app.changed', (info) => useMirror.setState({ info }));
  window.candor.on('app.show', ({ screen }) => useNavigation.getState().show(screen === 'describe' ? 'help' : screen));
  await refresh();
}

/** Also the way on after a first answer failed. */
export async function refresh(): Promise<void> {
  const before = useMirror.getState();
  useMirror.setState({ problem: null });
  const [info, session, submissions] = await Promise.all([call('app.info'), call('session.get'), call('submissions.list')]);
  const failed = [info, session, submissions].find((result) => !result.ok);
  if (failed && !failed.ok) useMirror.setState({ problem: failed.error });
  useMirror.setState((now) => ({
    info: info.ok ? info.value : now.info,
    session: session.ok && now.session === before.session ? session.value : now.session,
    submissions: submissions.ok && now.submissions === before.submissions ? submissions.value : now.submissions,
  }));
  // A window that opens while something is under way shows that, not the beginning.
  const phase = useMirror.getState().session?.phase ?? 'idle';
  if (phase !== 'idle' && useNavigation.getState().place.screen === 'home') useNavigation.getState().show('help');
}
