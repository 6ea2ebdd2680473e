import { open } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { Playbook, PLAYBOOK_MAX_BYTES } from '#schemas/playbook.ts';
import { positionOf } from './position.ts';
import { describeIssues } from './problems.ts';

export type PlaybookResult =
  | { readonly ok: true; readonly playbook: Playbook }
  /** A sentence for a person, beginning with the file, and the line and column where there are any. */
  | { readonly ok: false; readonly message: string };

/** Reads a playbook, YAML or JSON. Never rejects. */
export async function loadPlaybook(path: string): Promise<PlaybookResult> {
  const text = await readBounded(path);
  return typeof text === 'string' ? parsePlaybook(text, path) : { ok: false, message: `${path}: ${text.why}` };
}

/** `file` is only named in messages. */
export function parsePlaybook(text: string, file: string): PlaybookResult {
  const lines = new LineCounter();
  try {
    // JSON is YAML as well, so one parser gives the positions in both.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, customTags: [] });
    const flaw = document.errors[0] ?? document.warnings[0];
    if (flaw !== undefined) return refusal(file, lines, flaw.pos[0], flaw.message);
    const parsed = Playbook.safeParse(valueOf(document));
    if (parsed.success) return { ok: true, playbook: parsed.data };
    const problems = describeIssues(parsed.error.issues, valueOf(document));
    const [first] = problems;
    if (first === undefined) return { ok: false, message: `${file}: this is not a playbook.` };
    const more = problems.length === 1 ? '' : ` (the first of ${problems.length} problems in this file)`;
    return refusal(file, lines, positionOf(document, first.path, first.at), first.message + more);
  } catch (error) {
    // Nesting of thousands of levels and aliases of aliases end here; nobody writes such a playbook.
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `${file}: this playbook cannot be read: ${why}` };
  }
}

function valueOf(document: Document.Parsed): unknown {
  return document.toJS({ maxAliasCount: 100 });
}

function refusal(file: string, lines: LineCounter, offset: number, message: string): PlaybookResult {
  const { line, col } = lines.linePos(offset);
  return { ok: false, message: `${file}:${line}:${col}: ${message}` };
}

async function readBounded(path: string): Promise<string | { readonly why: string }> {
  try {
    await using file = await open(path, 'r');
    if (!(await file.stat()).isFile())
      return { why: 'this playbook is not a file; name one in `playbook` of .clutch/config.json.' };
    // One byte more than is allowed tells whether there is more, also of a file that grows meanwhile.
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(PLAYBOOK_MAX_BYTES + 1) });
    if (bytesRead <= PLAYBOOK_MAX_BYTES) return buffer.subarray(0, bytesRead).toString('utf8');
    return { why: `this playbook is larger than ${PLAYBOOK_MAX_BYTES} bytes; split it.` };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing) return { why: 'there is no such playbook; correct `playbook` in .clutch/config.json.' };
    return { why: `this playbook cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
