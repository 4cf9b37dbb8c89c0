import type { ReactNode } from 'react';
import { Problem } from '../Problem.tsx';
import type { Resource } from '../state/use-resource.ts';
import { useText } from '../use-text.ts';

/** Shows the desk's answer, or why there is none and what to do. Keeps older data below a newer problem. */
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
