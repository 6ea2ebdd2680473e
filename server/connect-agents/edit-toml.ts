import { isDeepStrictEqual } from 'node:util';
import { parse, TomlError, type TomlTable } from 'smol-toml';
import { type EditConfig, type Edited, endOfLine, ENTRY, fieldsOf, keepingMark, refused } from './edit.ts';

const SECTION = 'mcp_servers';
const HEADER = `[${SECTION}.${ENTRY}]`;

/**
 * Edits TOML in which the tools stand as a table `[mcp_servers.clutch]`. Lines are replaced, so everything else stays as
 * it is; what comes of it is parsed and has to say exactly what was meant, or it is refused.
 */
export const editToml: EditConfig = keepingMark((text, launch) => {
  const before = read(text);
  if (typeof before === 'string') return refused(before);
  const servers = tableIn(before, SECTION);
  const entry = servers && tableIn(servers, ENTRY);
  const wanted = launch && fieldsOf(launch, entry);
  if (!wanted && !entry) return { ok: true, after: null };
  const missing = Object.entries(wanted ?? {}).filter(([name, value]) => !sameValue(entry?.[name], value));
  if (wanted && missing.length === 0) return { ok: true, after: null };
  const lines = missing.map(([name, value]) => `${name} = ${inToml(value)}`);
  const after = wanted ? withEntry(text, lines, entry !== null) : withoutEntry(text);
  return checked(after, expected(before, wanted && { ...entry, ...wanted }), lines);
});

function read(text: string): TomlTable | string {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const why = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    return `line ${error.line}, column ${error.column}: this is no TOML (${why}).`;
  }
}

function tableIn(table: TomlTable, name: string): TomlTable | null {
  const value = Object.hasOwn(table, name) ? table[name] : undefined;
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) ? value : null;
}

function withEntry(text: string, lines: readonly string[], isThere: boolean): string {
  const end = endOfLine(text);
  if (!isThere) {
    const gap = text === '' || /\n\s*\n$/.test(text) ? '' : text.endsWith('\n') ? end : end + end;
    return `${text}${gap}${[HEADER, ...lines].join(end)}${end}`;
  }
  const all = linesOf(text);
  const at = all.findIndex((line, index) => isOwnHeader(line) && beginsTable(all, index));
  const next = all.findIndex((_, index) => index > at && beginsTable(all, index));
  const body = all.slice(at + 1, next < 0 ? undefined : next);
  const names = lines.map((line) => line.slice(0, line.indexOf(' ')));
  const kept = body.filter((line) => !names.some((name) => new RegExp(`^\\s*${name}\\s*=`).test(line)));
  const header = all[at] ?? '';
  const opened = header.endsWith('\n') ? header : `${header}${end}`;
  const rest = all.slice(at + 1 + body.length);
  return [...all.slice(0, Math.max(at, 0)), opened, ...lines.map((line) => `${line}${end}`), ...kept, ...rest].join('');
}

/** Its table and the tables in it, each up to the next table; comments right above that one are about that one. */
function withoutEntry(text: string): string {
  const all = linesOf(text);
  let isOwn = false;
  const isKept = all.map((line, index) => {
    if (beginsTable(all, index)) isOwn = isOwnHeader(line) || isOwnTable(line);
    return !isOwn;
  });
  for (let index = all.length - 2; index >= 0; index -= 1) {
    if (isKept[index + 1] && /^\s*#/.test(all[index] ?? '')) isKept[index] = true;
  }
  return all.filter((_, index) => isKept[index]).join('');
}

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);
/** A line in the middle of a text or of a list may look like the head of a table; what stands before it is no TOML then. */
const beginsTable = (lines: readonly string[], index: number): boolean =>
  /^\s*\[/.test(lines[index] ?? '') && typeof read(lines.slice(0, index).join('')) !== 'string';
const key = String.raw`["']?`;
const own = String.raw`^\s*\[\s*${key}${SECTION}${key}\s*\.\s*${key}${ENTRY}${key}\s*`;
const isOwnHeader = (line: string): boolean => new RegExp(String.raw`${own}\]`).test(line);
const isOwnTable = (line: string): boolean => new RegExp(String.raw`${own}\.`).test(line);

/** What the file has to say afterwards. A table of servers without any is none. */
function expected(before: TomlTable, entry: Record<string, unknown> | null): object {
  const { [ENTRY]: _was, ...others } = tableIn(before, SECTION) ?? {};
  return pruned({ ...before, [SECTION]: entry ? { ...others, [ENTRY]: entry } : others });
}

function pruned({ [SECTION]: servers, ...rest }: Record<string, unknown>): object {
  return Object.keys(Object(servers)).length === 0 ? rest : { ...rest, [SECTION]: servers };
}

function checked(after: string, wanted: object, lines: readonly string[]): Edited {
  const said = read(after);
  const fits = typeof said !== 'string' && sameValue(pruned(said), wanted);
  if (fits) return { ok: true, after };
  const advice =
    lines.length === 0 ? `Take ${HEADER} out by hand.` : `Write it by hand: ${[HEADER, ...lines].join(' ')}`;
  return refused(`“${SECTION}” is written in a way that cannot be edited without changing more than that. ${advice}`);
}

/** Dates and big numbers of TOML included. */
function sameValue(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(structuredClone(one), structuredClone(other));
}

/** A string in double quotes means the same in JSON and in TOML. */
function inToml(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007F', '\\u007F');
  if (Array.isArray(value)) return `[${value.map(inToml).join(', ')}]`;
  const fields = Object.entries(Object(value)).map(([name, one]) => `${JSON.stringify(name)} = ${inToml(one)}`);
  return `{ ${fields.join(', ')} }`;
}
