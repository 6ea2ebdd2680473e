import type { LineIndex } from './line-index.ts';

/** The head of a document: YAML between `---` lines, or the bare `name:` / `description: |` lines of a PRP. */
export interface FrontMatter {
  /** First line behind it. */
  readonly endLine: number;
  readonly fenced: boolean;
  /** Top-level scalars by key; empty for what is no scalar. */
  readonly fields: ReadonlyMap<string, string>;
}

const MAX_LINES = 200;

/** Null when the document starts with anything else. It is read line by line, because many heads in the wild are no valid YAML. */
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

const KEY = /^(["']?)([A-Za-z][\w-]{0,60})\1\s*:(?:\s+(.*))?$/;

/** Top-level `key: value` lines; what is nested, a list or a block of text is there with an empty value. */
function scalars(source: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of source.split(/\r\n|\r|\n/)) {
    const match = KEY.exec(line.slice(0, 2000).trimEnd());
    if (match) fields.set(match[2] ?? '', scalar(match[3] ?? ''));
  }
  return fields;
}

function scalar(written: string): string {
  const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(written);
  if (quoted) return quoted[2] ?? '';
  return /^[|>[{&*!]/.test(written) ? '' : written.replace(/(?:^|\s+)#.*$/, '').trim();
}
