import './zod-without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../renderer/ui/tokens.css';
import '../../renderer/ui/base.css';
import { createTranslator } from '../../i18n/translator.ts';
import { TextProvider } from '../../renderer/ui/text-context.tsx';
import { consoleMessages } from './console-messages.ts';
import { chosenLocale } from './routing/location.ts';
import { App } from './shell/App.tsx';
import { ConsoleProvider } from './state/console-context.tsx';
import { createConsoleStore } from './state/console-store.ts';
import { loadTranslations } from './translations.ts';

/** A function, because the bundler splits an entry that awaits at its top level into thirty files. */
async function start(root: HTMLElement): Promise<void> {
  const locale = chosenLocale ?? navigator.language;
  const translator = createTranslator(locale, consoleMessages, await loadTranslations(locale));
  const console = createConsoleStore((input, init) => fetch(input, init));
  createRoot(root).render(
    <StrictMode>
      <TextProvider translator={translator}>
        <ConsoleProvider console={console}>
          <App />
        </ConsoleProvider>
      </TextProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
