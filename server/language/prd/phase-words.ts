import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';

/** How many places are looked at; no plan speaks of its phases more often. */
const MAX_HITS = 5000;

const WORD_PARTS = ['hase', 'HASE', 'Fase', 'fase', 'FASE', 'aza', 'tape', 'TAPE', 'tapa', 'TAPA'];
const FOREIGN_PARTS = ['этап', 'Этап', 'фаза', 'Фаза', '阶段', '階段', 'フェーズ', '단계'];

/** Whether a short text is worth a look. */
export const MAY_NAME_PHASE = new RegExp([...WORD_PARTS, ...FOREIGN_PARTS].join('|'));

/** The lines, in order, in which a word for "phase" may stand, code and comments included; found without looking at each line. */
export const phaseWordLines: (document: ParsedDocument) => readonly number[] = perDocument(({ text, lines }) => {
  const found = new Set<number>();
  for (const part of [...WORD_PARTS, ...FOREIGN_PARTS]) {
    let at = text.indexOf(part);
    for (let hits = 0; at >= 0 && hits < MAX_HITS; hits += 1) {
      const line = lines.lineAt(at);
      found.add(line);
      at = text.indexOf(part, lines.end(line));
    }
  }
  return [...found].sort((a, b) => a - b);
});
