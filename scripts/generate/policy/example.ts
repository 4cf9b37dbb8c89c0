import type { Setting } from '#contract/policy/policy-setting.ts';

/** A policy with every setting at its example. */
export function exampleDocument(settings: readonly Setting[]): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const { path, example, id } of settings) {
    // Only one of the proxy's ways can be chosen; the example goes through servers, and says so.
    if (id === 'proxy.pacUrl') continue;
    const [first = '', second] = path;
    const value = id === 'proxy.mode' ? 'servers' : example;
    if (second === undefined) document[first] = value;
    else document[first] = { ...(document[first] as object | undefined), [second]: value };
  }
  return document;
}

const widest = 100;

/** `policy-example.jsonc`: the same with a comment for each, as it can be put in place: such comments are passed over. */
export function exampleText(settings: readonly Setting[]): string {
  const about = (id: string): string[] => {
    const setting = settings.find((one) => one.id === id);
    return setting
      ? wrapped(`${setting.title}. ${setting.description}${setting.required ? ' Needed.' : ''}`)
      : [];
  };
  const lines = Object.entries(exampleDocument(settings)).map(([name, value]) => {
    const isGroup = !settings.some(({ id }) => id === name);
    if (!isGroup) return [...about(name).map(comment), `  "${name}": ${json(value, 2)}`].join('\n');
    const inner = Object.entries(value as object).map(([part, held]) =>
      [
        ...about(`${name}.${part}`).map((line) => `  ${comment(line)}`),
        `    "${part}": ${json(held, 4)}`,
      ].join('\n'),
    );
    return `  "${name}": {\n${inner.join(',\n')}\n  }`;
  });
  return `// Written from the code by \`node scripts/generate/policy-files.ts\`. Every setting at an example; keep those you want.
// Lines that begin with two slashes are comments, here and in a policy in use. docs/policy.md explains the rest.
{
${lines.join(',\n\n')}
}
`;
}

const comment = (line: string): string => `  // ${line}`;

/** As the project's formatter writes JSON: a list of plain values in one line. `by`: blanks before its lines but the first. */
function json(value: unknown, by: number): string {
  const [inner, outer] = [' '.repeat(by + 2), ' '.repeat(by)];
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== 'object'))
      return `[${value.map((one) => JSON.stringify(one)).join(', ')}]`;
    return `[\n${value.map((one) => `${inner}${json(one, by + 2)}`).join(',\n')}\n${outer}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([name, held]) => `${inner}${JSON.stringify(name)}: ${json(held, by + 2)}`,
  );
  return `{\n${entries.join(',\n')}\n${outer}}`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= widest) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
