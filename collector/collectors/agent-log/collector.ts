import {
  because,
  type CollectResult,
  defineCollector,
  jsonItem,
  type RawItem,
  textItem,
} from '#collector/toolkit/define.ts';

const byteCap = 2 * 1024 * 1024;
const mostFiles = 10;

export const agentLog = defineCollector({
  id: 'agent-log',
  title: "Candor's own log and settings",
  purpose:
    'Shows what Candor did, its errors and the settings from your organisation, for problems with Candor itself.',
  category: 'logs',
  sensitivity: 'private',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 10_000,
  byteCap,
  items: ['agent.log', 'agent-*.log', 'policy.json'],
  reads: {
    linux: ["Candor's own log files", 'the policy in force'],
    darwin: ["Candor's own log files", 'the policy in force'],
    win32: ["Candor's own log files", 'the policy in force'],
  },
  mayReveal:
    'What Candor did and when, and the addresses in its settings. Secrets and personal values are replaced before anything is stored.',
  async collect(context): Promise<CollectResult> {
    const readings = await Promise.all(
      context.agentLogs.slice(0, mostFiles).map((path) => context.readText(path, byteCap, 'end')),
    );
    // Named by number, because a file name could contain the person's name.
    const items: RawItem[] = readings.flatMap((reading, index) =>
      reading.ok
        ? [
            textItem(
              index === 0 ? 'agent.log' : `agent-${index + 1}.log`,
              reading.text,
              reading.droppedBytes,
            ),
          ]
        : [],
    );
    if (context.policy !== null) items.push(jsonItem('policy.json', context.policy));
    const failed = readings.some((reading) => !reading.ok && reading.problem !== 'missing');
    if (failed)
      return {
        status: items.length > 0 ? 'partial' : 'denied',
        reason: because("Candor's own log could not be read."),
        items,
      };
    return items.length > 0
      ? { items }
      : { status: 'unavailable', reason: because('Candor has not written a log yet.') };
  },
});
