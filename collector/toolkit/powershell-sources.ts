import { because, type CollectContext, type CollectResult, type RawItem } from './define.ts';
import { type Sources, sourcesOf } from './source-answers.ts';

/**
 * A script for Windows PowerShell 5.1 in which every source stands for itself: what one throws is written down beside its
 * name, and the others still answer. Each prints its line as soon as it has it, so that a deadline keeps what came before.
 * A statement that prints lines of its own (`lines`) gets them kept one by one.
 * @param sources name → statements whose output is its answer; `list` says that there may be many or none of it
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
  // Get-WinEvent takes it for an error that nothing happened.
  const none = `if("$($_.FullyQualifiedErrorId)" -like 'NoMatchingEventsFound*'){${line(name, '@()')}}`;
  return `try{${printed(name, source)}}catch{${none}else{${failed}}};`;
}

function printed(name: string, source: Source): string {
  if ('one' in source) return `$v=$(${source.one});${line(name, '$v')}`;
  // Not $(…), which makes a list of one no list; and in @(…) no list of none is null.
  if ('list' in source) return `$v=@(${source.list});${line(name, '$v')}`;
  return `& {${source.lines}}|ForEach-Object {$v=@($_);${line(name, '$v')}}`;
}

export interface Asked extends Sources {
  /** Whether it was ended before it had answered everything. */
  stopped: boolean;
}

export async function ask(
  context: CollectContext,
  script: string,
  options: { timeoutMs?: number; capBytes?: number } = {},
): Promise<Asked> {
  const limits = { timeoutMs: 20_000, capBytes: 8 * 1024 * 1024, ...options };
  const { stdout, state } = await context.powershell(script, limits);
  // Ended by itself in the middle, or because it printed too much, is no whole answer either.
  return {
    ...sourcesOf(stdout),
    stopped: state === 'stopped' || (state === 'failed' && stdout !== ''),
  };
}

/**
 * The answer, where these of its sources are whole. Half a list beside yesterday's whole one would look like a change.
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

/** `success`, or `partial` with the names of the sources that gave no answer. */
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
      reason: because('Windows gave no answer about some parts: {parts}.', { parts }),
      items,
    };
  }
  if (!stopped) return { items };
  return {
    status: 'partial',
    reason: because('Windows took too long to answer; what came until then was kept.'),
    items,
  };
}
