import { z } from 'zod';

/** ITIL's states of an incident, in their usual order. */
export const incidentStatuses = [
  'new',
  'assigned',
  'in-progress',
  'pending-user',
  'pending-third-party',
  'resolved',
  'closed',
] as const;
export const incidentStatus = z.enum(incidentStatuses);
export type IncidentStatus = z.infer<typeof incidentStatus>;

/**
 * The allowed next states (ITIL): work continues, waits or is resolved; only a resolved incident
 * can be closed or reopened. A closed incident stays closed: a new problem is a new incident.
 */
export const nextStatuses: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  new: ['assigned', 'in-progress', 'pending-user', 'pending-third-party', 'resolved'],
  assigned: ['in-progress', 'pending-user', 'pending-third-party', 'resolved'],
  'in-progress': ['pending-user', 'pending-third-party', 'resolved'],
  'pending-user': ['in-progress', 'pending-third-party', 'resolved'],
  'pending-third-party': ['in-progress', 'pending-user', 'resolved'],
  resolved: ['in-progress', 'closed'],
  closed: [],
};

/** `INC-000042`: a number that can be read out on the phone. */
export const incidentNumber = z.string().regex(/^INC-\d{6,15}$/);

export const messageText = z.string().trim().min(1).max(8000);

const messageEntry = z.strictObject({
  kind: z.literal('message'),
  id: z.string().max(100),
  at: z.iso.datetime(),
  from: z.enum(['engineer', 'person']),
  /** The engineer's name; empty for the person. */
  name: z.string().max(200),
  text: messageText,
});

/** One line of an incident's conversation, as both sides see it. */
export const timelineEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('received'), id: z.string().max(100), at: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('status'),
    id: z.string().max(100),
    at: z.iso.datetime(),
    status: incidentStatus,
    /** The engineer's name; empty when a message from the person reopened the incident. */
    engineer: z.string().max(200),
  }),
  messageEntry,
]);
export type TimelineEntry = z.infer<typeof timelineEntry>;

/**
 * The assigned engineer. Only engineers see it: older agents would not understand it, and the
 * answer itself tells the person who answered.
 */
export const assignmentEntry = z.strictObject({
  kind: z.literal('assignment'),
  id: z.string().max(100),
  at: z.iso.datetime(),
  /** Engineers' names; null: not assigned. */
  from: z.string().max(100).nullable(),
  to: z.string().max(100).nullable(),
  /** Who changed it; null: the desk, because the account was disabled. */
  by: z.string().max(100).nullable(),
});
/**
 * Two engineers may have the same name, so engineers also see the account that a message comes
 * from.
 */
const deskMessageEntry = messageEntry.extend({
  /** Missing for the person, and for answers that an older desk stored only by name. */
  author: z.uuid().optional(),
});
const [receivedEntry, statusEntry] = timelineEntry.options;
export const deskTimelineEntry = z.discriminatedUnion('kind', [
  receivedEntry,
  statusEntry,
  deskMessageEntry,
  assignmentEntry,
]);
export type DeskTimelineEntry = z.infer<typeof deskTimelineEntry>;

/** Maximum number of lines in one incident's conversation; both sides read it at once. */
export const mostTimelineEntries = 5000;

export const incidentView = z.strictObject({
  number: incidentNumber,
  status: incidentStatus,
  timeline: z.array(timelineEntry).max(mostTimelineEntries),
});
export type IncidentView = z.infer<typeof incidentView>;
