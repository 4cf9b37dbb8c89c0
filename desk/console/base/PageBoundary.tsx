import { Component, type ReactNode, Suspense } from 'react';
import { appErrorOf } from '#contract/errors/result.ts';
import { Problem } from './Problem.tsx';
import { useText } from './use-text.ts';

/**
 * Waits for the code of a page. It cannot come when the desk is away, or was updated since this tab was opened and no
 * longer has the file under its old name; loading the page again helps in both cases.
 */
export class PageBoundary extends Component<{ children: ReactNode }, { thrown: unknown }> {
  override state = { thrown: null };

  static getDerivedStateFromError(thrown: unknown): { thrown: unknown } {
    return { thrown };
  }

  override render(): ReactNode {
    if (this.state.thrown !== null) return <NotLoaded thrown={this.state.thrown} />;
    return <Suspense fallback={<Loading />}>{this.props.children}</Suspense>;
  }
}

function Loading() {
  const { t } = useText();
  return <p role="status">{t('app.loading')}</p>;
}

function NotLoaded({ thrown }: { thrown: unknown }) {
  const message =
    'This page could not be loaded. The desk may be out of reach, or it was updated. Load the page again.';
  return (
    <Problem
      error={appErrorOf('desk-unreachable', message, { detail: String(thrown) })}
      again={() => window.location.reload()}
    />
  );
}
