import { Component, type ReactNode, Suspense } from 'react';
import { appErrorOf } from '#contract/errors/result.ts';
import { Problem } from './Problem.tsx';
import { useText } from './use-text.ts';

/**
 * Waits for the code of a page. Loading fails when the desk is down, or was updated after this tab was opened and no
 * longer has a file of that name. Reloading the page helps in both cases.
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
