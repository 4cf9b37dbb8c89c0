import { parseArgs } from 'node:util';
import { collect, concurrency } from './collect.ts';
import { connections } from './connections.ts';
import { flood } from './flood.ts';
import { redact } from './redact.ts';
import { startup } from './startup.ts';

/** `npm run bench -- NAME [--runs N]` and for `redact` also `[--size MB]`: progress line by line, then one JSON object on the last line. */
const benchmarks: Record<
  string,
  (runs: number, sizeMb?: number) => Promise<Record<string, unknown>>
> = {
  startup,
  collect,
  concurrency,
  connections,
  flood,
  redact,
};

/** Budgets are medians of at least so many runs. */
const fewestRuns: Readonly<Record<string, number>> = { collect: 5 };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '7' }, size: { type: 'string' } },
});
const [name = ''] = positionals;
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
const runs = Number(values.runs);
const fewest = fewestRuns[name] ?? 1;
const sizeMb = values.size === undefined ? undefined : Number(values.size);
if (sizeMb !== undefined && !(sizeMb >= 1 && sizeMb <= 10_000)) {
  console.error(`--size must be a number of megabytes from 1, not “${values.size}”.`);
  process.exitCode = 2;
} else if (!benchmark || !Number.isInteger(runs) || runs < fewest) {
  console.error(
    benchmark
      ? `--runs must be a whole number from ${fewest}, not “${values.runs}”.`
      : `There is no benchmark “${name}”.`,
  );
  console.error(
    `Usage: npm run bench -- NAME [--runs N]\nKnown: ${Object.keys(benchmarks).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  console.log(JSON.stringify(await benchmark(runs, sizeMb)));
}
