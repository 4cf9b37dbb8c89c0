/** The product's mark: a speech bubble in the shape of an open C, with an eye. */
export function Mark({ size = 48 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="210 210 604 620" fill="none">
      <path
        d="M 708 352 A 252 252 0 1 0 708 672"
        stroke="var(--accent)"
        strokeWidth="92"
        strokeLinecap="round"
      />
      <path d="M 283 610 L 254 802 Q 254 819 271 814 L 454 762 Z" fill="var(--accent)" />
      <circle cx="512" cy="512" r="98" fill="var(--accent)" />
    </svg>
  );
}
