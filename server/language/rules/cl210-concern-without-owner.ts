import { readConcerns } from '../cross-cutting.ts';
import type { CrossCuttingConcern } from '../cross-cutting.ts';
import { rangeOfLine } from '../line-index.ts';
import { nearName } from '../near-names.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Workstream } from '../workstreams.ts';
import type { Fix, Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_CHOICES = 4;

export const concernWithoutOwner: Rule = {
  id: 'CL210',
  title: 'Cross-cutting concern without an owner',
  rationale:
    'URL conventions, envelopes and error shapes concern several workstreams at once. Unless exactly one of them decides, each decides for itself, and the parts do not fit together.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const workstreams = readWorkstreams(document);
    if (workstreams.length === 0) return [];
    const names = workstreams.map(({ name }) => name);
    return readConcerns(document)
      .flatMap((concern) => reportsOf(document, concern, path, workstreams, names))
      .slice(0, MAX_REPORTS);
  },
};

function reportsOf(
  document: ParsedDocument,
  { concern, owners, ownerRange, line }: CrossCuttingConcern,
  path: string,
  workstreams: readonly Workstream[],
  names: readonly string[],
): readonly Report[] {
  const known = names.slice(0, 8).map(quote).join(', ');
  if (owners.length === 0) {
    const message = `No workstream owns ${quote(concern)}. Name the one that decides it: ${known}.`;
    if (ownerRange === null) return [{ range: rangeOfLine(document.lines, line), message }];
    const isEmpty = ownerRange.start.character === ownerRange.end.character;
    const range = isEmpty ? wholeCell(ownerRange.start.character, line) : ownerRange;
    // Who depends on nothing comes first, so the others can follow what it decides.
    const first = workstreams.filter(({ dependsOn }) => dependsOn.length === 0).map(({ name }) => name);
    const choices = (first.length > 0 ? first : names).slice(0, MAX_CHOICES);
    return [
      {
        range,
        message,
        fixes: choices.map((name) =>
          fix(`Give it to ${quote(name)}`, false, path, ownerRange, isEmpty ? `${name} ` : name),
        ),
      },
    ];
  }
  return owners
    .filter(({ name }) => name === null)
    .map(({ written, range }) => {
      const near = names.length === 1 ? { name: names[0] ?? '', isOnly: false } : nearName(written, names);
      return {
        range,
        message: `${quote(concern)} is owned by ${quote(written)}, which is no workstream of this PRP. ${near ? `Did you mean ${quote(near.name)}?` : `Name the one that decides it: ${known}.`}`,
        fixes: near
          ? [fix(`Rename to ${quote(near.name)}`, near.isOnly, path, range, near.name)]
          : names.slice(0, MAX_CHOICES).map((name) => fix(`Give it to ${quote(name)}`, false, path, range, name)),
      };
    });
}

/** An empty cell has no words; the character in front of where they would stand can be seen. */
function wholeCell(character: number, line: number): Report['range'] {
  return { start: { line, character: Math.max(0, character - 1) }, end: { line, character: character + 1 } };
}

function fix(title: string, safe: boolean, path: string, range: Report['range'], newText: string): Fix {
  return { title, safe, changes: () => [{ kind: 'edit', path, edits: [{ range, newText }] }] };
}

function quote(name: string): string {
  return `"${name}"`;
}
