import { consoleRoutes } from '../../../contract/console-api.ts';
import { incidentNumber } from '../../../contract/incident.ts';
import { listenShared } from './shared-stream.ts';

export const topics = ['requests', 'devices'] as const;
export type Topic = (typeof topics)[number];

export interface LiveEvents {
  /** An incident is new or has changed. */
  onChanged: (number: string) => void;
  /** A request or a device is new or has changed. */
  onTopic: (topic: Topic) => void;
  /** `open` after `lost` means that changes may have been missed in between. Either may be repeated. */
  onState: (state: 'open' | 'lost') => void;
  /** The desk answered, but with no stream: the session may have ended. */
  onRefused: () => void;
}

/** Listens until the returned function is called. `engineer`: the id of whoever is signed in. */
export function listen(engineer: string, { onChanged, onTopic, onState, onRefused }: LiveEvents): () => void {
  return listenShared(consoleRoutes.events, ['changed', ...topics], engineer, {
    onEvent(name, data) {
      const number = incidentNumber.safeParse(data);
      if (name === 'changed' && number.success) onChanged(number.data);
      const topic = topics.find((one) => one === name);
      if (topic) onTopic(topic);
    },
    onState,
    onRefused,
  });
}
