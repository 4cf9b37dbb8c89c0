import { consoleRoutes } from '../../../contract/console-api.ts';
import { type IncidentEvent, incidentEvent } from '../../../contract/console-lists.ts';
import { incidentNumber } from '../../../contract/incident.ts';

export const topics = ['requests', 'devices'] as const;
export type Topic = (typeof topics)[number];

export interface LiveEvents {
  /** An incident is new or has changed. */
  onChanged: (number: string) => void;
  /** Its row in the list, before and after. */
  onRow: (event: IncidentEvent) => void;
  /** A request or a device is new or has changed. */
  onTopic: (topic: Topic) => void;
  /** `lost` is called once for each loss; `open` afterwards means that changes may have been missed in between. */
  onState: (state: 'open' | 'lost') => void;
  /** The desk answered, but with no stream: the session may have ended. */
  onRefused: () => void;
}

/** How long a refused stream rests before it is asked for anew, in milliseconds. */
const restMs = 5000;

/**
 * Listens until the returned function is called. The browser itself reconnects after a broken connection, but gives up
 * after an HTTP error (HTML standard, 9.2.2), such as a desk that is just starting: then it is made anew.
 */
export function listen({ onChanged, onRow, onTopic, onState, onRefused }: LiveEvents): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lost = false;

  const report = (state: 'open' | 'lost') => {
    if (state === 'lost' && lost) return;
    lost = state === 'lost';
    onState(state);
  };
  const open = () => {
    source = new EventSource(consoleRoutes.events);
    source.addEventListener('open', () => report('open'));
    source.addEventListener('changed', ({ data }) => {
      const number = incidentNumber.safeParse(data);
      if (number.success) onChanged(number.data);
    });
    source.addEventListener('incident', ({ data }) => {
      const event = incidentEvent.safeParse(parsedJson(data));
      if (event.success) onRow(event.data);
    });
    for (const topic of topics) source.addEventListener(topic, () => onTopic(topic));
    source.addEventListener('error', () => {
      report('lost');
      if (source?.readyState !== EventSource.CLOSED) return;
      onRefused();
      timer = setTimeout(open, restMs);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function parsedJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
