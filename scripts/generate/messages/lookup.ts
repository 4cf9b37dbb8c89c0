import { bare, child, childrenOf, isFunction, list, nameOf, type SyntaxNode } from './syntax.ts';

/** `title` of `collector.title`. */
export function propertyOf(expression: SyntaxNode): string | undefined {
  const node = bare(expression);
  return node?.type === 'MemberExpression' && !node.computed
    ? nameOf(child(node, 'property'))
    : undefined;
}

/** The text of a string that is known here; undefined for anything that is computed, empty for what is no text. */
export function literalOf(node: SyntaxNode): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : '';
  if (node.type === 'TemplateLiteral' && list(node, 'expressions').length === 0) {
    return list(node, 'quasis').map((each) => (each.value as { cooked: string }).cooked)[0];
  }
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
  const parts = [bare(child(node, 'left')), bare(child(node, 'right'))].map(
    (side) => side && literalOf(side),
  );
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** `0`, or `0.message` for a parameter that is taken apart; null when the function has none of this name. */
export function parameterNamed(name: string, owner: SyntaxNode): string | null {
  for (const [index, parameter] of list(owner, 'params').entries()) {
    const pattern = parameter.type === 'AssignmentPattern' ? child(parameter, 'left') : parameter;
    if (nameOf(pattern) === name) return String(index);
    for (const each of list(pattern, 'properties')) {
      const value = child(each, 'value');
      const local = value?.type === 'AssignmentPattern' ? child(value, 'left') : value;
      if (nameOf(local) === name) return `${index}.${nameOf(child(each, 'key'))}`;
    }
  }
  return null;
}

/** What a variable or function of this name is, somewhere in this body but not inside a function in it. */
export function variableNamed(name: string, body: SyntaxNode | undefined): SyntaxNode | undefined {
  if (!body) return undefined;
  for (const node of childrenOf(body)) {
    const named = nameOf(child(node, 'id')) === name;
    if (named && node.type === 'VariableDeclarator') return bare(child(node, 'init'));
    if (named && node.type === 'FunctionDeclaration') return node;
    const found = isFunction(node) ? undefined : variableNamed(name, node);
    if (found) return found;
  }
  return undefined;
}

/** `missing` of `const { missing: reason } = found`, asked for `reason`. */
export function propertyTaken(name: string, body: SyntaxNode | undefined): string | undefined {
  if (!body) return undefined;
  for (const node of childrenOf(body)) {
    const pattern = node.type === 'VariableDeclarator' ? child(node, 'id') : undefined;
    const property = list(pattern, 'properties').find(
      (each) => nameOf(child(each, 'value')) === name,
    );
    const found = property
      ? nameOf(child(property, 'key'))
      : isFunction(node)
        ? undefined
        : propertyTaken(name, node);
    if (found) return found;
  }
  return undefined;
}

/** Every function in this tree that has a name, with it. */
export function namedFunctions(node: SyntaxNode): [SyntaxNode, string][] {
  const name = nameOf(child(node, 'id')) ?? nameOf(child(node, 'key'));
  const value =
    node.type === 'FunctionDeclaration' ? node : bare(child(node, 'init') ?? child(node, 'value'));
  const own: [SyntaxNode, string][] = name && value && isFunction(value) ? [[value, name]] : [];
  return [...own, ...childrenOf(node).flatMap(namedFunctions)];
}

/** What a function may return. */
export function returnsOf(node: SyntaxNode): SyntaxNode[] {
  const body = child(node, 'body');
  if (!body) return [];
  if (body.type !== 'BlockStatement') return [body];
  const found: SyntaxNode[] = [];
  const visit = (each: SyntaxNode) => {
    const argument = child(each, 'argument');
    if (each.type === 'ReturnStatement' && argument) found.push(argument);
    if (!isFunction(each)) childrenOf(each).forEach(visit);
  };
  childrenOf(body).forEach(visit);
  return found;
}
