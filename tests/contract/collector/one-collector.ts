import { emptyKnownValues } from '#bundle/redact/redactor.ts';
import { createHost } from '#collector/host/core.ts';
import type { Collector } from '#collector/toolkit/define.ts';
import type { HostReport } from '#contract/collector/collector.ts';
import type { RedactionList } from '#contract/ipc/redaction-list.ts';

/** Runs one collector in a host of its own that writes to `folder`. */
export function runAlone(
  folder: string,
  collector: Collector,
  hidden?: RedactionList,
): Promise<HostReport> {
  return new Promise((resolve) => {
    const host = createHost({
      catalogue: [collector],
      knownValues: async () => ({ ...emptyKnownValues }),
      send: (sent) => {
        if (sent.type === 'ready') host.receive({ type: 'run', collector: collector.id });
        else resolve(sent);
      },
    });
    host.receive({
      type: 'prepare',
      folder,
      privateMap: [],
      facts: { graphics: null, displays: null, proxies: [], locale: '', versions: {} },
      endpoints: [],
      agentLogs: [],
      description: null,
      applications: [],
      policy: null,
      ...(hidden && { hidden }),
    });
  });
}
