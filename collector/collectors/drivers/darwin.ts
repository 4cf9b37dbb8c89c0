import { textOf } from '#collector/toolkit/fields.ts';
import { type Driver, unknown } from './types.ts';

/** `systemextensionsctl list`: enabled, active, team, identifier (version), name, [state], separated by tabs. */
export function darwinExtensions(output: string): Driver[] {
  return output.split('\n').flatMap((line): Driver[] => {
    const [enabled, , maker, bundle = '', name, state = ''] = line.split('\t');
    const match = /^([\w.-]{1,200}) \(([^()]{1,80})\)$/.exec(bundle);
    // A heading has words in the columns where an extension has a star or nothing.
    if (!match || !/^\*?$/.test(enabled ?? '')) return [];
    return [
      {
        name: textOf(name) ?? match[1] ?? '',
        ...unknown,
        version: textOf(match[2]),
        maker: textOf(maker),
        kind: match[1] ?? null,
        signed: true,
        state: textOf(state.replace(/[[\]]/g, '')),
      },
    ];
  });
}
