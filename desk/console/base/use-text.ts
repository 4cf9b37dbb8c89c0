import type { Translator } from '#i18n/translator.ts';
import { useTranslator } from '#ui/text-context.tsx';
import type { ConsoleMessageId } from './console-messages.ts';

/** The translator, which knows the console's own messages and those of the shared components. */
export const useText = (): Translator<ConsoleMessageId> => useTranslator<ConsoleMessageId>();
