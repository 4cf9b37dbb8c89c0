import { Notification } from 'electron';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import type { IncidentAnswer } from '../outbox/incident-updates.ts';
import { shownWords } from '../requests/shown-text.ts';
import type { CollectNotice } from './collect-notice.ts';
import { type Say, texts } from './texts.ts';

/** Milliseconds between two notifications of requests. The tray and the window show all of them. */
const shortestInterval = 20_000;
let lastAt = Number.NEGATIVE_INFINITY;
/** Held here, because a notification without a reference is garbage-collected, together with its click handler. */
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

/** Notifies the person of a request without opening anything. Without system notifications, only the tray shows it. */
export function notifyRequest(
  { engineer, organisation }: IncomingRequest,
  say: Say,
  onClick: () => void,
): void {
  if (!Notification.isSupported() || performance.now() - lastAt < shortestInterval) return;
  lastAt = performance.now();
  // The organisation's name comes from IT; the engineer's name is sanitised where it is shown.
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

/** Notifies the person that there is an answer and to which incident. The text itself is only in the window. */
export function tellAnswer(
  answer: IncidentAnswer,
  number: string,
  say: Say,
  onClick: () => void,
): void {
  if (!Notification.isSupported()) return;
  show(say(answerTitle(answer)), say(texts.answerBody, { number }), onClick);
}

/** Notifies the person while a command collects to a file, so that they do not find out later. */
export function tellCollecting({ file }: CollectNotice, say: Say, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  show(say(texts.collectingTitle), say(texts.collectingBody, { file: shownWords(file) }), onClick);
}
