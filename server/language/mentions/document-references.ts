import type { Fence } from '../fences.ts';
import type { Mention } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import { lastBefore, MAX_MENTIONS, rangeIn } from './collect.ts';
import type { PhaseMention } from './phase-mentions.ts';

const MAX_PATH = 300;
const PATH_CHARACTER = /[\p{L}\p{N}_./@+-]/u;
const PLAN_PATH = /(?:^|\/)(?:PRDs?|PRPs?)(?:\/|[-_.])|[-_.]PR[DP]\.md$/i;
const COMMAND = /\bclutch\b[\w: -]{0,30}$/;
const PHASES_BEHIND = /(\s+)(\d{1,3}(?:\.\d{1,3})*[a-z]?)(?:(\s+)(\d{1,3}(?:\.\d{1,3})*[a-z]?))?(?=[\s`'".,;)]|$)/iuy;

/**
 * Paths of PRDs and PRPs, and the phases of a command such as `clutch run PRDs/PRD-shop.md 2 3`. `everywhere` also looks
 * into code fences, where such commands stand; HTML comments are never looked at. `own` is the document's own path, which
 * paths that begin with `../` start from.
 */
export function documentReferences(
  own: string,
  document: ParsedDocument,
  where: 'visible' | 'everywhere',
): readonly Mention[] {
  const found: Mention[] = [];
  const text = where === 'visible' ? document.visible : document.text;
  for (let at = text.indexOf('.md'); at >= 0 && found.length < MAX_MENTIONS; at = text.indexOf('.md', at + 3)) {
    const to = at + 3;
    if (/[\p{L}\p{N}_/-]/u.test(text[to] ?? '')) continue;
    let from = at;
    while (from > 0 && at - from < MAX_PATH && PATH_CHARACTER.test(text[from - 1] ?? '')) from -= 1;
    if (text.startsWith('./', from)) from += 2;
    const path = resolvePath(own, text.slice(from, to));
    if (path === null || !PLAN_PATH.test(path)) continue;
    const line = document.lines.lineAt(from);
    const start = document.lines.start(line);
    if (where === 'everywhere' && !isShown(document, from)) continue;
    found.push({ type: 'file', path, range: rangeIn(line, from - start, to - start) });
    if (COMMAND.test(text.slice(Math.max(start, from - 60), from))) {
      found.push(...phasesBehind(text, path, line, start, to));
    }
  }
  return found;
}

/** Null for what leaves the project: absolute paths, those of a web page, and too many steps up. */
function resolvePath(own: string, written: string): string | null {
  if (written.startsWith('/')) return null;
  const segments = written.startsWith('../') ? own.split('/').slice(0, -1) : [];
  for (const segment of written.split('/')) {
    if (segment === '..' && segments.pop() === undefined) return null;
    if (segment !== '..' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

function phasesBehind(text: string, path: string, line: number, start: number, to: number): readonly PhaseMention[] {
  PHASES_BEHIND.lastIndex = to;
  const match = PHASES_BEHIND.exec(text);
  if (!match || match[0].includes('\n')) return [];
  const [, gap = '', first = '', secondGap = '', second = ''] = match;
  const at = to - start + gap.length;
  const other = at + first.length + secondGap.length;
  return [
    { written: first, character: at },
    { written: second, character: other },
  ].flatMap(({ written, character }) => {
    const id = normalizePhaseId(written);
    if (id === null) return [];
    const range = rangeIn(line, character, character + written.length);
    return [{ type: 'phase', id, prd: path, role: 'reference', range, written, anchor: false }];
  });
}

/** Whether the offset is visible or in a code fence: what is neither stands in a comment or in the front matter. */
function isShown(document: ParsedDocument, offset: number): boolean {
  return document.visible[offset] !== ' ' || fenceAt(document, document.lines.lineAt(offset)) !== null;
}

/** The code fence that holds the line. */
export function fenceAt({ fences }: ParsedDocument, line: number): Fence | null {
  const fence = lastBefore(fences, line);
  return fence && line < fence.endLine ? fence : null;
}
