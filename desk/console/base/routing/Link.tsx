import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react';
import { hrefOf, navigate } from './location.ts';
import { fragmentOf, type Place, pathOf, type Route } from './routes.ts';

export interface LinkProps
  extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> {
  to: Exclude<Route, { page: 'unknown' }>;
  place?: Place;
  ref?: Ref<HTMLAnchorElement>;
}

/** A real link: it can be copied and opened in a new tab, and does not reload the console. */
export function Link({ to, place, ...rest }: LinkProps) {
  const path = pathOf(to);
  const fragment = place ? fragmentOf(place) : '';
  const follow = (event: MouseEvent) => {
    const plain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(path, fragment);
  };
  return <a {...rest} href={hrefOf(path, fragment)} onClick={follow} />;
}
