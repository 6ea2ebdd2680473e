import { LineCounter, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { CONTRACT_MAX_LENGTH, Contract } from '#schemas/document/contract.ts';
import { describeIssues, fieldName } from './contract-issues.ts';

/** A flaw in a block. The line is zero-based and counts from the block's first line. */
export interface BlockFlaw {
  readonly path: string;
  readonly message: string;
  readonly line: number;
}

export interface ParsedContract {
  /** What the block calls itself, also where the rest cannot be read; null without a name. */
  readonly name: string | null;
  readonly contract: Contract | null;
  readonly flaws: readonly BlockFlaw[];
}

const MAX_FLAWS = 20;
const MAX_ALIASES = 100;
/** Aliases make a small text a large value, so the value is measured as well. */
const MAX_NODES = 20_000;
const MAX_DEPTH = 32;
/** Brackets in a text count as well, so there is more room for them. */
const MAX_OPEN_BRACKETS = 200;

/** Reads the YAML or JSON of one block; JSON is YAML as well, so one parser gives the lines of both. Never throws. */
export function parseContract(source: string): ParsedContract {
  if (source.length > CONTRACT_MAX_LENGTH) {
    return failed(`the block is longer than ${CONTRACT_MAX_LENGTH} characters; divide the contract`);
  }
  if (isTooDeep(source)) return failed('the block nests too deep');
  const lines = new LineCounter();
  try {
    const document = parseDocument(source, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      customTags: [],
      logLevel: 'silent',
    });
    const flaw = document.errors[0] ?? document.warnings[0];
    if (flaw) return { ...failed(wordsOf(flaw), lines.linePos(flaw.pos[0]).line - 1), name: nameInText(source) };
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (!isBounded(value)) return failed(`the contract has more than ${MAX_NODES} parts, or nests too deep`);
    return checked(document, lines, value);
  } catch (error) {
    // Aliases of aliases end here.
    return failed(`the block cannot be read: ${error instanceof Error ? wordsOf(error) : String(error)}`);
  }
}

function wordsOf({ message }: Error): string {
  return /call stack/i.test(message) ? 'the block nests too deep' : message.replace(/\.$/, '');
}

/** The name in a block that is not whole or no valid YAML, so that a later block of this name corrects it. */
export function nameInText(source: string): string | null {
  return (
    /^(?:name|[{ \t]{0,20}"name")[ \t]*:[ \t]*["']?([^"'\s#,][^"'\n\r#,]{0,199})/m.exec(source)?.[1]?.trim() ?? null
  );
}

function failed(message: string, line = 0): ParsedContract {
  return { name: null, contract: null, flaws: [{ path: '', message, line }] };
}

function checked(document: Document, lines: LineCounter, value: unknown): ParsedContract {
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : null;
  const name = typeof named === 'string' ? named : null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failed('expected a contract: fields such as “name:” and “endpoints:”');
  }
  const result = Contract.safeParse(value);
  if (result.success) return { name: result.data.name, contract: result.data, flaws: [] };
  const flaws = describeIssues(result.error.issues.slice(0, MAX_FLAWS))
    .slice(0, MAX_FLAWS)
    .map(({ path, message }) => ({
      path: fieldName(path),
      message,
      line: lines.linePos(offsetOf(document, path)).line - 1,
    }))
    .toSorted((one, other) => one.line - other.line);
  return { name, contract: null, flaws };
}

/** Offset of what a path leads to, or of the nearest thing above it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const item: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value;
    const place: unknown = pair ? pair.key : item;
    if (!isNode(place)) break;
    offset = place.range?.[0] ?? offset;
    node = isNode(item) ? item : null;
  }
  return offset;
}

/** The parser of YAML calls itself for each level and takes time that grows with the square of the depth. */
function isTooDeep(source: string): boolean {
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at];
    if (character === '[' || character === '{') depth += 1;
    if ((character === ']' || character === '}') && depth > 0) depth -= 1;
    if (depth > MAX_OPEN_BRACKETS) return true;
  }
  return false;
}

/** Counts what an alias stands for each time, and stops at the bound. */
function isBounded(value: unknown): boolean {
  let nodes = 0;
  const visit = (one: unknown, depth: number): boolean => {
    nodes += 1;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) return false;
    if (typeof one !== 'object' || one === null) return true;
    return Object.values(one).every((inner) => visit(inner, depth + 1));
  };
  return visit(value, 1);
}
