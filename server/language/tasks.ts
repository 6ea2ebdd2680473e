import { plainText } from './inline-text.ts';
import type { ParsedDocument } from './parse-document.ts';

/** One task of a PRP's list. The line is zero-based. */
export interface PlanTask {
  readonly id: string;
  readonly title: string;
  readonly line: number;
}

const TASK =
  /^\s{0,8}(?:#{1,6}\s+|[-*+]\s+)?(?:\[[ xX]\]\s+)?(?:\*\*|__|["'])?task\s+#?(\d{1,4}(?:\.\d{1,4})*[a-z]?)\b(?:\*\*|__)?\s*(?:[:：.)—–-]+\s*(.*))?$/iu;

/**
 * Reads `Task N: …` line by line: in YAML fences, which mostly do not parse as YAML, in headings and in lists. A task
 * without words behind its number is named by the next line (`CREATE src/a.ts`).
 */
export function readTasks(document: ParsedDocument): readonly PlanTask[] {
  const readable = document.fences.filter((fence) => /^(?:|ya?ml|te?xt|markdown|md)$/.test(fence.language));
  const tasks = new Map<string, PlanTask>();
  let fence = 0;
  for (let line = 0; line < document.lines.count; line += 1) {
    while ((readable[fence]?.endLine ?? Infinity) <= line) fence += 1;
    const inFence = line > (readable[fence]?.line ?? Infinity);
    const text = inFence ? document.lines.text(line) : document.visibleLine(line);
    if (text.length > 600 || !/task/i.test(text)) continue;
    const match = TASK.exec(text);
    const id = match?.[1];
    if (!match || id === undefined || tasks.has(id)) continue;
    const own = cleanTitle(match[2] ?? '');
    const next = inFence ? document.lines.text(line + 1) : document.visibleLine(line + 1);
    tasks.set(id, { id, title: own || cleanTitle(next), line });
  }
  return [...tasks.values()];
}

function cleanTitle(text: string): string {
  return plainText(text.slice(0, 400))
    .replace(/^(?:[-*+]\s+|#{1,6}\s+)/, '')
    .replace(/["':：\s]+$/u, '')
    .replace(/^["']/, '');
}
