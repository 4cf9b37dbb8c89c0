import { numberOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { type SoundDevice, unknown } from './types.ts';

const most = 200;

/**
 * `cards`: Win32_SoundDevice; `endpoints`: Get-PnpDevice -Class AudioEndpoint, what programs can really choose. Which one is
 * the default, how loud it is and whether it is muted, Windows tells only through COM: not known here. Null when it gave no
 * answer at all.
 */
export function win32Sound(answer: unknown): SoundDevice[] | null {
  const { cards, endpoints } = rowOf(answer);
  if (cards === undefined && endpoints === undefined) return null;
  return [
    ...rowsOf(cards ?? [])
      .slice(0, most)
      .flatMap(card),
    ...rowsOf(endpoints ?? [])
      .slice(0, most)
      .flatMap(endpoint),
  ];
}

function card(row: Row): SoundDevice[] {
  const name = textOf(row.Name);
  const code = numberOf(row.ConfigManagerErrorCode);
  const state = code === null || code === 0 ? textOf(row.Status) : `error ${code}`;
  return name === null ? [] : [{ ...unknown, name, maker: textOf(row.Manufacturer), state }];
}

/** The id tells the direction: `SWD\\MMDEVAPI\\{0.0.0.00000000}.…` plays, `{0.0.1.…` records. */
function endpoint(row: Row): SoundDevice[] {
  const name = textOf(row.Name);
  const kind = /\{0\.0\.([01])\./.exec(textOf(row.Id) ?? '')?.[1];
  const direction = kind === '0' ? 'output' : kind === '1' ? 'input' : null;
  return name === null ? [] : [{ ...unknown, name, direction, state: textOf(row.Status) }];
}
