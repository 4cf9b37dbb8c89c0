import type { UiMessageId } from '../ui/messages/en.ts';
import { useTranslator } from '../ui/text-context.tsx';
import type { MessageId } from './messages/en.ts';

export const useText = () => useTranslator<MessageId | UiMessageId>();

export type Texts = ReturnType<typeof useText>;
export type Translate = Texts['t'];
