import type { ReactNode } from 'react';

/** Drawn on a 20 × 20 grid with one stroke width. Always next to text, so hidden from screen readers. */
const paths = {
  check: <path d="m4.5 10.5 3.7 3.7 7.3-8" />,
  clock: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.2l2.7 1.8" />
    </>
  ),
  close: <path d="m5.5 5.5 9 9m0-9-9 9" />,
  copy: (
    <>
      <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
      <path d="M4.5 12.5A1.5 1.5 0 0 1 3.5 11V5.5a2 2 0 0 1 2-2H11a1.5 1.5 0 0 1 1.4 1" />
    </>
  ),
  dash: <path d="M5.5 10h9" />,
  document: (
    <>
      <path d="M5 3.5h6.5L15.5 7.5V15a1.5 1.5 0 0 1-1.5 1.5H6.5A1.5 1.5 0 0 1 5 15Z" />
      <path d="M11.5 3.5v4h4M8 11h4.5M8 13.7h3" />
    </>
  ),
  down: <path d="m5.5 8 4.5 4.5L14.5 8" />,
  info: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 9.3v4M10 6.4v.3" />
    </>
  ),
  left: <path d="M12 5.5 7.5 10l4.5 4.5" />,
  lock: (
    <>
      <rect x="4.5" y="9" width="11" height="7.5" rx="2" />
      <path d="M7 9V6.8a3 3 0 0 1 6 0V9" />
    </>
  ),
  mail: (
    <>
      <rect x="3" y="4.8" width="14" height="10.4" rx="2" />
      <path d="m3.6 6.2 6.4 4.9 6.4-4.9" />
    </>
  ),
  pause: <path d="M7.3 5.5v9M12.7 5.5v9" />,
  right: <path d="m8 5.5 4.5 4.5L8 14.5" />,
  ring: <circle cx="10" cy="10" r="6.5" />,
  screen: (
    <>
      <rect x="3" y="4" width="14" height="9.5" rx="1.5" />
      <path d="M10 13.5v3M7 16.5h6" />
    </>
  ),
  search: (
    <>
      <circle cx="9" cy="9" r="5" />
      <path d="m12.8 12.8 3.7 3.7" />
    </>
  ),
  up: <path d="m5.5 12 4.5-4.5 4.5 4.5" />,
  warning: (
    <>
      <path d="M10 3.6 17.2 16a.6.6 0 0 1-.5.9H3.3a.6.6 0 0 1-.5-.9Z" />
      <path d="M10 8.3v3.8M10 14.3v.2" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {paths[name]}
    </svg>
  );
}
