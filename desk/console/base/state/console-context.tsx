import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { ConsoleState, ConsoleStore } from './console-store.ts';

const context = createContext<ConsoleStore | null>(null);

export function ConsoleProvider({
  console,
  children,
}: {
  console: ConsoleStore;
  children: ReactNode;
}) {
  return <context.Provider value={console}>{children}</context.Provider>;
}

/** The store's actions. */
export function useConsole(): ConsoleStore {
  const console = useContext(context);
  if (!console) throw new Error('no ConsoleProvider around this component');
  return console;
}

export const useConsoleState = <T,>(select: (state: ConsoleState) => T): T =>
  useStore(useConsole().store, select);
