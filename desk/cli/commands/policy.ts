import { defineCommand, flag, wrong } from '../command.ts';
import { withFile } from '../failure.ts';
import { checkPolicy } from '../policy-check.ts';

export const policy = defineCommand({
  name: 'policy',
  usage: 'candor policy check FILE [--json]',
  does: 'shows what a policy document would set, or what is wrong in it and where',
  more: 'It reads a document the way the agent does. Exit code 1 when something in it is wrong or unknown.',
  options: { json: flag },
  read([what, file, ...rest], { json = false }) {
    if (what !== 'check') wrong('Use: candor policy check FILE');
    if (file === undefined) wrong('Name the document: candor policy check FILE');
    if (rest.length > 0) wrong(`Name only one document. "${rest[0]}" is one argument too many.`);
    return { file, json };
  },
  run: (parsed, output) => withFile(parsed.file, output, () => checkPolicy(parsed, output)),
});
