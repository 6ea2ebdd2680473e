import { parseDocument as parseYaml } from 'yaml';
import type { LineIndex } from './line-index.ts';

/** The head of a document: YAML between `---` lines, or the bare `name:` / `description: |` lines of a PRP. */
export interface FrontMatter {
  /** First line behind it. */
  readonly endLine: number;
  readonly fenced: boolean;
  /** Top-level scalars by key; what is no scalar, or does not parse as YAML, is left out. */
  readonly fields: ReadonlyMap<string, string>;
}

const MAX_LINES = 200;

/** Null when the document starts with anything else. The YAML is only read for its scalars and never rejected. */
export function readFrontMatter(text: string, lines: LineIndex): FrontMatter | null {
  let first = 0;
  while (first < lines.count && first < 20 && lines.text(first).trim() === '') first += 1;
  const opening = lines
    .text(first)
    .replace(/^\uFEFF/, '')
    .trimEnd();
  const limit = Math.min(lines.count, first + MAX_LINES);
  if (opening === '---') {
    for (let line = first + 1; line < limit; line += 1) {
      const content = lines.text(line).trimEnd();
      if (content !== '---' && content !== '...') continue;
      return {
        endLine: line + 1,
        fenced: true,
        fields: scalars(text.slice(lines.start(first + 1), lines.start(line))),
      };
    }
    return null;
  }
  if (!/^(?:name|description)\s*:/.test(opening)) return null;
  for (let line = first + 1; line < limit; line += 1) {
    const content = lines.text(line);
    // Only an indented line, a blank one or a further key still belongs to the head.
    if (/^(?:\s|$)/.test(content) || /^[a-z][\w-]*\s*:/.test(content)) continue;
    const endLine = content.trimEnd() === '---' ? line + 1 : line;
    return { endLine, fenced: false, fields: scalars(text.slice(lines.start(first), lines.start(line))) };
  }
  return null;
}

function scalars(source: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  // Aliases stay unresolved, so that a head of nested anchors cannot grow in memory.
  const document = parseYaml(source, { logLevel: 'silent', strict: false, uniqueKeys: false });
  const contents: unknown = document.errors.length === 0 ? document.contents : null;
  if (contents === null || typeof contents !== 'object' || !('items' in contents) || !Array.isArray(contents.items)) {
    return fields;
  }
  for (const item of contents.items as readonly unknown[]) {
    const pair = item as { key?: { value?: unknown }; value?: { value?: unknown } | null };
    const key = pair.key?.value;
    const value = pair.value?.value;
    if (typeof key === 'string' && (typeof value === 'string' || typeof value === 'number')) {
      fields.set(key, String(value));
    }
  }
  return fields;
}
