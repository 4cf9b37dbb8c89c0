import { run } from './run.ts';

// `npm run candor` changes the folder; a path given to it starts where the person is.
if (process.env.npm_lifecycle_event === 'candor' && process.env.INIT_CWD)
  process.chdir(process.env.INIT_CWD);

// The reader has seen enough, as `head` has: no reason to complain.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`candor: ${text}\n`),
});
