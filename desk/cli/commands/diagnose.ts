import { checkEndpoints, mostEndpoints } from '#collector/network/check-endpoints.ts';
import { configuredServers } from '#collector/network/dns-servers.ts';
import { proxyFromEnvironment } from '#collector/network/proxy-choice.ts';
import { readText } from '#collector/os/read-text.ts';
import { runCommand } from '#collector/os/run-command.ts';
import { targetOf } from '#collector/toolkit/address.ts';
import type { Platform } from '#contract/collector/collector.ts';
import { defineCommand, flag, text, wrong } from '../command.ts';
import { diagnosisText } from '../diagnosis-text.ts';
import type { Output } from '../output.ts';
import { plainJson } from '../terminal.ts';

/** Longer than all steps' deadlines together: only a bug in this program takes that long. */
const deadlineMs = 60_000;

export const diagnose = defineCommand({
  name: 'diagnose',
  usage: 'candor diagnose --endpoint URL [--endpoint URL…] [--json]',
  does: 'checks the network from this computer to web addresses',
  more: `It looks up names, connects, reads certificates and sends one request to each address, directly and through the proxy in
http_proxy, https_proxy, all_proxy and no_proxy. It needs no special permissions and sends nothing else. Exit code 1 when an
address is not reachable.`,
  options: { endpoint: { ...text, multiple: true }, json: flag },
  read(rest, { endpoint = [], json = false }) {
    if (rest.length > 0)
      wrong(`"${rest[0]}" is one argument too many. Put --endpoint before each address.`);
    if (endpoint.length === 0)
      wrong('Name at least one address: candor diagnose --endpoint https://desk.example');
    if (endpoint.length > mostEndpoints) wrong(`At most ${mostEndpoints} addresses at a time.`);
    const unusable = endpoint.find((url) => targetOf(url) === null);
    if (unusable !== undefined)
      wrong(`"${unusable}" is not a web address. It must begin with https:// or http://.`);
    return { endpoints: endpoint, json };
  },
  run: diagnoseEndpoints,
});

/** Runs the agent's network checks from this computer, without the app. Exit code 1 when an endpoint is not reachable. */
async function diagnoseEndpoints(
  { endpoints, json }: { endpoints: string[]; json: boolean },
  output: Output,
): Promise<number> {
  const signal = AbortSignal.timeout(deadlineMs);
  const checkedAt = new Date().toISOString();
  const servers = await configuredServers(readText);
  const checks = await checkEndpoints(
    endpoints.map((url, index) => ({ id: `endpoint-${index + 1}`, url })),
    {
      servers,
      proxyOf: (_, target) => proxyFromEnvironment(target, process.env),
      run: (command, commandArguments, options = {}) =>
        runCommand(command, commandArguments, { ...options, signal }),
      platform: process.platform as Platform,
      now: () => new Date(),
      signal,
    },
  );
  const reachable = checks.every((check) => check.reachable);
  output.out(
    json ? plainJson({ reachable, checkedAt, servers, endpoints: checks }) : diagnosisText(checks),
  );
  return reachable ? 0 : 1;
}
