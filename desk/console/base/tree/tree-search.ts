import { isBranch, type JsonNode, valueText } from './json-document.ts';
import { childPointer } from './pointer.ts';

/** Counting stops here: engineers do not step through more matches. */
const mostMatches = 10_000;
/** Nodes searched between two pauses, so that the window stays responsive in a large document. */
const nodesPerTurn = 20_000;

export interface TreeMatches {
  /** The pointers of matching keys and values, in document order. */
  readonly pointers: readonly string[];
  readonly capped: boolean;
}

export const noTreeMatches: TreeMatches = { pointers: [], capped: false };

/** Finds every key and value that contains `query`, ignoring case. Iterative, because untrusted items may nest deeply. */
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

/** A string without JSON quotes and escapes. */
const textOf = (node: JsonNode): string => (typeof node === 'string' ? node : valueText(node));
