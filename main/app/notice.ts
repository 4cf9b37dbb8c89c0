import { Notification } from 'electron';
import type { AskedRequest } from '../../contract/asked.ts';
import type { IncidentAnswer } from '../outbox/answers.ts';
import { texts } from './texts.ts';

/** Milliseconds: a desk that asks again and again does not get a pop-up each time. The tray and the window show them all. */
const shortestInterval = 20_000;
let lastAt = Number.NEGATIVE_INFINITY;
/** Kept, because one that nobody holds is collected, and its click with it. */
let shown: Notification | null = null;

/** Tells of a request without opening anything. Where the system shows no notifications, the tray alone tells. */
export function tellAsked({ engineer, organisation }: AskedRequest, onClick: () => void): void {
  if (!Notification.isSupported() || performance.now() - lastAt < shortestInterval) return;
  lastAt = performance.now();
  const values = { engineer: engineer.name, organisation };
  shown = new Notification({ title: filled(texts.askedTitle, values), body: filled(texts.askedBody, values), urgency: 'normal' });
  shown.on('click', onClick);
  shown.show();
}

const answerTitles: Record<IncidentAnswer, string> = {
  message: texts.answerTitle,
  waiting: texts.waitingTitle,
  resolved: texts.resolvedTitle,
  closed: texts.closedTitle,
};
export const answerTitle = (answer: IncidentAnswer): string => answerTitles[answer];

/** Says that there is an answer, and of which incident; what it says stays in the window. */
export function tellAnswer(answer: IncidentAnswer, number: string, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const body = texts.answerBody.replace('{number}', () => number);
  shown = new Notification({ title: answerTitle(answer), body, urgency: 'normal' });
  shown.on('click', onClick);
  shown.show();
}

/** The text with its names; the organisation's is IT's own word, the engineer's was made harmless where it is shown. */
export const filled = (text: string, values: Record<'engineer' | 'organisation', string>): string =>
  text.replace(/\{(engineer|organisation)\}/g, (_, name: 'engineer' | 'organisation') => values[name]);
