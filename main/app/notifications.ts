import { Notification } from 'electron';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import type { IncidentAnswer } from '../outbox/incident-updates.ts';
import { shownWords } from '../requests/shown-text.ts';
import type { CollectNotice } from './collect-notice.ts';
import { type Say, texts } from './texts.ts';

/** Milliseconds: a desk that asks again and again does not get a pop-up each time. The tray and the window show them all. */
const shortestInterval = 20_000;
let lastAt = Number.NEGATIVE_INFINITY;
/** Kept, because one that nobody holds is collected, and its click with it. */
const shown = new Set<Notification>();

function show(title: string, body: string, onClick: () => void): void {
  const notification = new Notification({ title, body, urgency: 'normal' });
  shown.add(notification);
  notification.on('close', () => shown.delete(notification));
  notification.on('click', () => {
    shown.delete(notification);
    onClick();
  });
  notification.show();
}

/** Tells of a request without opening anything. Where the system shows no notifications, the tray alone tells. */
export function notifyRequest(
  { engineer, organisation }: IncomingRequest,
  say: Say,
  onClick: () => void,
): void {
  if (!Notification.isSupported() || performance.now() - lastAt < shortestInterval) return;
  lastAt = performance.now();
  // The organisation's name is IT's own word; the engineer's was made harmless where it is shown.
  const values = { engineer: engineer.name, organisation };
  show(say(texts.askedTitle, values), say(texts.askedBody, values), onClick);
}

const answerTitles = {
  message: texts.answerTitle,
  waiting: texts.waitingTitle,
  resolved: texts.resolvedTitle,
  closed: texts.closedTitle,
} as const satisfies Record<IncidentAnswer, string>;
export const answerTitle = (answer: IncidentAnswer): string => answerTitles[answer];

/** Says that there is an answer, and of which incident; what it says stays in the window. */
export function tellAnswer(
  answer: IncidentAnswer,
  number: string,
  say: Say,
  onClick: () => void,
): void {
  if (!Notification.isSupported()) return;
  show(say(answerTitle(answer)), say(texts.answerBody, { number }), onClick);
}

/** Says that a command collects into a file, while it does: no person should find out later. */
export function tellCollecting({ file }: CollectNotice, say: Say, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  show(say(texts.collectingTitle), say(texts.collectingBody, { file: shownWords(file) }), onClick);
}
