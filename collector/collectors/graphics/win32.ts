import { listOf, numberOf, rowOf, rowsOf } from '#collector/toolkit/fields.ts';
import { type Monitor, monitorOf } from './edid.ts';

const mostMonitors = 16;

/** `{ monitors: [{ Edid: bytes as numbers }] }`, from the registry. Null when Windows did not answer. */
export function win32Monitors(answer: unknown): Monitor[] | null {
  const { monitors } = rowOf(answer);
  if (monitors === undefined) return null;
  return rowsOf(monitors)
    .slice(0, mostMonitors)
    .flatMap(
      ({ Edid }) =>
        monitorOf(Uint8Array.from(listOf(Edid).slice(0, 256), (byte) => numberOf(byte) ?? 0)) ?? [],
    );
}
