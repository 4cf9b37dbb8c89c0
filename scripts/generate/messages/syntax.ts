import { posix } from 'node:path';
import { parseSync } from 'vite';

/** A node of an ESTree syntax tree. TypeScript 7 has no programming interface yet; the parser is the one that Vite brings. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  /** Local name → the file and the name that it was imported from. Packages are left out. */
  readonly imports: ReadonlyMap<string, { path: string; name: string }>;
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value;

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** The node in this place, or undefined. */
export function child(node: SyntaxNode | undefined, property: string): SyntaxNode | undefined {
  const value = node?.[property];
  return isNode(value) ? value : undefined;
}

export function list(node: SyntaxNode | undefined, property: string): SyntaxNode[] {
  const value = node?.[property];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier, or the text of a string; undefined for anything that is computed. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === 'Identifier') return String(node.name);
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

export const isFunction = (node: SyntaxNode): boolean =>
  ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);

/** Removes what only the compiler reads: `as const`, `satisfies`, `!` and parentheses. */
export function bare(node: SyntaxNode | undefined): SyntaxNode | undefined {
  const wrappers = [
    'TSAsExpression',
    'TSSatisfiesExpression',
    'TSNonNullExpression',
    'ParenthesizedExpression',
    'ChainExpression',
  ];
  return node && wrappers.includes(node.type) ? bare(child(node, 'expression')) : node;
}

/**
 * @param path from the root, with `/`
 * @throws Error when this is not TypeScript
 */
export function parseSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const tree = program as unknown as SyntaxNode;
  return { path, text, program: tree, imports: importsOf(tree, path) };
}

function importsOf(program: SyntaxNode, path: string): SourceFile['imports'] {
  const imports = new Map<string, { path: string; name: string }>();
  for (const statement of list(program, 'body')) {
    const from = nameOf(child(statement, 'source'));
    if (statement.type !== 'ImportDeclaration' || !from || !/^[.#]/.test(from)) continue;
    const target = from.startsWith('#') ? from.slice(1) : posix.join(posix.dirname(path), from);
    for (const specifier of list(statement, 'specifiers')) {
      const local = nameOf(child(specifier, 'local'));
      const name = nameOf(child(specifier, 'imported'));
      if (local && name) imports.set(local, { path: target, name });
    }
  }
  return imports;
}
