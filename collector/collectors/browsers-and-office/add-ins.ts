import { numberOf, type Row, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { AddIn } from './types.ts';

const mostAddIns = 200;
const mostMarks = 500;
/** Shorter than two Windows paths of full length, but no add-in is installed that deep. */
const longestMark = 4000;

/** The values of LoadBehavior (Microsoft, “Registry entries for VSTO Add-ins”); 16 becomes 9 after the first load. */
const loads: Readonly<Record<number, AddIn['loads']>> = {
  0: 'off',
  1: 'off',
  2: 'unloaded',
  3: 'at start',
  8: 'on demand',
  9: 'on demand',
  16: 'on demand',
};

/**
 * Rows of `Application`, `Scope`, `Id`, `Name` and `Load`. An entry of the person overrides the
 * computer's entry with the same id; this turns an add-in off.
 */
export function addInsOf(list: unknown, resiliency: unknown): AddIn[] {
  const found = new Map<string, Row[]>();
  for (const row of rowsOf(list ?? [])) {
    const [application, id] = [textOf(row.Application), textOf(row.Id)];
    if (application === null || id === null) continue;
    const key = `${application}\n${id.toLowerCase()}`;
    const rows = found.get(key);
    if (rows) rows.push(row);
    else found.set(key, [row]);
  }
  const marks = rowsOf(resiliency ?? [])
    .slice(0, mostMarks)
    .map(markOf);
  return [...found.values()].slice(0, mostAddIns).map((rows) => addInOf(rows, marks));
}

/** An entry in one of Office's own lists, or in the policy's. */
interface Mark {
  application: unknown;
  list: unknown;
  /** In lower case: an id, or the path of a library and a friendly name. */
  words: ReadonlySet<string>;
  value: string | null;
}

function markOf(row: Row): Mark {
  const text = typeof row.Text === 'string' ? row.Text.slice(0, longestMark) : '';
  const words = new Set(
    text
      .toLowerCase()
      .split('\0')
      .map((word) => word.trim()),
  );
  return { application: row.Application, list: row.List, words, value: textOf(row.Value) };
}

function addInOf(rows: readonly Row[], marks: readonly Mark[]): AddIn {
  const [application, id] = [textOf(rows[0]?.Application) ?? '', textOf(rows[0]?.Id) ?? ''];
  const own = rows.find(({ Scope, Load }) => Scope === 'person' && numberOf(Load) !== null);
  const behavior = numberOf((own ?? rows.find(({ Load }) => numberOf(Load) !== null))?.Load);
  const name = rows.map(({ Name }) => textOf(Name)).find((one) => one !== null) ?? id;
  return {
    application,
    name,
    id,
    installedFor: rows.some(({ Scope }) => Scope === 'computer') ? 'computer' : 'person',
    loads: behavior === null ? 'unknown' : (loads[behavior] ?? 'unknown'),
    loadBehavior: behavior,
    ...marksOf({ application, id, name }, marks),
  };
}

/**
 * Office's own lists name an add-in by the path of its library and by its friendly name, each ending in NUL. The texts are
 * only compared, never stored. The list of exceptions and the policy name it by its id.
 */
function marksOf(
  addIn: { application: string; id: string; name: string },
  marks: readonly Mark[],
): Pick<AddIn, 'resiliency' | 'policy'> {
  const names = [addIn.id, addIn.name].map((name) => name.toLowerCase());
  const own = marks.filter(
    ({ application, words }) =>
      application === addIn.application && names.some((name) => words.has(name)),
  );
  const on = (list: string): Mark | undefined => own.find((mark) => mark.list === list);
  const policy = on('AddinList')?.value;
  return {
    resiliency: on('DisabledItems')
      ? 'disabled'
      : on('CrashingAddinList')
        ? 'crashing'
        : on('DoNotDisableAddinList')
          ? 'kept on'
          : null,
    policy:
      policy === '0'
        ? 'always off'
        : policy === '1'
          ? 'always on'
          : policy === '2'
            ? 'as the person likes'
            : null,
  };
}
