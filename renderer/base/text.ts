import { useTranslator } from '#ui/text-context.tsx';
import type { MessageId } from './window-messages.ts';

export const useText = () => useTranslator<MessageId>();

export type Texts = ReturnType<typeof useText>;
export type Translate = Texts['t'];
