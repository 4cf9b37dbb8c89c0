import type { Translator } from '../../renderer/ui/i18n.ts';
import type { UiMessageId } from '../../renderer/ui/messages/en.ts';
import { useTranslator } from '../../renderer/ui/text-context.tsx';
import type { ConsoleMessageId } from './messages/en.ts';

/** The translator, which knows the console's own messages and those of the shared components. */
export const useText = (): Translator<ConsoleMessageId | UiMessageId> => useTranslator<ConsoleMessageId | UiMessageId>();
