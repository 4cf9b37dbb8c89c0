import { checkEndpoints } from '../../collector/network/check-endpoints.ts';
import { configuredServers } from '../../collector/network/dns-servers.ts';
import { proxyFromEnvironment } from '../../collector/network/proxy-choice.ts';
import { readText } from '../../collector/os/read-text.ts';
import { runCommand } from '../../collector/os/run-command.ts';
import type { Platform } from '../../contract/collector.ts';
import { diagnosisText } from './diagnosis-text.ts';
import type { Output } from './output.ts';
import { plainJson } from './terminal.ts';

/** Above the sum of all steps' deadlines; nothing but an error of this program takes that long. */
const deadlineMs = 60_000;

/** The agent's network checks, from this machine and without the app. Exit code 1 when an endpoint is not reachable. */
export async function diagnose({ endpoints, json }: { endpoints: string[]; json: boolean }, output: Output): Promise<number> {
  const signal = AbortSignal.timeout(deadlineMs);
  const checkedAt = new Date().toISOString();
  const servers = await configuredServers(readText);
  const checks = await checkEndpoints(
    endpoints.map((url, index) => ({ id: `endpoint-${index + 1}`, url })),
    {
      servers,
      proxyOf: (_, target) => proxyFromEnvironment(target, process.env),
      run: (command, commandArguments, options = {}) => runCommand(command, commandArguments, { ...options, signal }),
      platform: process.platform as Platform,
      now: () => new Date(),
      signal,
    },
  );
  const reachable = checks.every((check) => check.reachable);
  output.out(json ? plainJson({ reachable, checkedAt, servers, endpoints: checks }) : diagnosisText(checks));
  return reachable ? 0 : 1;
}
