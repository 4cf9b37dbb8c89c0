import {
  literalOf,
  namedFunctions,
  parameterNamed,
  propertyOf,
  propertyTaken,
  returnsOf,
  variableNamed,
} from './lookup.ts';
import {
  bare,
  child,
  childrenOf,
  isFunction,
  list,
  nameOf,
  type SourceFile,
  type SyntaxNode,
} from './syntax.ts';

export interface Sentences {
  /** English sources, in no particular order. */
  sentences: ReadonlySet<string>;
  /** Where a text is made of something that cannot be followed: `file:line: source`. */
  unresolved: string[];
}

/** Where an expression is. */
interface Place {
  readonly file: SourceFile;
  /** The functions around it, the outermost first. */
  readonly around: readonly SyntaxNode[];
  /** It may be no text: objects of another kind have a `title` too. What cannot be followed is then no problem. */
  readonly unsure: boolean;
}

interface Search {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly functionNames: ReadonlyMap<SyntaxNode, string>;
  readonly sentences: Set<string>;
  readonly unresolved: Set<string>;
  /**
   * Where else texts come from, and whether that is unsure. `path#function#0`: what is passed there becomes a text.
   * `.title`: what is given this name may become one.
   */
  readonly carriers: Map<string, boolean>;
  /** What is being followed just now: a value may be made of itself. */
  readonly following: Set<SyntaxNode>;
}

/** Objects and calls are all that texts are made of or passed by. */
type Found = readonly [node: SyntaxNode, place: Place];

/**
 * Every sentence that may become a `Text`. It begins where texts are made, `{ message, values }`, and follows the message
 * back: through constants, conditions and imports, to the callers of a function that takes it as a parameter, and to the
 * objects whose property it was. So a helper such as `raise` needs no mention here.
 */
export function findSentences(files: readonly SourceFile[]): Sentences {
  const search: Search = {
    files: new Map(files.map((file) => [file.path, file])),
    functionNames: new Map(files.flatMap((file) => namedFunctions(file.program))),
    sentences: new Set(),
    unresolved: new Set(),
    carriers: new Map(),
    following: new Set(),
  };
  const found = files.flatMap((file) =>
    objectsAndCalls(file.program, { file, around: [], unsure: false }),
  );
  // A carrier that is found late may lead to callers in a file that came before.
  for (let known: string | null = null; known !== [...search.carriers].join(); ) {
    known = [...search.carriers].join();
    for (const each of found)
      for (const [value, place] of textsAt(each, search)) follow(value, place, search);
  }
  return { sentences: search.sentences, unresolved: [...search.unresolved].sort() };
}

function objectsAndCalls(node: SyntaxNode, place: Place): Found[] {
  const inside = isFunction(node) ? { ...place, around: [...place.around, node] } : place;
  const own: Found[] =
    node.type === 'ObjectExpression' || node.type === 'CallExpression' ? [[node, place]] : [];
  return [...own, ...childrenOf(node).flatMap((next) => objectsAndCalls(next, inside))];
}

/** The parts of an object or a call that become texts. */
function textsAt([node, place]: Found, search: Search): Found[] {
  const carried = (value: SyntaxNode | undefined, carrier: string): Found[] => {
    const unsure = search.carriers.get(carrier);
    return value && unsure !== undefined ? [[value, { ...place, unsure }]] : [];
  };
  const properties = list(node, 'properties').map(
    (each) => [nameOf(child(each, 'key')) ?? '', child(each, 'value')] as const,
  );
  if (node.type === 'ObjectExpression') {
    const isText = properties.every(([key]) => key === 'message' || key === 'values');
    return properties.flatMap(([key, value]) => {
      if (value && isText && key === 'message') return [[value, place] as const];
      // In a window, a title is a message with an id; texts only pass through it.
      return isWindow(place.file) ? [] : carried(value, `.${key}`);
    });
  }
  const called = originOf(nameOf(child(node, 'callee')) ?? '', place.file);
  return list(node, 'arguments').flatMap((argument, index) => [
    ...carried(argument, `${called}#${index}`),
    ...list(bare(argument), 'properties').flatMap((each) =>
      carried(child(each, 'value'), `${called}#${index}.${nameOf(child(each, 'key'))}`),
    ),
  ]);
}

const isWindow = ({ path }: SourceFile) =>
  path.startsWith('renderer/') || path.startsWith('ui/') || path.startsWith('desk/console/');

function originOf(name: string, file: SourceFile): string {
  const from = file.imports.get(name);
  return from ? `${from.path}#${from.name}` : `${file.path}#${name}`;
}

