import { Notification } from 'electron';
import type { AskedRequest } from '../../contract/asked.ts';
import { type Say, texts } from './texts.ts';

/** Milliseconds: a desk that asks again and again does not get a pop-up each time. The tray and the window show them all. */
const shortestInterval = 20_000;
let lastAt = Number.NEGATIVE_INFINITY;
/** Kept, because one that nobody holds is collected, and its click with it. */
let shown: Notification | null = null;

/** Tells of a request without opening anything. Where the system shows no notifications, the tray alone tells. */
export function tellAsked({ engineer, organisation }: AskedRequest, say: Say, onClick: () => void): void {
  if (!Notification.isSupported() || performance.now() - lastAt < shortestInterval) return;
  lastAt = performance.now();
  // The organisation's name is IT's own word; the engineer's was made harmless where it is shown.
  const values = { engineer: engineer.name, organisation };
  shown = new Notification({ title: say(texts.askedTitle, values), body: say(texts.askedBody, values), urgency: 'normal' });
  shown.on('click', onClick);
  shown.show();
}
