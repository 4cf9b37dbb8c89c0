import type { ReactNode } from 'react';
import { Problem } from '../Problem.tsx';
import type { Resource } from '../state/use-resource.ts';
import { useText } from '../use-text.ts';

/** What the desk said, or why it did not, with the way on. What was known before stays under a newer problem. */
export function ResourceBoundary<T>({
  resource,
  children,
}: {
  resource: Resource<T>;
  children: (value: T) => ReactNode;
}) {
  const { t } = useText();
  const { value, problem, reload } = resource;
  return (
    <>
      {problem ? (
        <Problem
          title={t(value === null ? 'load.failed' : 'load.stale')}
          error={problem}
          again={reload}
        />
      ) : null}
      {value !== null ? children(value) : problem ? null : <p role="status">{t('app.loading')}</p>}
    </>
  );
}