function follow(expression: SyntaxNode | undefined, place: Place, search: Search): void {
  const node = bare(expression);
  if (!node || search.following.has(node)) return;
  const text = literalOf(node);
  search.following.add(node);
  if (text === undefined) followParts(node, place, search);
  else if (text !== '' && (!place.unsure || /^\p{Lu}|\s/u.test(text))) search.sentences.add(text);
  search.following.delete(node);
}

function followParts(node: SyntaxNode, place: Place, search: Search): void {
  switch (node.type) {
    case 'ConditionalExpression':
      for (const branch of ['consequent', 'alternate']) follow(child(node, branch), place, search);
      break;
    case 'LogicalExpression':
      for (const side of ['left', 'right']) follow(child(node, side), place, search);
      break;
    case 'Identifier':
      followName(node, place, search);
      break;
    case 'MemberExpression':
      followMember(node, place, search);
      break;
    case 'CallExpression':
      followCall(node, place, search);
      break;
    default:
      unclear(node, place, search);
  }
}

/** A variable or parameter of a function around it, from the inside out; else a constant of this file or another. */
function followName(node: SyntaxNode, place: Place, search: Search): void {
  const name = nameOf(node) ?? '';
  for (let depth = place.around.length; depth > 0; depth--) {
    const owner = place.around[depth - 1] as SyntaxNode;
    const taken = propertyTaken(name, child(owner, 'body'));
    const variable = variableNamed(name, child(owner, 'body'));
    const parameter = parameterNamed(name, owner);
    if (taken) carryProperty(taken, node, place, search);
    else if (variable) follow(variable, { ...place, around: place.around.slice(0, depth) }, search);
    else if (parameter !== null) followParameter(parameter, node, owner, place, search);
    else continue;
    return;
  }
  const [value, where] = topLevel(name, place, search);
  if (value && !isFunction(value)) follow(value, where, search);
  else unclear(node, place, search);
}

function followParameter(
  parameter: string,
  node: SyntaxNode,
  owner: SyntaxNode,
  place: Place,
  search: Search,
): void {
  const called = search.functionNames.get(owner);
  if (called) carry(`${place.file.path}#${called}#${parameter}`, place.unsure, search);
  // The function of a `map`, which takes the object apart.
  else carryProperty(parameter.split('.')[1], node, place, search);
}

/** `texts.help`, `words[state]`, or the property of an object from elsewhere. */
function followMember(node: SyntaxNode, place: Place, search: Search): void {
  const property = propertyOf(node);
  const [object, where] = topLevel(nameOf(child(node, 'object')) ?? '', place, search);
  const known = list(bare(object), 'properties').filter((each) =>
    [undefined, nameOf(child(each, 'key'))].includes(property),
  );
  if (known.length === 0) carryProperty(property, node, place, search);
  for (const each of known) follow(child(each, 'value'), where, search);
}

/** What a function of ours returns. */
function followCall(node: SyntaxNode, place: Place, search: Search): void {
  const [called, where] = topLevel(nameOf(child(node, 'callee')) ?? '', place, search);
  if (called && isFunction(called)) {
    for (const each of returnsOf(called)) follow(each, { ...where, around: [called] }, search);
  } else unclear(node, place, search);
}

/** Whoever made the object, what they gave this name may be a text. A `detail` is technical: see `contract/errors/result.ts`. */
function carryProperty(
  property: string | undefined,
  node: SyntaxNode,
  place: Place,
  search: Search,
): void {
  if (property && property !== 'detail' && !place.unsure) carry(`.${property}`, true, search);
  else unclear(node, place, search);
}

function carry(carrier: string, unsure: boolean, { carriers }: Search): void {
  carriers.set(carrier, unsure && (carriers.get(carrier) ?? true));
}

function unclear(node: SyntaxNode, { file, unsure }: Place, { unresolved }: Search): void {
  if (unsure && !isSentenceWithGaps(node)) return;
  const line = file.text.slice(0, node.start).split('\n').length;
  unresolved.add(`${file.path}:${line}: ${file.text.slice(node.start, node.end).split('\n')[0]}`);
}

/** "At most ${count} are allowed." is a sentence wherever it is written, and this way it has no translation. */
function isSentenceWithGaps(node: SyntaxNode): boolean {
  const [first] = list(node, 'quasis').map((each) => (each.value as { cooked: string }).cooked);
  return node.type === 'TemplateLiteral' && /^\p{Lu}.* /u.test(first ?? '');
}

/** What a name means outside of all functions, and where that is. */
function topLevel(name: string, place: Place, { files }: Search): [SyntaxNode | undefined, Place] {
  const from = place.file.imports.get(name);
  const file = from ? files.get(from.path) : place.file;
  return file
    ? [variableNamed(from?.name ?? name, file.program), { ...place, file, around: [] }]
    : [undefined, place];
}
