import { readFileSync } from 'node:fs';
import { verifyBundle } from '../../bundle/verify.ts';
import type { Verification } from '../../contract/console-api.ts';
import { CandorError } from '../../contract/result.ts';
import { formatText } from '../../contract/text.ts';
import { type Command, readArguments } from './arguments.ts';
import { auditVerify } from './audit.ts';
import { diagnose } from './diagnose.ts';
import { helpOf } from './help.ts';
import { inspectJson, inspectText } from './inspect.ts';
import { loadBundle, UsageError } from './load.ts';
import type { Output } from './output.ts';
import { checkPolicy } from './policy-check.ts';
import { redact } from './redact.ts';
import { request, withdraw } from './request.ts';
import { plainText } from './terminal.ts';
import { exitCodes, outcomeOf, verifyJson, verifyText } from './verify.ts';

type FileCommand = Extract<Command, { name: 'inspect' | 'verify' }>;

/** Runs one command; returns the exit code: 0 good, 1 a check failed, 2 the command or a file cannot be used. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  const command = readArguments(args);
  switch (command.name) {
    case 'help':
      output.out(helpOf(command.of));
      return 0;
    case 'version':
      output.out(productVersion());
      return 0;
    case 'wrong':
      output.err(`${plainText(command.problem)} See: candor help`);
      return 2;
    case 'redact':
      return guarded(command.input, output, () => redact(command, output));
    case 'policy':
      return guarded(command.file, output, () => checkPolicy(command, output));
    case 'diagnose':
      return diagnose(command, output);
    case 'audit':
      return auditVerify(command, output);
    case 'request':
      return atDesk(() => request(command, output, process.env), output);
    case 'withdraw':
      return atDesk(() => withdraw(command, output, process.env), output);
    default:
      return guarded(command.file, output, () =>
        command.name === 'inspect' ? inspect(command, output) : verify(command, output),
      );
  }
}

function productVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function atDesk(action: () => Promise<number>, output: Output): Promise<number> {
  try {
    return await action();
  } catch (error) {
    output.err(plainText(error instanceof Error ? error.message : String(error)));
    return 2;
  }
}

/** What cannot be used is said with the file's name. */
async function guarded(file: string, output: Output, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    output.err(plainText(errorText(file, error)));
    return 2;
  }
}

function errorText(file: string, error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof CandorError)) return `${file}: ${String(error)}`;
  const { message, detail } = error.error;
  return `${file}: ${formatText(message)}${detail === null ? '' : ` (${detail})`}`;
}

async function inspect({ file, identity, json }: FileCommand, output: Output): Promise<number> {
  const bundle = await loadBundle(file, identity);
  try {
    output.out(json ? inspectJson(bundle) : inspectText(bundle));
    return 0;
  } finally {
    await bundle.close();
  }
}

async function verify({ file, identity, json }: FileCommand, output: Output): Promise<number> {
  const checks = await checksOf(file, identity);
  output.out(json ? verifyJson(checks) : verifyText(checks));
  return exitCodes[outcomeOf(checks)];
}

/** A file that is no bundle at all fails its first check: an altered one may look like that. */
async function checksOf(file: string, identity: string | null): Promise<Verification[]> {
  try {
    const bundle = await loadBundle(file, identity);
    try {
      return await verifyBundle(bundle);
    } finally {
      await bundle.close();
    }
  } catch (error) {
    if (!(error instanceof CandorError) || error.error.code !== 'bundle-invalid') throw error;
    return [{ check: { message: 'The file is a whole bundle' }, passed: false, detail: error.error.detail }];
  }
}
