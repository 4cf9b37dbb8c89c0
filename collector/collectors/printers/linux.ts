import { dateOf, textOf } from '#collector/toolkit/fields.ts';
import { jobsBy, type Printer, type PrintJob, unknown } from './types.ts';

const mostPrinters = 500;

/**
 * `lpstat -p -d`, in English because Candor sets the language of commands: `printer NAME is idle.  enabled since …`, and on
 * the next line, set in, why. `jobs`: `lpstat -o`; null where it failed.
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
      const [, name = '', said = ''] = match;
      printers.push({
        name,
        ...unknown,
        state: stateOf(said),
        default: name === chosen,
        jobs: jobsOf?.(name) ?? null,
      });
    } else if (last && last.reason === null && /^\s/.test(line)) {
      last.reason = textOf(line.slice(0, 500));
    }
  }
  // A job for a printer that is disabled goes nowhere.
  return printers.map((one) =>
    one.jobs === null
      ? one
      : {
          ...one,
          jobs: { ...one.jobs, stuck: one.state === 'disabled' ? one.jobs.waiting : null },
        },
  );
}

/** `is idle.  enabled since …`, `now printing NAME-12.  …`, `disabled since …`; what CUPS adds one day stays as it is. */
function stateOf(said: string): string | null {
  const known = /^(?:is |now )?(idle|printing|disabled)\b/.exec(said)?.[1];
  return known ?? textOf(said.split(/\.| since /)[0]?.replace(/^is /, ''));
}

/** `NAME-12   person   1024   DAY`: the person is not looked at. */
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
