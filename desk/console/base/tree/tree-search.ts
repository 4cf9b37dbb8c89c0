import { isBranch, type JsonNode, valueText } from './json-document.ts';
import { childPointer } from './pointer.ts';

/** More matches than this are not counted: nobody steps through them. */
const mostMatches = 10_000;
/** Nodes between two pauses, so that the window answers while a large document is searched. */
const nodesPerTurn = 20_000;

export interface TreeMatches {
  /** Of each key or value that holds the words, in the order of the document. */
  readonly pointers: readonly string[];
  readonly capped: boolean;
}

export const noTreeMatches: TreeMatches = { pointers: [], capped: false };

/** Every key and value that contains `query`, ignoring case. Depth costs no stack: items come from outside. */
export async function findInTree(
  document: JsonNode,
  query: string,
  signal: AbortSignal,
): Promise<TreeMatches> {
  const wanted = query.toLowerCase();
  if (wanted === '') return noTreeMatches;
  const pointers: string[] = [];
  const waiting: [pointer: string, key: string, node: JsonNode][] = [['', '', document]];
  let seen = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [pointer, key, node] = next;
    if (
      key.toLowerCase().includes(wanted) ||
      (!isBranch(node) && textOf(node).toLowerCase().includes(wanted))
    ) {
      if (pointers.length === mostMatches) return { pointers, capped: true };
      pointers.push(pointer);
    }
    if (isBranch(node)) {
      const children: [string, string, JsonNode][] = Array.isArray(node)
        ? node.map((child, index) => [childPointer(pointer, index), '', child])
        : Object.entries(node).map(([name, child]) => [childPointer(pointer, name), name, child]);
      for (const child of children.reverse()) waiting.push(child);
    }
    seen += 1;
    if (seen % nodesPerTurn > 0) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return noTreeMatches;
  }
  return { pointers, capped: false };
}

/** A string as it is, without the quotes and escapes of JSON. */
const textOf = (node: JsonNode): string => (typeof node === 'string' ? node : valueText(node));
