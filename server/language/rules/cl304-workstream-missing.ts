import { insertLines } from '../line-edits.ts';
import { nameKey } from '../inline-text.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { prdOfTracker, prpsOfPhase } from '../relations.ts';
import type { TextEdit } from '../text-edit.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { FieldPlace, TrackedPhase, Tracker } from '../tracker/read-trackers.ts';
import type { Workstream } from '../workstreams.ts';
import type { Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_WORKSTREAMS = 200;

export const workstreamMissing: Rule = {
  id: 'CL304',
  title: 'Workstream of the PRP missing from the checkpoint',
  rationale:
    'Every workstream that was planned ends as completed, skipped or deferred. One that the checkpoint of a completed phase does not mention was dropped in silence, and nobody will come back to it.',
  kinds: ['workflow'],
  defaultSeverity: 'warning',
  check: (document, context) =>
    readTrackers(document)
      .flatMap((tracker) => {
        const completed = tracker.phases.filter(({ status }) => status === 'completed');
        const prd = completed.length === 0 ? null : prdOfTracker(context.project, tracker);
        if (!prd) return [];
        return completed
          .slice(0, MAX_WORKSTREAMS)
          .flatMap((phase) => reportsOf(document, context, { tracker, phase, prd: prd.path }));
      })
      .slice(0, MAX_REPORTS),
};

function reportsOf(
  document: ParsedDocument,
  { path, project }: RuleContext,
  { tracker, phase, prd }: { readonly tracker: Tracker; readonly phase: TrackedPhase; readonly prd: string },
): readonly Report[] {
  const place = phase.places.get('workstreams');
  const prp = place ? prpsOfPhase(project, prd, phase.id)[0] : undefined;
  // A single workstream is done as the phase, under whatever name.
  if (!place || !prp || prp.workstreams.length < 2) return [];
  const listed = phase.workstreams.slice(0, MAX_WORKSTREAMS).map(({ name }) => `-${nameKey(name)}-`);
  // Words that are no status are another rule's; the workstream is not missing.
  listed.push(...phase.unread.slice(0, MAX_WORKSTREAMS).map(({ name }) => `-${nameKey(name)}-`));
  const planned = prp.workstreams.slice(0, MAX_WORKSTREAMS);
  const missing = planned.filter((workstream) => !isListed(workstream, listed));
  // Outside of our template the lines may list something else.
  if (missing.length === 0 || (!tracker.strict && missing.length === planned.length)) return [];
  const names = missing.map(({ name }) => `"${name}"`).join(', ');
  const one = missing.length === 1;
  return [
    {
      range: place.label,
      message: `The checkpoint of phase ${phase.id} says nothing of ${one ? 'workstream' : 'workstreams'} ${names} of ${prp.path}. Write for ${one ? 'it' : 'each'}: completed, skipped or deferred, the last two with a reason.`,
      fixes: [
        {
          title: `Record ${names} as deferred`,
          safe: false,
          changes: () => [{ kind: 'edit', path, edits: additions(document, phase, place, missing) }],
        },
      ],
    },
  ];
}

/** By name, by owner, or by a key such as `WS1`; also as a part of a longer name, as merged workstreams have. */
function isListed({ key, name, owner }: Workstream, listed: readonly string[]): boolean {
  const number = key === null ? [] : [`ws${nameKey(key)}`, `ws-${nameKey(key)}`, `workstream-${nameKey(key)}`];
  const names = [nameKey(name), ...(owner === null ? [] : [nameKey(owner)]), ...number].filter((one) => one !== '');
  return names.some((one) => listed.some((other) => other.includes(`-${one}-`)));
}

function additions(
  document: ParsedDocument,
  phase: TrackedPhase,
  { label, value, lastLine }: FieldPlace,
  missing: readonly Workstream[],
): readonly TextEdit[] {
  const last = phase.workstreams.at(-1);
  const field = /^\s*/.exec(document.lines.text(label.start.line).slice(0, label.start.character))?.[0] ?? '';
  const indent = last ? (/^\s*/.exec(document.lines.text(last.line).slice(0, 100))?.[0] ?? '') : `${field}  `;
  const lines = missing.map(({ name }) => `${indent}- ${name}: deferred (reason: not recorded in this checkpoint)`);
  const words = document.lines.text(value.start.line).slice(value.start.character, value.end.character);
  // `none` and a list below it contradict each other.
  const none = /^none\.?$/i.test(words) ? [{ range: value, newText: '' }] : [];
  return [...none, insertLines(document, lastLine + 1, lines)];
}
