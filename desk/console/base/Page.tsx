import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from './use-text.ts';

/** The first page of a visit leaves the focus where the browser put it; each later one says where the engineer is now. */
let visited = false;

/** The heading of a page: names the browser's tab, and takes the focus when the engineer comes from another page. */
export function PageHeading({
  title,
  children,
  className,
}: {
  title: string;
  children?: ReactNode;
  className?: string | undefined;
}) {
  const { t } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = t('app.title', { page: title });
  }, [t, title]);
  useEffect(() => {
    if (visited) heading.current?.focus();
    visited = true;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children ?? title}
    </h1>
  );
}
