import { uiMessages } from '#ui/messages.ts';
import { accountMessages } from '../features/account/messages.ts';
import { auditMessages } from '../features/audit/messages.ts';
import { devicesMessages } from '../features/devices/messages.ts';
import { entryMessages } from '../features/entry/messages.ts';
import { incidentMessages } from '../features/incident/messages.ts';
import { incidentsMessages } from '../features/incidents/messages.ts';
import { itemMessages } from '../features/item/messages.ts';
import { peopleMessages } from '../features/people/messages.ts';
import { requestsMessages } from '../features/requests/messages.ts';
import { sampleMessages } from '../features/sample/messages.ts';
import { settingsMessages } from '../features/settings/messages.ts';
import { shellMessages } from '../shell/messages.ts';
import { partsMessages } from './parts/messages.ts';
import { treeMessages } from './tree/messages.ts';

/** Every message of the console. Each page defines its own in its `messages.ts`. */
export const consoleMessages = {
  ...uiMessages,
  ...shellMessages,
  ...entryMessages,
  ...partsMessages,
  ...incidentsMessages,
  ...incidentMessages,
  ...itemMessages,
  ...sampleMessages,
  ...treeMessages,
  ...peopleMessages,
  ...requestsMessages,
  ...devicesMessages,
  ...settingsMessages,
  ...auditMessages,
  ...accountMessages,
} as const;

export type ConsoleMessageId = keyof typeof consoleMessages;
