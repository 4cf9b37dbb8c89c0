import os from 'node:os';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { rowOf, textOf } from '#collector/toolkit/fields.ts';
import { readMany } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach } from '#collector/toolkit/powershell-sources.ts';

/** The programs that open links and write mail, by the system's names for them; null when none was chosen. */
export interface DefaultApps {
  browser: string | null;
  mail: string | null;
}

/** mimeapps.list (MIME Application Associations Specification): the first file that names a program counts. */
export function mimeappsDefaults(lists: readonly string[]): DefaultApps {
  const handler = (type: string): string | null => {
    for (const list of lists) {
      const section =
        /^\[Default Applications\]$([\s\S]{0,200000}?)(?=^\[|(?![\s\S]))/m.exec(list)?.[1] ?? '';
      const line = section.split('\n').find((one) => one.startsWith(`${type}=`));
      const program = textOf(
        line
          ?.slice(type.length + 1)
          .split(';')[0]
          ?.replace(/\.desktop$/, ''),
      );
      if (program !== null) return program;
    }
    return null;
  };
  return { browser: handler('x-scheme-handler/https'), mail: handler('x-scheme-handler/mailto') };
}

/** `defaults read com.apple.LaunchServices/com.apple.launchservices.secure LSHandlers`: entries in braces, with the bundle's id. */
export function darwinDefaults(output: string): DefaultApps {
  const handlers = new Map<string, string>();
  for (const entry of output.split(/^ {4}\},?$/m)) {
    const scheme = /\bLSHandlerURLScheme = "?([\w-]{1,50})"?;/.exec(entry)?.[1];
    const program = textOf(
      /\bLSHandlerRole(?:All|Viewer) = "?(\w[\w.-]{0,199})"?;/.exec(entry)?.[1],
    );
    if (scheme !== undefined && program !== null) handlers.set(scheme, program);
  }
  return { browser: handlers.get('https') ?? null, mail: handlers.get('mailto') ?? null };
}

/** `{ browser, mail }`: names such as `ChromeHTML` or `FirefoxURL-308046B0AF4A39CB`, whose ending differs between computers. */
export function win32Defaults(answer: unknown): DefaultApps {
  const parts = rowOf(answer);
  const name = (value: unknown): string | null =>
    textOf(textOf(value)?.replace(/-[0-9A-F]{16}$/, ''));
  return { browser: name(parts.browser), mail: name(parts.mail) };
}

const choice = (scheme: string): string =>
  `(Get-ItemProperty 'HKCU:\\Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\${scheme}\\UserChoice' -Name ProgId -ErrorAction SilentlyContinue).ProgId`;

const defaultsScript = askEach({
  browser: { one: choice('https') },
  mail: { one: choice('mailto') },
});

export async function gatherDefaults(context: CollectContext): Promise<DefaultApps> {
  if (context.platform === 'win32')
    return win32Defaults((await ask(context, defaultsScript, { timeoutMs: 5000 })).answer);
  if (context.platform === 'darwin') {
    const words = [
      'read',
      'com.apple.LaunchServices/com.apple.launchservices.secure',
      'LSHandlers',
    ];
    return darwinDefaults((await context.run('defaults', words, { timeoutMs: 5000 })).stdout);
  }
  const lists = [
    `${os.homedir()}/.config/mimeapps.list`,
    '/etc/xdg/mimeapps.list',
    '/usr/share/applications/mimeapps.list',
  ];
  return mimeappsDefaults(await readMany(context, lists, 256 * 1024));
}
