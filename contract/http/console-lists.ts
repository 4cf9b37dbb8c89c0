import { z } from 'zod';
import { thumbprint } from '../bundle/receipt.ts';
import { type IncidentSummary, incidentSummary } from './console-api.ts';
import { deskDevice, deskRequest } from './console-requests.ts';
import { incidentNumber, incidentStatus } from './incident.ts';

/**
 * Rows per page. Lists are read page by page, each starting after the last row of the previous one.
 */
export const pageSize = 100;

const count = z.number().int().nonnegative();
const find = z.string().trim().max(200).default('');

export const incidentViews = ['open', 'mine', 'awaiting', 'ended', 'unverified', 'all'] as const;
export type IncidentView = (typeof incidentViews)[number];

export const incidentQuery = z.strictObject({
  view: z.enum(incidentViews).default('open'),
  /**
   * Each word must occur in the first line of the description, the device's name or the assignee,
   * or be the number of the incident.
   */
  find,
  sender: z.enum(['verified', 'unverified']).optional(),
  device: thumbprint.optional(),
  status: incidentStatus.optional(),
  /** An engineer's account. */
  assignee: z.uuid().optional(),
  /** Start after this incident. */
  before: incidentNumber.optional(),
});
export type IncidentQuery = z.infer<typeof incidentQuery>;

export const incidentPage = z.strictObject({
  incidents: z.array(incidentSummary).max(pageSize),
  /** The number of incidents that match the query, on all pages. */
  total: count,
  /** The same for each view, so that a search can lead from one view to another. */
  found: z.record(z.enum(incidentViews), count),
  /** The number of incidents in each view, regardless of the search. */
  counts: z.record(z.enum(incidentViews), count),
  /** `before` of the next page; null on the last page. */
  next: incidentNumber.nullable(),
  /** Counts the changes of all incidents: the totals include events up to this number. */
  version: count,
});
export type IncidentPage = z.infer<typeof incidentPage>;

/** The fields that decide in which views an incident is listed. */
export const incidentStanding = incidentSummary.pick({
  ...{ status: true, assignee: true, assigneeId: true, awaitsAnswer: true, deviceVerified: true },
});
export type IncidentStanding = z.infer<typeof incidentStanding>;

/**
 * Data of the event `incident`: one row of the list before and after a change, so that consoles
 * need not reload the list. `before` is null for a new incident, `after` for a deleted one.
 */
export const incidentEvent = z.strictObject({
  version: count,
  number: incidentNumber,
  before: incidentStanding.nullable(),
  after: incidentSummary.nullable(),
});
export type IncidentEvent = z.infer<typeof incidentEvent>;

const hasEnded = ({ status }: IncidentStanding): boolean =>
  status === 'resolved' || status === 'closed';

/**
 * Whether an incident belongs in a view. Anyone can invent unverified senders, so their incidents
 * wait in a separate view until an engineer takes them, and cannot push others out of sight.
 * @param engineer the account of the viewer; null: not signed in.
 */
export function isInView(
  incident: IncidentStanding,
  view: IncidentView,
  engineer: string | null,
): boolean {
  const untaken = !incident.deviceVerified && incident.assignee === null && !hasEnded(incident);
  switch (view) {
    case 'open':
      return !untaken && !hasEnded(incident);
    case 'mine':
      return (
        engineer !== null &&
        incident.assigneeId === engineer &&
        (!hasEnded(incident) || incident.awaitsAnswer)
      );
    case 'awaiting':
      return !untaken && incident.awaitsAnswer;
    case 'ended':
      return hasEnded(incident);
    case 'unverified':
      return untaken;
    case 'all':
      return true;
  }
}

/** The text that a search covers. */
export const searchLineOf = ({ summary, deviceName, assignee }: IncidentSummary): string =>
  `${summary}\n${deviceName ?? ''}\n${assignee ?? ''}`.toLowerCase();

/** The words of a search, and the incident number among them: `INC-000042`, `000042` or `42`. */
export const wordsOf = (find: string): { text: string; incident: number | null }[] =>
  find
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((text) => {
      const digits = /^(?:inc-)?(\d{1,15})$/.exec(text)?.[1];
      return { text, incident: digits === undefined ? null : Number(digits) };
    });

/**
 * Whether an incident matches a query, regardless of the view. The desk checks all rows, the
 * console each row that changed.
 */
export function matcherOf({
  find,
  sender,
  device,
  status,
  assignee,
}: Omit<IncidentQuery, 'view' | 'before'>): (incident: IncidentSummary, line?: string) => boolean {
  const words = wordsOf(find);
  return (incident, line = searchLineOf(incident)) =>
    (sender === undefined || incident.deviceVerified === (sender === 'verified')) &&
    (device === undefined || incident.device === device) &&
    (status === undefined || incident.status === status) &&
    (assignee === undefined || incident.assigneeId === assignee) &&
    words.every(
      (word) =>
        line.includes(word.text) ||
        (word.incident !== null && word.incident === Number(incident.number.slice(4))),
    );
}

export const deviceViews = ['all', 'verified', 'unverified', 'revoked'] as const;
export type DeviceView = (typeof deviceViews)[number];

export const deviceQuery = z.strictObject({
  view: z.enum(deviceViews).default('all'),
  /** Each word must occur in the name, the owner, the system, the version or the id. */
  find,
  before: z.string().max(100).optional(),
});
export type DeviceQuery = z.infer<typeof deviceQuery>;
export const devicePage = z.strictObject({
  devices: z.array(deskDevice).max(pageSize),
  total: count,
  /** The number of devices in each view, regardless of the search. */
  counts: z.record(z.enum(deviceViews), count),
  next: z.string().max(100).nullable(),
});
export type DevicePage = z.infer<typeof devicePage>;

export const requestViews = ['all', 'open', 'mine', 'ended'] as const;
export type RequestView = (typeof requestViews)[number];

export const requestQuery = z.strictObject({
  view: z.enum(requestViews).default('all'),
  /** Each word must occur in the reason, the engineer's name or the device's name. */
  find,
  device: thumbprint.optional(),
  incident: incidentNumber.optional(),
  before: z.string().max(100).optional(),
});
export type RequestQuery = z.infer<typeof requestQuery>;
export const requestPage = z.strictObject({
  requests: z.array(deskRequest).max(pageSize),
  total: count,
  next: z.string().max(100).nullable(),
});
export type RequestPage = z.infer<typeof requestPage>;
