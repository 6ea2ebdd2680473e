import type { AwayView } from '#schemas/protocol/away.ts';
import { isBlankPlan } from '../language/away/blank-plan.ts';
import { readAwayPlan } from '../language/away/read-away-plan.ts';
import type { ParsedDocument } from '../language/parse-document.ts';
import { noProject } from '../language/project-view.ts';
import { rules } from '../language/rules/index.ts';
import { PLAN_FILE } from './policy/compile.ts';

type Blocker = AwayView['blockers'][number];

/**
 * Why a plan cannot be armed. The rules are asked themselves: a comment in the document that silences one, or a setting
 * that lowers it, changes what an editor shows and not what is safe.
 */
export function blockersOf(document: ParsedDocument, now: number): readonly Blocker[] {
  if (isBlankPlan(document)) return [{ rule: null, message: 'The plan is empty.', line: null }];
  const project = { ...noProject, now: () => now };
  const found = rules
    .filter(
      ({ kinds, defaultSeverity, id }) => kinds.includes('away') && defaultSeverity === 'error' && id.startsWith('CL4'),
    )
    .flatMap((rule) =>
      rule.check(document, { path: PLAN_FILE, project }).map(({ message, range }): Blocker => {
        return { rule: rule.id, message, line: range.start.line + 1 };
      }),
    );
  const { ready, expires } = readAwayPlan(document);
  const own: Blocker[] = [];
  if (ready?.yes !== true) {
    const message = 'The plan does not say that it is ready. Set “Ready for queued away work” to yes.';
    own.push({ rule: null, message, line: ready ? ready.range.start.line + 1 : null });
  }
  // CL401 lets a plan rest that is switched off.
  if (expires?.at != null && expires.at <= now && !found.some(({ rule }) => rule === 'CL401')) {
    own.push({ rule: 'CL401', message: 'This plan has expired.', line: expires.range.start.line + 1 });
  }
  return [...found, ...own];
}
