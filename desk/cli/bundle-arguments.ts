import { flag, text, wrong } from './command.ts';

/** Options shared by the commands that read a bundle. */
export const bundleOptions = { identity: text, json: flag } as const;

export const bundleHelp = `FILE is a bundle that the agent saved or sent. "-" is standard input. To open a sealed bundle, add --identity KEYFILE: a file
with a line AGE-SECRET-KEY-1…, as age-keygen writes it. --json prints one JSON object instead of text.`;

export function readBundleArguments(
  name: string,
  [file, ...rest]: readonly string[],
  {
    identity = null,
    json = false,
  }: { identity?: string | null | undefined; json?: boolean | undefined },
): { file: string; identity: string | null; json: boolean } {
  if (file === undefined) wrong(`Name the bundle: candor ${name} FILE`);
  if (rest.length > 0) wrong(`Name only one bundle. "${rest[0]}" is one argument too many.`);
  return { file, identity, json };
}
