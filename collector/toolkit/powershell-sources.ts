import { because, type CollectContext, type CollectResult, type RawItem } from './define.ts';
import { type Sources, sourcesOf } from './source-answers.ts';

/**
 * A script for Windows PowerShell 5.1 in which every source is independent: if one throws, its error is recorded with its
 * name, and the others still answer. Each prints its line as soon as it is ready, so that a deadline does not lose it. The
 * output of a statement that prints several lines (`lines`) is recorded line by line.
 * @param sources name → statements whose output is its answer; `one` for one value, `list` for any number
 */
export function askEach(sources: Readonly<Record<string, Source>>): string {
  return Object.entries(sources).map(guarded).join('\n');
}

type Source = { one: string } | { list: string } | { lines: string };

const line = (name: string, value: string): string =>
  `ConvertTo-Json -Compress -Depth 4 -InputObject @{${name}=${value}}`;

function guarded([name, source]: [string, Source]): string {
  const failed = line(
    'silent',
    `@{source='${name}';error="$($_.FullyQualifiedErrorId): $($_.Exception.Message)"}`,
  );
  // Get-WinEvent throws if there are no events.
  const none = `if("$($_.FullyQualifiedErrorId)" -like 'NoMatchingEventsFound*'){${line(name, '@()')}}`;
  return `try{${printed(name, source)}}catch{${none}else{${failed}}};`;
}

function printed(name: string, source: Source): string {
  if ('one' in source) return `$v=$(${source.one});${line(name, '$v')}`;
  // Not $(…), which unwraps a list of one; and inside @(…) an empty list does not become null.
  if ('list' in source) return `$v=@(${source.list});${line(name, '$v')}`;
  return `& {${source.lines}}|ForEach-Object {$v=@($_);${line(name, '$v')}}`;
}

export interface Asked extends Sources {
  /** Whether it was stopped before it had answered everything. */
  stopped: boolean;
}

export async function ask(
  context: CollectContext,
  script: string,
  options: { timeoutMs?: number; capBytes?: number } = {},
): Promise<Asked> {
  const limits = { timeoutMs: 20_000, capBytes: 8 * 1024 * 1024, ...options };
  const { stdout, state } = await context.powershell(script, limits);
  // If it ended halfway or printed too much, the answer is not complete either.
  return {
    ...sourcesOf(stdout),
    stopped: state === 'stopped' || (state === 'failed' && stdout !== ''),
  };
}

/**
 * The answer, if the named sources are complete. Compared with yesterday's complete list, half a list looks like a change.
 * @throws Error otherwise
 */
export function whole(
  { answer, silent, stopped }: Asked,
  sources: readonly string[],
): Asked['answer'] {
  const missing = silent.filter(({ source }) => sources.includes(source));
  if (stopped || missing.length > 0)
    throw new Error(`no answer about ${missing.map(({ source }) => source).join(', ') || 'all'}`);
  return answer;
}

/** `success`, or `partial` with the names of the sources that did not answer. */
export function withSilent(
  items: RawItem[],
  { silent, stopped }: Pick<Asked, 'silent' | 'stopped'>,
): CollectResult {
  if (silent.length > 0) {
    const parts = silent
      .map(({ source }) => source.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
      .join(', ');
    return {
      status: 'partial',
      reason: because('Windows returned nothing about some parts: {parts}.', { parts }),
      items,
    };
  }
  if (!stopped) return { items };
  return {
    status: 'partial',
    reason: because('Windows took too long to respond. Only what it returned in time is included.'),
    items,
  };
}
