import { bundleHelp, bundleOptions, readBundleArguments } from '../bundle-arguments.ts';
import { defineCommand } from '../command.ts';
import { withFile } from '../failure.ts';
import { inspectJson, inspectText } from '../inspect-text.ts';
import { loadBundle } from '../load.ts';

export const inspect = defineCommand({
  name: 'inspect',
  usage: 'candor inspect FILE [--json] [--identity KEYFILE]',
  does: 'shows what is in a bundle, what is missing and why, and the findings',
  more: bundleHelp,
  options: bundleOptions,
  read: (words, values) => readBundleArguments('inspect', words, values),
  run: ({ file, identity, json }, output) =>
    withFile(file, output, async () => {
      const bundle = await loadBundle(file, identity);
      try {
        output.out(json ? inspectJson(bundle) : inspectText(bundle));
        return 0;
      } finally {
        await bundle.close();
      }
    }),
});
