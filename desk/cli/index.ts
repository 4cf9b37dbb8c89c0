import { run } from './run.ts';

// `npm run candor` changes the working folder; relative paths start where the engineer ran npm.
if (process.env.npm_lifecycle_event === 'candor' && process.env.INIT_CWD)
  process.chdir(process.env.INIT_CWD);

// A reader such as `head` may close the pipe early. That is not an error.
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
