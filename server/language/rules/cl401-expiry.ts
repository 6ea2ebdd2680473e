import type { AwayPlan } from '#schemas/document/away-plan.ts';
import { setHeadLine } from '../away/head-line.ts';
import { setNotReady } from '../away/plan-edits.ts';
import { readAwayPlan, titleRange } from '../away/read-away-plan.ts';
import { writeTime } from '../away/read-time.ts';
import { saysNothing } from '../away/says-nothing.ts';
import { replaceRange } from '../line-edits.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { isBlankPlan } from '../away/blank-plan.ts';
import type { Fix, Report, Rule, RuleContext } from './rule.ts';

const HOUR = 3_600_000;
const DEFAULT_HOURS = 12;

export const expiry: Rule = {
  id: 'CL401',
  title: 'No expiry, or one that has passed or cannot be read',
  rationale:
    'An away plan is a permission for the time in which nobody watches. Without an end it stays open when the operator has come back and has long forgotten it, so a plan without a readable Expires line, or with one that has passed, is not active.',
  kinds: ['away'],
  defaultSeverity: 'error',
  check: (document, context) => {
    const plan = readAwayPlan(document);
    if (isBlankPlan(document)) return [];
    const { expires } = plan;
    if (expires === null || saysNothing(expires.text)) {
      return [
        {
          range: expires?.range ?? titleRange(document),
          message:
            'This plan does not say when it expires, so it is not active. Add a line such as "Expires: 2026-01-31T18:00:00Z".',
          fixes: fixesOf(document, context, plan),
        },
      ];
    }
    if (expires.at === null) {
      const why =
        expires.zone === 'unknown'
          ? 'names a time zone that stands for more than one offset. Write the offset instead, such as +02:00, or Z for UTC.'
          : 'is no date and time. Write ISO 8601, such as "2026-01-31T18:00:00Z", or "2026-01-31 18:00".';
      return [
        {
          range: expires.range,
          message: `"${expires.text.slice(0, 80)}" ${why}`,
          fixes: fixesOf(document, context, plan),
        },
      ];
    }
    return expired(document, context, plan);
  },
};

/** A plan that is switched off may have expired; nobody acts on it. */
function expired(document: ParsedDocument, context: RuleContext, plan: AwayPlan): readonly Report[] {
  const now = context.project.now();
  if (now === null || plan.expires === null || plan.expires.at === null) return [];
  if (plan.expires.at > now || plan.ready?.yes === false) return [];
  const note = plan.expires.zone === 'none' ? ' It has no zone, and is read as UTC.' : '';
  const off = setNotReady(plan);
  const notReady: Fix[] = off
    ? [{ title: 'Set Ready to "no"', safe: true, changes: () => replaceRange(context.path, off.range, off.newText) }]
    : [];
  return [
    {
      range: plan.expires.range,
      message: `This plan has expired, so it is not active.${note} Set a new time, or set Ready to no.`,
      fixes: [...notReady, ...fixesOf(document, context, plan)],
    },
  ];
}

function fixesOf(document: ParsedDocument, { path, project }: RuleContext, plan: AwayPlan): readonly Fix[] {
  const now = project.now();
  const zone = plan.generated?.zone === 'none' ? 'none' : 'given';
  const end =
    plan.generated?.at != null && plan.validHours?.hours != null
      ? plan.generated.at + plan.validHours.hours * HOUR
      : null;
  const fixes: Fix[] = [];
  if (end !== null && (now === null || end > now)) {
    const text = writeTime(end, zone);
    fixes.push({
      title: `Let it expire ${plan.validHours?.hours ?? 0} hours after it was generated: ${text}`,
      safe: true,
      changes: () => setExpires(document, path, plan, text),
    });
  }
  if (now !== null) {
    // Whole minutes: nobody plans an absence by the second.
    const text = writeTime(Math.floor(now / 60_000) * 60_000 + DEFAULT_HOURS * HOUR, 'given');
    fixes.push({
      title: `Let it expire in ${DEFAULT_HOURS} hours: ${text}`,
      safe: false,
      changes: () => setExpires(document, path, plan, text),
    });
  }
  return fixes;
}

const setExpires = (
  document: ParsedDocument,
  path: string,
  plan: AwayPlan,
  text: string,
): ReturnType<Fix['changes']> => [{ kind: 'edit', path, edits: [setHeadLine(document, plan, 'expires', text)] }];
