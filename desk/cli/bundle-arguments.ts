import { flag, text, wrong } from './command.ts';

/** What the commands that read a bundle have in common. */
export const bundleOptions = { identity: text, json: flag } as const;

export const bundleHelp = `FILE is a bundle as the agent saves or sends it; "-" is standard input. A sealed one needs the key that opens it:
--identity KEYFILE, a file with a line AGE-SECRET-KEY-1…, as age-keygen writes it. --json prints one JSON object instead of text.`;

export function readBundleArguments(
  name: string,
  [file, ...rest]: readonly string[],
  {
    identity = null,
    json = false,
  }: { identity?: string | null | undefined; json?: boolean | undefined },
): { file: string; identity: string | null; json: boolean } {
  if (file === undefined) wrong(`Name the bundle: candor ${name} FILE`);
  if (rest.length > 0) wrong(`One bundle at a time: "${rest[0]}" is too much.`);
  return { file, identity, json };
}
