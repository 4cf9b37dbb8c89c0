import { dateOf, textOf } from '#collector/toolkit/fields.ts';
import { jobsBy, type Printer, type PrintJob, unknown } from './types.ts';

const mostPrinters = 500;

/**
 * `lpstat -p -d`, in English, because Candor sets the language of commands: `printer NAME is idle.  enabled since …`, and on
 * the next line, indented, the reason. `jobs`: `lpstat -o`; null when it failed.
 */
export function lpstatPrinters(output: string, jobs: string | null): Printer[] {
  const chosen = /^system default destination: (\S{1,200})/m.exec(output)?.[1];
  const jobsOf = jobs === null ? null : jobsBy(lpstatJobs(jobs));
  const printers: Printer[] = [];
  for (const line of output.split('\n')) {
    const last = printers.at(-1);
    const match = /^printer (\S{1,200}) (.{1,500})/.exec(line);
    if (match && printers.length === mostPrinters) break;
    if (match) {
      const [, name = '', status = ''] = match;
      printers.push({
        name,
        ...unknown,
        state: stateOf(status),
        default: name === chosen,
        jobs: jobsOf?.(name) ?? null,
      });
    } else if (last && last.reason === null && /^\s/.test(line)) {
      last.reason = textOf(line.slice(0, 500));
    }
  }
  // A job for a disabled printer is stuck.
  return printers.map((printer) =>
    printer.jobs === null
      ? printer
      : {
          ...printer,
          jobs: {
            ...printer.jobs,
            stuck: printer.state === 'disabled' ? printer.jobs.waiting : null,
          },
        },
  );
}

/** `is idle.  enabled since …`, `now printing NAME-12.  …`, `disabled since …`; other states, which CUPS may add, are returned unchanged. */
function stateOf(status: string): string | null {
  const known = /^(?:is |now )?(idle|printing|disabled)\b/.exec(status)?.[1];
  return known ?? textOf(status.split(/\.| since /)[0]?.replace(/^is /, ''));
}

/** `NAME-12   person   1024   DAY`: the person is not read. */
function lpstatJobs(output: string): PrintJob[] {
  return output.split('\n').flatMap((line): PrintJob[] => {
    const words = line.slice(0, 1000).split(/\s+/);
    const printer = /^(.{1,200})-\d{1,10}$/.exec(words[0] ?? '')?.[1];
    return printer === undefined
      ? []
      : [{ printer, at: dateOf(words.slice(3).join(' ')), stuck: null }];
  });
}

/** Files in `/etc/cups/ppd`: one for each printer that has a driver. */
export function ppdPrinters(names: string[]): Printer[] {
  return names.flatMap((file) => {
    const name = textOf(/^(.{1,200})\.ppd$/.exec(file)?.[1]);
    return name === null ? [] : [{ name, ...unknown }];
  });
}
