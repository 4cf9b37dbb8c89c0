import { type PolicySource, policyProblem } from './parse-policy.ts';
import { runTool } from './run-tool.ts';

const key = 'HKLM\\Software\\Policies\\Candor';
const valueName = 'Policy';
const source = `${key}\\${valueName}`;
/** What reg.exe answers when the key or the value is not there. */
const notFound = 1;

/**
 * The value in the output of `reg query KEY /v Policy`. reg.exe writes in the console's code page, which cannot be
 * known here: any byte above 0x7F would come out as another letter, so it is refused instead of guessed.
 */
export function parseRegistryQuery(output: Uint8Array): PolicySource {
  if (output.some((byte) => byte > 0x7f)) {
    return {
      kind: 'refused',
      source,
      problem: policyProblem(source, 'it holds letters outside ASCII; write them as JSON escapes, such as \\u00e9'),
    };
  }
  const text = Buffer.from(output).toString('latin1');
  const match = /^\s+Policy\s+(REG_\w+)[ \t]*([\s\S]*)$/m.exec(text);
  if (!match) return { kind: 'absent' };
  const [, type, value = ''] = match;
  if (type !== 'REG_SZ') return { kind: 'refused', source, problem: policyProblem(source, `it is ${type}; it must be REG_SZ`) };
  return { kind: 'found', source, text: value.trim() };
}

/** Only an administrator can write below `Policies` of the machine's hive. */
export async function readWindowsRegistry(environment: NodeJS.ProcessEnv = process.env): Promise<PolicySource> {
  const systemRoot = /^[A-Za-z]:\\[^\\/:*?"<>|]+$/.exec(environment.SystemRoot ?? '')?.[0] ?? 'C:\\Windows';
  const answer = await runTool(`${systemRoot}\\System32\\reg.exe`, ['query', key, '/v', valueName, '/reg:64']);
  if (answer.ok) return parseRegistryQuery(answer.output);
  if (answer.exitCode === notFound) return { kind: 'absent' };
  return { kind: 'refused', source, problem: policyProblem(source, answer.detail) };
}
