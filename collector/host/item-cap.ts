import { joinHeadAndTail } from '../os/head-and-tail.ts';
import type { RawItem } from '../toolkit/define.ts';

export interface CappedItem {
  name: string;
  mediaType: RawItem['mediaType'];
  text: string;
  droppedBytes: number;
}

const roomForMarker = 64;

/** The item as text of at most `byteCap` bytes. The cut bytes are counted, and the text says that they are missing. */
export function capItem(item: RawItem, byteCap: number): CappedItem {
  const { name, mediaType } = item;
  if (mediaType === 'application/json')
    return { name, mediaType, ...capJson(item.content, byteCap) };
  const capped = capText(item.content, byteCap);
  return {
    name,
    mediaType,
    text: capped.text,
    droppedBytes: item.droppedBytes + capped.droppedBytes,
  };
}

export function capText(text: string, byteCap: number): { text: string; droppedBytes: number } {
  if (Buffer.byteLength(text) <= byteCap) return { text, droppedBytes: 0 };
  const bytes = Buffer.from(text);
  const half = Math.max(0, Math.floor((byteCap - roomForMarker) / 2));
  const [head, tail] = [bytes.subarray(0, half), bytes.subarray(bytes.length - half)];
  return joinHeadAndTail({ head, tail, droppedBytes: bytes.length - 2 * half });
}

interface LeftOut {
  /** JSON Pointer to the shortened list; '' is the whole item. */
  list: string;
  kept: number;
  of: number;
}

/** Room for one entry of `leftOut` and its surroundings. */
const roomForNote = 256;

const write = (content: unknown): string => `${JSON.stringify(content, null, 2)}\n`;

/** Shortens the longest lists at their ends until the JSON fits; it stays valid, and `leftOut` says what is missing. */
export function capJson(content: unknown, byteCap: number): { text: string; droppedBytes: number } {
  const whole = write(content);
  const wholeBytes = Buffer.byteLength(whole);
  if (wholeBytes <= byteCap) return { text: whole, droppedBytes: 0 };
  const root: unknown = JSON.parse(whole);
  const lists = listsOf(root, '').sort((a, b) => b.bytes - a.bytes);
  const leftOut: LeftOut[] = [];
  for (const { pointer, list } of lists) {
    const of = list.length;
    const excess = Buffer.byteLength(write(withNote(root, leftOut))) - byteCap;
    if (excess <= 0) break;
    let spare = excess + roomForNote;
    while (list.length > 0 && spare > 0) spare -= writtenBytes(list.pop(), pointer);
    leftOut.push({ list: pointer, kept: list.length, of });
  }
  const text = write(withNote(root, leftOut));
  const bytes = Buffer.byteLength(text);
  if (bytes <= byteCap) return { text, droppedBytes: Math.max(1, wholeBytes - bytes) };
  const nothing = write({ leftOut: [{ list: '', kept: 0, of: 1 }] });
  return { text: nothing, droppedBytes: wholeBytes };
}

/** How much shorter the item gets without one element of a list, with its line breaks, indentation and comma. */
function writtenBytes(element: unknown, pointer: string): number {
  const text = JSON.stringify(element, null, 2);
  const lines = text.split('\n').length;
  const indentation = 2 * pointer.split('/').length;
  return Buffer.byteLength(text) + lines * indentation + 2;
}

function withNote(root: unknown, leftOut: LeftOut[]): unknown {
  if (leftOut.length === 0) return root;
  return Array.isArray(root) ? { list: root, leftOut } : { ...(root as object), leftOut };
}

function listsOf(
  value: unknown,
  pointer: string,
): { pointer: string; list: unknown[]; bytes: number }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value)
    ? [{ pointer, list: value, bytes: JSON.stringify(value).length }]
    : [];
  const children = Object.entries(value).flatMap(([key, child]) =>
    listsOf(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return [...own, ...children];
}
