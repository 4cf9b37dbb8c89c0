import { because, type CollectResult, defineCollector, textItem } from './define.ts';

const byteCap = 2 * 1024 * 1024;
const mostFiles = 10;

export const agentLog = defineCollector({
  id: 'agent-log',
  title: "Candor's own log",
  purpose: 'What Candor itself did and which errors it met, for problems with Candor.',
  category: 'logs',
  sensitivity: 'private',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 10_000,
  byteCap,
  reads: {
    linux: ["Candor's own log files"],
    darwin: ["Candor's own log files"],
    win32: ["Candor's own log files"],
  },
  mayReveal: 'What Candor did and when. Secrets and personal values are replaced before it is kept.',
  async collect(context): Promise<CollectResult> {
    const readings = await Promise.all(
      context.agentLogs.slice(0, mostFiles).map((path) => context.readText(path, byteCap, 'end')),
    );
    // Named by number: a file's own name could hold the person's.
    const items = readings.flatMap((reading, index) =>
      reading.ok ? [textItem(index === 0 ? 'agent.log' : `agent-${index + 1}.log`, reading.text, reading.droppedBytes)] : [],
    );
    const failed = readings.some((reading) => !reading.ok && reading.problem !== 'missing');
    if (failed)
      return { status: items.length > 0 ? 'partial' : 'denied', reason: because("Candor's own log could not be read."), items };
    return items.length > 0 ? { items } : { status: 'unavailable', reason: because('Candor has not written a log yet.') };
  },
});
