import './base/zod-without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '#ui/tokens.css';
import '#ui/base.css';
import { createTranslator } from '#i18n/translator.ts';
import { TextProvider } from '#ui/text-context.tsx';
import { consoleMessages } from './base/console-messages.ts';
import { chosenLocale } from './base/routing/location.ts';
import { ConsoleProvider } from './base/state/console-context.tsx';
import { createConsoleStore } from './base/state/console-store.ts';
import { loadTranslations } from './base/translations.ts';
import { App } from './shell/App.tsx';

/** A function, because the bundler splits an entry with a top-level await into thirty files. */
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
