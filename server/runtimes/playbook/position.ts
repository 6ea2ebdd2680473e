import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';

/** Offset in the text of what a path leads to; of the nearest thing above it when it is not there. */
export function positionOf(document: Document.Parsed, path: readonly PropertyKey[], at: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    const child = childOf(node, step);
    if (child === null) break;
    const value: unknown = isPair(child) ? child.value : child;
    const last = index === path.length - 1;
    const named: unknown = isPair(child) && (last ? at === 'key' || startOf(value) === null : true) ? child.key : value;
    offset = startOf(named) ?? offset;
    node = isNode(value) ? value : null;
  }
  return offset;
}

function childOf(node: Node | null, step: PropertyKey): Pair | Node | null {
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && pair.key.value === step) ?? null;
  const item: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : null;
  return isNode(item) ? item : null;
}

function startOf(value: unknown): number | null {
  return isNode(value) ? (value.range?.[0] ?? null) : null;
}
