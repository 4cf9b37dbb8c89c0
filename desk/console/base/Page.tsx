import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from './use-text.ts';

/** On the first page of a visit the browser sets the focus. Each later page moves it to the heading. */
let visited = false;

/** The heading of a page. Sets the tab title, and takes the focus after navigation from another page. */
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
