import { textOf } from '../../toolkit/fields.ts';
import type { Printer } from './types.ts';

/** `lpstat -p -d`, in English because Candor sets the language of commands. */
export function lpstatPrinters(output: string): Printer[] {
  const chosen = /^system default destination: (\S{1,200})/m.exec(output)?.[1];
  return [...output.matchAll(/^printer (\S{1,200}) (?:is |now )?(idle|printing|disabled)/gm)].map(
    ([, name = '', state = '']) => ({
      name,
      driver: null,
      state,
      default: name === chosen,
      connection: null,
    }),
  );
}

/** Files in `/etc/cups/ppd`: one for each printer that has a driver. */
export function ppdPrinters(names: string[]): Printer[] {
  return names.flatMap((file) => {
    const name = textOf(/^(.{1,200})\.ppd$/.exec(file)?.[1]);
    return name === null ? [] : [{ name, driver: null, state: null, default: null, connection: null }];
  });
}
