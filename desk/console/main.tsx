import './zod-without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../renderer/ui/tokens.css';
import '../../renderer/ui/base.css';
import { createTranslator } from '../../renderer/ui/i18n.ts';
import { TextProvider } from '../../renderer/ui/text-context.tsx';
import { consoleMessages } from './messages/en.ts';
import { chosenLocale } from './routing/location.ts';
import { App } from './shell/App.tsx';
import { ConsoleProvider } from './state/console-context.tsx';
import { createConsoleStore } from './state/console-store.ts';

const translator = createTranslator(chosenLocale ?? navigator.language, consoleMessages);
const console = createConsoleStore((input, init) => fetch(input, init));

const root = document.getElementById('root');
if (root) {
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
