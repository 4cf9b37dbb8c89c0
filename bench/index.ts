import { parseArgs } from 'node:util';
import { collect, concurrency } from './collect.ts';
import { startup } from './startup.ts';

/** `npm run bench -- NAME [--runs N]`: progress line by line, then one JSON object on the last line. */
const benchmarks: Record<string, (runs: number) => Promise<Record<string, unknown>>> = { startup, collect, concurrency };

const { positionals, values } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '7' } } });
const [name = ''] = positionals;
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
const runs = Number(values.runs);
if (!benchmark || !Number.isInteger(runs) || runs < 1) {
  console.error(benchmark ? `--runs must be a whole number from 1, not “${values.runs}”.` : `There is no benchmark “${name}”.`);
  console.error(`Usage: npm run bench -- NAME [--runs N]\nKnown: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
} else {
  console.log(JSON.stringify(await benchmark(runs)));
}
