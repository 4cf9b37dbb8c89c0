import { timelineWords } from '#contract/bundle/timeline.ts';
import type { Restart } from './types.ts';

const { started, stopped } = timelineWords;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** macOS `last`: `reboot time                                Fri Nov 20 08:12`, in older versions `reboot    ~`. Local time, without a year. */
export function darwinRestarts(output: string, now: Date): Restart[] {
  const entry =
    /^(reboot|shutdown) +(?:time|~) +[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d)/gm;
  return [...output.matchAll(entry)].flatMap(
    ([, what, name = '', day, hour, minute]): Restart[] => {
      const month = months.indexOf(name);
      if (month < 0) return [];
      const at = (year: number): Date =>
        new Date(year, month, Number(day), Number(hour), Number(minute));
      const thisYear = at(now.getFullYear());
      const date =
        thisYear.getTime() > now.getTime() + 86_400_000 ? at(now.getFullYear() - 1) : thisYear;
      return [{ at: date.toISOString(), how: what === 'reboot' ? started : stopped, detail: null }];
    },
  );
}
