import { childrenOf, list, nameOf, type SourceFile, type SyntaxNode } from './syntax.ts';

/**
 * The ids that no source names, neither whole nor by a template such as `state.${state}`. A `messages.ts` only defines
 * its ids.
 */
export function unusedIds(ids: readonly string[], files: readonly SourceFile[]): string[] {
  const named = new Set<string>();
  const families: RegExp[] = [];
  const visit = (node: SyntaxNode): void => {
    const name = node.type === 'Literal' ? nameOf(node) : undefined;
    if (name) named.add(name);
    if (node.type === 'TemplateLiteral') {
      const parts = list(node, 'quasis').map((each) => (each.value as { cooked: string }).cooked);
      // What begins with a value could be anything.
      if (/^\w/.test(parts[0] ?? ''))
        families.push(new RegExp(`^${parts.map(escaped).join('[\\w -]+')}$`));
    }
    childrenOf(node).forEach(visit);
  };
  for (const { path, program } of files) if (!path.endsWith('/messages.ts')) visit(program);
  return ids.filter((id) => !named.has(id) && !families.some((family) => family.test(id)));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
