import { collectorItems } from './collector-items.ts';

/** The collectors that an engineer may request by name: all except `description`, which holds the person's own words. */
export const requestableCollectors: readonly string[] = Object.keys(collectorItems).filter(
  (id) => id !== 'description',
);

/** An organisation's own application has the id `app-` and its id in the policy, which only the agent knows. */
export const isRequestable = (id: string): boolean =>
  id.startsWith('app-') || requestableCollectors.includes(id);
