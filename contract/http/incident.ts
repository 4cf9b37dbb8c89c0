import { z } from 'zod';

/** ITIL's states of an incident, in the order they usually come. */
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
 * Where an incident may go from each state (ITIL): work goes on, waits, is resolved, and only what is resolved can be
 * closed or opened again. A closed incident stays closed: a new trouble is a new incident.
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

/** `INC-000042`: the number a person can read out on the phone. */
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

/** One line of an incident's story, as both sides see it. */
export const timelineEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('received'), id: z.string().max(100), at: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('status'),
    id: z.string().max(100),
    at: z.iso.datetime(),
    status: incidentStatus,
    /** The engineer's name; empty when a message from the person opened the incident again. */
    engineer: z.string().max(200),
  }),
  messageEntry,
]);
export type TimelineEntry = z.infer<typeof timelineEntry>;

/**
 * Who has the incident now. Engineers alone see it: agents of an older version would not understand it, and a person is
 * told who answers by the answer itself.
 */
export const assignmentEntry = z.strictObject({
  kind: z.literal('assignment'),
  id: z.string().max(100),
  at: z.iso.datetime(),
  /** Engineers' names; null: nobody. */
  from: z.string().max(100).nullable(),
  to: z.string().max(100).nullable(),
  /** Who changed it; null: the desk, because the account was disabled. */
  by: z.string().max(100).nullable(),
});
/** Two engineers may have the same name, so engineers also see whose account a message comes from. */
const deskMessageEntry = messageEntry.extend({
  /** Absent for the person, and for answers that an older desk stored by name only. */
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

/** Lines of one incident's story; both sides read it at once. */
export const mostTimelineEntries = 5000;

export const incidentView = z.strictObject({
  number: incidentNumber,
  status: incidentStatus,
  timeline: z.array(timelineEntry).max(mostTimelineEntries),
});
export type IncidentView = z.infer<typeof incidentView>;
