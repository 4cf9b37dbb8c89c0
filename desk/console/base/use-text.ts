import type { Translator } from '#i18n/translator.ts';
import { useTranslator } from '#ui/text-context.tsx';
import type { ConsoleMessageId } from './console-messages.ts';

/** The translator for the messages of the console and of the shared components. */
export const useText = (): Translator<ConsoleMessageId> => useTranslator<ConsoleMessageId>();
