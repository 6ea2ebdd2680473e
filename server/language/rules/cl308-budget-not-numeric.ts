import { removeLines, replaceRange } from '../line-edits.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { FieldPlace } from '../tracker/read-trackers.ts';
import type { Fix, Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const budgetNotNumeric: Rule = {
  id: 'CL308',
  title: 'Context budget is not a number',
  rationale:
    'Whoever goes on decides by the context budget whether another phase fits into the same session. Words such as "plenty" cannot be compared with what a phase costs.',
  kinds: ['workflow'],
  defaultSeverity: 'warning',
  check: (document, { path }) =>
    readTrackers(document)
      .filter(({ strict }) => strict)
      .flatMap(({ phases }) => phases)
      .flatMap((phase) => {
        const written = phase.fields.get('context budget');
        const place = phase.places.get('context budget');
        if (written === undefined || !place || isPercentage(written)) return [];
        return [
          {
            range: written === '' ? place.label : place.value,
            message: `The context budget of phase ${phase.id} is no percentage. Write "~X% remaining after this phase", with a number from 0 to 100.`,
            fixes: fixesOf(document, path, written, place),
          },
        ];
      })
      .slice(0, MAX_REPORTS),
};

function isPercentage(written: string): boolean {
  const number = /(?<![\d.])(\d{1,3}(?:\.\d{1,3})?)\s*%/.exec(written.slice(0, 400))?.[1];
  return number !== undefined && Number(number) <= 100;
}

function fixesOf(document: ParsedDocument, path: string, written: string, place: FieldPlace): readonly Fix[] {
  const number =
    /^[~≈]?\s*(\d{1,3})\s*(?:percent|per cent|pct)?\s*(?:remaining|left|free)?(?:\s+after this phase)?\.?$/i.exec(
      written,
    )?.[1];
  const takeOut: Fix = {
    title: 'Take the line out',
    safe: false,
    changes: () => [{ kind: 'edit', path, edits: [removeLines(document, place.label.start.line, place.lastLine + 1)] }],
  };
  if (number === undefined || Number(number) > 100) return [takeOut];
  const budget = `~${Number(number)}% remaining after this phase`;
  // A bare number leaves open whether it was used or remains.
  const safe = /remaining|left|free/i.test(written);
  return [{ title: `Write "${budget}"`, safe, changes: () => replaceRange(path, place.value, budget) }, takeOut];
}
