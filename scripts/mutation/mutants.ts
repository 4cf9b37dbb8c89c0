import { parseSync } from 'vite';

/**
 * One small change of a file: the text from `start` to `end` becomes `after`. Offsets in UTF-16
 * units.
 */
export interface Mutant {
  /** From 1. */
  line: number;
  start: number;
  end: number;
  before: string;
  after: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [part: string]: unknown;
}

const isNode = (part: unknown): part is Node =>
  typeof part === 'object' && part !== null && 'type' in part && 'start' in part;

const otherOperator: Readonly<Record<string, string>> = {
  ...{
    '===': '!==',
    '!==': '===',
    '<': '<=',
    '<=': '<',
    '>': '>=',
    '>=': '>',
    '+': '-',
    '-': '+',
    '*': '/',
    '/': '*',
  },
  ...{ '&&': '||', '||': '&&', '??': '&&' },
};

/**
 * Every change that the rules below make of a TypeScript file, in the order of the file. Types, imports and prose stay as they
 * are: a message that reads differently breaks no promise that a test should hold.
 */
export function mutantsOf(file: string, source: string): Mutant[] {
  const { program, errors } = parseSync(file, source, {
    lang: file.endsWith('x') ? 'tsx' : 'ts',
    sourceType: 'module',
  });
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found: Mutant[] = [];
  visit(program as unknown as Node, (node) => {
    const text = (part: unknown) => (isNode(part) ? source.slice(part.start, part.end) : '');
    for (const [part, after] of changesOf(node, text)) {
      const { start, end } = part;
      const line = source.slice(0, start).split('\n').length;
      found.push({ line, start, end, before: source.slice(start, end), after });
    }
  });
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

export const applied = (source: string, { start, end, after }: Mutant): string =>
  source.slice(0, start) + after + source.slice(end);

function changesOf(node: Node, text: (part: unknown) => string): [Node, string][] {
  switch (node.type) {
    case 'ExpressionStatement':
      // Log entries are not a promise.
      return node.directive || /^log\./.test(text(node)) ? [] : [[node, ';']];
    case 'ThrowStatement':
      return [[node, ';']];
    case 'IfStatement':
    case 'ConditionalExpression': {
      const test = node.test as Node;
      return [
        [test, `!(${text(test)})`],
        [test, 'true'],
        [test, 'false'],
      ];
    }
    case 'LogicalExpression':
    case 'BinaryExpression': {
      const operator = otherOperator[String(node.operator)];
      return operator ? [[node, `((${text(node.left)}) ${operator} (${text(node.right)}))`]] : [];
    }
    case 'UnaryExpression':
      return node.operator === '!' ? [[node, text(node.argument)]] : [];
    case 'AwaitExpression':
      return [[node, text(node.argument)]];
    case 'ReturnStatement':
      return isNode(node.argument) && text(node.argument) !== 'null'
        ? [[node, 'return null;']]
        : [];
    case 'ArrayExpression':
      return (node.elements as unknown[]).length > 0 ? [[node, '[]']] : [];
    case 'Literal':
      return changesOfLiteral(node);
    default:
      return [];
  }
}

function changesOfLiteral(node: Node): [Node, string][] {
  const { value } = node;
  if (typeof value === 'boolean') return [[node, String(!value)]];
  if (typeof value === 'number') return [[node, String(value + 1)]];
  return typeof value === 'string' && /^\S+$/.test(value) ? [[node, "''"]] : [];
}

const transparent = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression']);
const left = new Set(['ImportDeclaration', 'ImportExpression', 'ExportAllDeclaration']);

function visit(node: Node, look: (node: Node) => void): void {
  if (left.has(node.type) || (node.type.startsWith('TS') && !transparent.has(node.type))) return;
  look(node);
  for (const [name, part] of Object.entries(node)) {
    // A key's name is not what the program does, and neither is how much of a text is quoted.
    if ((name === 'key' && node.computed !== true) || (name === 'arguments' && isQuoting(node)))
      continue;
    for (const one of Array.isArray(part) ? part : [part]) if (isNode(one)) visit(one, look);
  }
}

const isQuoting = ({ callee }: Node): boolean =>
  isNode(callee) && isNode(callee.property) && callee.property.name === 'slice';

/** `count` of them, spread over all; the same ones for the same seed. */
export function sampled(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const random = generator(seed);
  const shuffled = mutants
    .map((mutant) => ({ mutant, place: random() }))
    .sort((a, b) => a.place - b.place);
  return shuffled
    .slice(0, count)
    .map(({ mutant }) => mutant)
    .sort((a, b) => a.start - b.start);
}

/** Mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
