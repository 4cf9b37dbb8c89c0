import { consoleApi } from '#contract/http/console.ts';
import type { IncidentEvent } from '#contract/http/console-lists.ts';
import { apiPath } from './client.ts';
import { listenShared } from './shared-stream.ts';

const { events } = consoleApi['events.listen'];

export const topics = ['requests', 'devices'] as const;
export type Topic = (typeof topics)[number];

export interface LiveEvents {
  /** An incident is new or has changed. */
  onChanged: (number: string) => void;
  /** The incident's row in the list, before and after. */
  onRow: (event: IncidentEvent) => void;
  /** A request or a device is new or has changed. */
  onTopic: (topic: Topic) => void;
  /** `open` after `lost` means that changes may have been missed in between. Either may be repeated. */
  onState: (state: 'open' | 'lost') => void;
  /** The desk answered, but not with a stream: the session may have ended. */
  onRefused: () => void;
}

/** Listens until the returned function is called. `engineer`: the id of the signed-in engineer. */
export function listen(
  engineer: string,
  { onChanged, onRow, onTopic, onState, onRefused }: LiveEvents,
): () => void {
  return listenShared(apiPath('events.listen'), Object.keys(events), engineer, {
    onEvent(name, data) {
      const topic = topics.find((candidate) => candidate === name);
      if (topic) return onTopic(topic);
      if (name === 'incident') {
        const event = events.incident.safeParse(parsedJson(data));
        if (event.success) onRow(event.data);
        return;
      }
      const number = events.changed.safeParse(data);
      if (number.success) onChanged(number.data);
    },
    onState,
    onRefused,
  });
}

function parsedJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
