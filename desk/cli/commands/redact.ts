import { defineCommand, flag, text, wrong } from '../command.ts';
import { withFile } from '../failure.ts';
import { redact as redactInput } from '../redact.ts';

export const redact = defineCommand({
  name: 'redact',
  usage: 'candor redact IN OUT [--known FILE.json] [--report FILE.json] [--force]',
  does: 'hides secrets and personal values in a text file, a folder or a zip; "-" is standard input or output',
  more: `Secrets become [secret:…] and personal values become pseudonyms (user-1, ip-3). The original is not changed. An existing file
is replaced only with --force. --known names values to hide everywhere: {"users": [], "hosts": [], "domains": [], "ips": [],
"macs": [], "ssids": [], "serials": [], "emails": [], "paths": [], "words": []}. --report lists every replacement with file, offset
and rule, never the value. Files that are not text are left out and listed.`,
  options: { known: text, report: text, force: flag },
  read([input, output, ...rest], { known = null, report = null, force = false }) {
    if (input === undefined || output === undefined)
      wrong('Name the input and the output: candor redact IN OUT');
    if (rest.length > 0)
      wrong(`"${rest[0]}" is one argument too many. Name one input and one output.`);
    return { input, output, known, report, force };
  },
  run: (parsed, output) => withFile(parsed.input, output, () => redactInput(parsed, output)),
});
