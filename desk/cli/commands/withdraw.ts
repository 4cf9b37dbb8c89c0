import { defineCommand, text, wrong } from '../command.ts';
import { deskHelp, deskOptions } from '../desk-options.ts';
import { atDesk } from '../failure.ts';
import { type WithdrawCommand, withdraw as withdrawRequest } from '../request.ts';

export const withdraw = defineCommand({
  name: 'withdraw',
  usage: 'candor withdraw REQUEST [--reason "…"] [--json]',
  does: 'withdraws a request',
  more: deskHelp,
  options: { ...deskOptions, reason: text },
  read(
    [jti, ...rest],
    { reason = null, desk = null, access = null, json = false },
  ): WithdrawCommand {
    if (jti === undefined || rest.length > 0 || !/^[0-9a-f-]{36}$/i.test(jti)) {
      wrong('Name one request by its ID: candor withdraw REQUEST');
    }
    return { jti, reason, desk, access, json };
  },
  run: (parsed, output) => atDesk(output, () => withdrawRequest(parsed, output, process.env)),
});
