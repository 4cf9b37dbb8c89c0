import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './launch-agent.ts';

/**
 * The file that Node runs for a package's command. What stands in `node_modules/.bin` is a shell script or a `.cmd` on
 * Windows, and neither can be spawned as it is.
 * @throws Error when the package has no such command
 */
export function toolFile(packageName: string, command = packageName): string {
  const folder = join(projectRoot, 'node_modules', packageName);
  const { bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>;
  };
  const file = typeof bin === 'string' ? bin : bin[command];
  if (!file) throw new Error(`${packageName} has no command “${command}”`);
  return join(folder, file);
}
