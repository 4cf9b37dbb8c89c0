import { uiMessages } from '#ui/messages.ts';
import { activityMessages } from '../features/activity/messages.ts';
import { collectingMessages } from '../features/collecting/messages.ts';
import { describeMessages } from '../features/describe/messages.ts';
import { followMessages } from '../features/follow/messages.ts';
import { historyMessages } from '../features/history/messages.ts';
import { homeMessages } from '../features/home/messages.ts';
import { itemViewerMessages } from '../features/item-viewer/messages.ts';
import { localDataMessages } from '../features/local-data/messages.ts';
import { pictureMessages } from '../features/picture/messages.ts';
import { policyMessages } from '../features/policy/messages.ts';
import { proxyLoginMessages } from '../features/proxy-login/messages.ts';
import { requestsMessages } from '../features/requests/messages.ts';
import { reviewMessages } from '../features/review/messages.ts';
import { sealingMessages } from '../features/sealing/messages.ts';
import { appMessages } from '../shell/messages.ts';

/** All messages of the window. Each feature defines its own in its `messages.ts`. */
export const windowMessages = {
  ...uiMessages,
  ...appMessages,
  ...homeMessages,
  ...policyMessages,
  ...proxyLoginMessages,
  ...describeMessages,
  ...pictureMessages,
  ...collectingMessages,
  ...reviewMessages,
  ...itemViewerMessages,
  ...sealingMessages,
  ...followMessages,
  ...requestsMessages,
  ...activityMessages,
  ...historyMessages,
  ...localDataMessages,
} as const;

export type MessageId = keyof typeof windowMessages;
