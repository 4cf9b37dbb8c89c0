export interface Change {
  /** ISO 8601; only the day when the system records no more. */
  at: string;
  action: 'install' | 'upgrade' | 'downgrade' | 'remove' | 'purge';
  name: string;
  from: string | null;
  to: string | null;
}
