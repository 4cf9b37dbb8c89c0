import { type PolicySource, policyProblem } from './parse-policy.ts';
import { readProtectedFile } from './protected-file.ts';
import { runTool } from './run-tool.ts';

const preferences = '/Library/Managed Preferences/com.candor.agent.plist';

/**
 * The key `Policy` of the managed preferences, in the JSON that `plutil` makes of them: a dictionary, or a string that
 * holds JSON. Keys beside it belong to the profile and are left alone.
 */
export function parseManagedPreferences(json: string, source: string): PolicySource {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (thrown) {
    return { kind: 'refused', source, problem: policyProblem(source, `plutil's answer is not JSON: ${String(thrown)}`) };
  }
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'Policy')) return { kind: 'absent' };
  const value: unknown = Reflect.get(document, 'Policy');
  return { kind: 'found', source, text: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** Only the system itself writes managed preferences, from a profile of device management. */
export async function readMacosPreferences(): Promise<PolicySource> {
  const file = await readProtectedFile(preferences);
  if (file.kind !== 'found') return file;
  const answer = await runTool('/usr/bin/plutil', ['-convert', 'json', '-o', '-', preferences]);
  if (!answer.ok) return { kind: 'refused', source: preferences, problem: policyProblem(preferences, answer.detail) };
  return parseManagedPreferences(answer.output.toString('utf8'), preferences);
}
