import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { applyEdits, type FormattingOptions, type JSONPath, modify } from 'jsonc-parser';
import { writeAtomically } from './write-atomically.ts';

export interface JsonChange {
  readonly path: readonly string[];
  /** Undefined removes what is there, which has to be there then. */
  readonly value: unknown;
}

/** Changes values in a JSON file and leaves the rest of its text as it is. Makes the file where there is none. */
export function editJson(file: string, changes: readonly JsonChange[], modeOfNew: number): void {
  const exists = existsSync(file);
  const text = editedJson(exists ? readFileSync(file, 'utf8') : '{}\n', changes);
  mkdirSync(path.dirname(file), { recursive: true });
  writeAtomically(file, text, exists ? statSync(file).mode & 0o777 : modeOfNew);
}

/** The text with changed values, and the rest as it is. */
export function editedJson(before: string, changes: readonly JsonChange[]): string {
  const formattingOptions = formatOf(before);
  return changes.reduce((text, { path: at, value }) => {
    const where: JSONPath = [...at];
    return applyEdits(text, modify(text, where, value, { formattingOptions }));
  }, before);
}

function formatOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
