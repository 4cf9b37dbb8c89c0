import type { Command } from './command.ts';
import { audit } from './commands/audit.ts';
import { diagnose } from './commands/diagnose.ts';
import { inspect } from './commands/inspect.ts';
import { policy } from './commands/policy.ts';
import { redact } from './commands/redact.ts';
import { request } from './commands/request.ts';
import { verify } from './commands/verify.ts';
import { withdraw } from './commands/withdraw.ts';

/** Every command, in the order of the full help. */
export const commands: readonly Command[] = [
  inspect,
  verify,
  diagnose,
  request,
  withdraw,
  audit,
  redact,
  policy,
];
