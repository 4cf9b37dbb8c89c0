import { uiMessages } from '../../renderer/ui/messages.ts';
import { accountMessages } from './account/messages.ts';
import { auditMessages } from './audit/messages.ts';
import { devicesMessages } from './devices/messages.ts';
import { entryMessages } from './entry/messages.ts';
import { incidentMessages } from './incident/messages.ts';
import { incidentsMessages } from './incidents/messages.ts';
import { itemMessages } from './item/messages.ts';
import { partsMessages } from './parts/messages.ts';
import { peopleMessages } from './people/messages.ts';
import { requestsMessages } from './requests/messages.ts';
import { sampleMessages } from './sample/messages.ts';
import { settingsMessages } from './settings/messages.ts';
import { shellMessages } from './shell/messages.ts';
import { treeMessages } from './tree/messages.ts';

/** Every message of the console. Each page has its own in its `messages.ts`. */
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
