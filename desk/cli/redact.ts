import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { redactByteStream } from '#bundle/redact/byte-stream.ts';
import { readKnownDocument } from '#bundle/redact/known-document.ts';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import { UsageError } from './load.ts';
import type { Output } from './output.ts';
import { createReport } from './redact-report.ts';
import { type RedactRun, redacted, safeName, uniqueName } from './redact-run.ts';
import { looksLikeZip, redactZip } from './redact-zip.ts';

export interface RedactCommand {
  input: string;
  output: string;
  known: string | null;
  report: string | null;
  /** Replace existing files. */
  force: boolean;
}

/**
 * Redacts a text file, a folder or a zip; `-` is standard input or output. Leaves out files that are not text and lists
 * them. Returns the exit code.
 * @throws UsageError that names what cannot be used and says what to do
 */
export async function redact(command: RedactCommand, output: Output): Promise<number> {
  const { known, rules } = await readKnown(command.known);
  const { force, report } = command;
  if (!force) await requireFree(report);
  const run: RedactRun = {
    redactor: createRedactor({ known, ...(rules && { rules }) }),
    report: await createReport(report),
  };
  try {
    await redactInput(command, run);
  } finally {
    await run.report.close();
  }
  for (const { item, reason } of run.report.leftOut) output.err(`left out: ${item}: ${reason}`);
  if (command.output !== '-') {
    const { files, replacements } = run.report.totals();
    output.out(
      `${files} ${files === 1 ? 'file' : 'files'}, ${replacements} ${replacements === 1 ? 'value' : 'values'} replaced, written to ${command.output}`,
    );
  }
  return 0;
}

async function requireFree(file: string | null): Promise<void> {
  if (file === null || file === '-') return;
  const existing = await lstat(file).catch(() => null);
  if (existing?.isFile())
    throw new UsageError(
      `${file} already exists. Name another file, or add --force to replace it.`,
    );
}

async function readKnown(file: string | null) {
  if (file === null) return { known: emptyKnownValues, rules: null };
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `--known ${file}: it cannot be read (${codeOf(error)}). Check its name and folder.`,
    );
  });
  const document = readKnownDocument(text);
  if (!document.ok) throw new UsageError(`--known ${file}: ${document.problem}`);
  return document;
}

async function redactInput({ input, output, force }: RedactCommand, run: RedactRun): Promise<void> {
  if (input !== '-' && output !== '-' && resolve(input) === resolve(output)) {
    throw new UsageError(
      `${output} is the input itself. Name another output: the original is never changed.`,
    );
  }
  // Checked first, so that hours of work are not lost.
  if (!force) await requireFree(output);
  if (input === '-')
    return writeTo(output, (target) => redactStream(process.stdin, 'stdin', target, run));
  const facts = await lstat(input).catch((error: unknown) => {
    throw new UsageError(
      `${input}: ${codeOf(error) === 'ENOENT' ? 'file or folder not found' : `it cannot be read (${codeOf(error)})`}. Check its name.`,
    );
  });
  if (facts.isDirectory()) return redactFolder(input, output, run);
  if (!facts.isFile())
    throw new UsageError(
      `${input} is not a file or a folder. Links are not followed: name the target instead.`,
    );
  if (await looksLikeZip(input)) return writeTo(output, (target) => redactZip(input, target, run));
  return writeTo(output, (target) =>
    redactStream(
      createReadStream(input, { highWaterMark: 256 * 1024 }),
      nameOf(input, run),
      target,
      run,
    ),
  );
}

/** Writes the redacted bytes to `target`. Reports the input as left out when it is not text. */
export async function redactStream(
  source: Readable,
  item: string,
  target: NodeJS.WritableStream,
  run: RedactRun,
): Promise<void> {
  const stream = redactByteStream(
    run.redactor,
    /\.json(?:\.\d+)?$/i.test(item) ? 'application/json' : 'text/plain',
  );
  await run.report.begin(item);
  await pipeline(
    source,
    (chunks: AsyncIterable<Uint8Array>) => redacted(chunks, stream, run),
    target,
    { end: false },
  );
  if (stream.encoding() === 'binary') run.report.leaveOut(item, 'it is not text');
  await run.report.end();
}

/** The file gets its name only once it is complete. Only its owner can read it. */
async function writeTo(
  output: string,
  action: (target: NodeJS.WritableStream) => Promise<void>,
): Promise<void> {
  if (output === '-') return action(process.stdout);
  const existing = await lstat(output).catch(() => null);
  if (existing && !existing.isFile())
    throw new UsageError(`${output} is not a regular file. Name another output.`);
  const unfinished = `${output}.${process.pid}.part`;
  const target = await fileStream(unfinished);
  try {
    await action(target);
    await closed(target);
    await rename(unfinished, output);
  } catch (error) {
    target.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function fileStream(path: string): Promise<WriteStream> {
  const handle = await open(path, 'w', 0o600).catch((error: unknown) => {
    throw new UsageError(
      `${path}: it cannot be written (${codeOf(error)}). Choose an existing folder that you can write to.`,
    );
  });
  return createWriteStream('', { fd: handle });
}

function closed(target: WriteStream): Promise<void> {
  return new Promise((done, fail) => {
    target.once('error', fail);
    target.end(() => done());
  });
}

async function redactFolder(input: string, output: string, run: RedactRun): Promise<void> {
  if (output === '-')
    throw new UsageError('A folder cannot be written to standard output. Name an output folder.');
  const inside = relative(resolve(input), resolve(output));
  if (inside !== '' && !inside.startsWith('..'))
    throw new UsageError(`${output} is inside ${input}. Name a folder outside it.`);
  const existing = await readdir(output).catch(() => []);
  if (existing.length > 0)
    throw new UsageError(
      `${output} is not empty. Name a new folder, so that old files do not mix with the new ones.`,
    );
  await mkdir(output, { recursive: true, mode: 0o700 });
  const taken = new Set<string>();
  for await (const path of filesIn(input, input, run)) {
    const name = uniqueName(safeName(path.split(sep).join('/'), run), taken);
    const target = join(output, name);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await redactFile(join(input, path), name, target, run);
  }
}

async function redactFile(
  file: string,
  name: string,
  target: string,
  run: RedactRun,
): Promise<void> {
  if (await looksLikeZip(file).catch(() => false))
    return writeTo(target, (stream) => redactZip(file, stream, run));
  const before = run.report.leftOut.length;
  try {
    await writeTo(target, (stream) =>
      redactStream(createReadStream(file, { highWaterMark: 256 * 1024 }), name, stream, run),
    );
  } catch (error) {
    if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'ENOENT') throw error;
    await run.report.end();
    run.report.leaveOut(name, `it cannot be read (${codeOf(error)})`);
  }
  if (run.report.leftOut.length > before) await rm(target, { force: true });
}

/** Paths below `root`, sorted so that pseudonyms get the same numbers each time. Does not follow links. */
async function* filesIn(root: string, folder: string, run: RedactRun): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(root, path, run);
    else if (entry.isFile()) yield relative(root, path);
    else
      run.report.leaveOut(
        safeName(relative(root, path), run),
        entry.isSymbolicLink() ? 'links are not followed' : 'it is not a file',
      );
  }
}

function nameOf(path: string, run: RedactRun): string {
  return safeName(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1), run);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
