import { defineCommand, flag, text, wrong } from '../command.ts';
import { withFile } from '../failure.ts';
import { redact as redactPlace } from '../redact.ts';

export const redact = defineCommand({
  name: 'redact',
  usage: 'candor redact IN OUT [--known FILE.json] [--report FILE.json] [--force]',
  does: 'hides secrets and personal values in a text file, a folder or a zip; "-" is standard input or output',
  more: `Secrets become [secret:…] and personal values stable names (user-1, ip-3); the original stays. A file that is there already is
replaced only with --force. --known names values to hide wherever they stand: {"users": [], "hosts": [], "domains": [], "ips": [],
"macs": [], "ssids": [], "serials": [], "emails": [], "paths": [], "words": []}. --report lists every replacement with file, offset
and rule, never the value. What is no text is left out, and it says so.`,
  options: { known: text, report: text, force: flag },
  read([input, output, ...rest], { known = null, report = null, force = false }) {
    if (input === undefined || output === undefined)
      wrong('Name what to read and where to write: candor redact IN OUT');
    if (rest.length > 0) wrong(`"${rest[0]}" is too much: redact reads one place and writes one.`);
    return { input, output, known, report, force };
  },
  run: (given, output) => withFile(given.input, output, () => redactPlace(given, output)),
});
