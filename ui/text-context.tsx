import { createContext, type ReactNode, useContext } from 'react';
import type { Translator } from '#i18n/translator.ts';
import type { UiMessageId } from './messages.ts';

const context = createContext<Translator<never> | null>(null);

export function TextProvider<Id extends string>(props: {
  translator: Translator<Id>;
  children: ReactNode;
}) {
  return <context.Provider value={props.translator}>{props.children}</context.Provider>;
}

/** The current translator. Each window narrows `Id` to its own catalogue in its `useText`. */
export function useTranslator<Id extends string = UiMessageId>(): Translator<Id> {
  const translator = useContext(context);
  if (!translator) throw new Error('no TextProvider around this component');
  return translator as Translator<Id>;
}
