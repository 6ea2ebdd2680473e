import {
  CodeActionKind,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionParams,
} from 'vscode-languageserver';
import * as z from 'zod';
import type { LanguageFinding } from '../../../language/check-document.ts';
import { fixAll } from '../../../language/fix-all.ts';
import { parseDocument } from '../../../language/parse-document.ts';
import { refactoringsAt } from '../../../language/refactorings/index.ts';
import { soundFixes } from '../../../language/sound-fixes.ts';
import { suppressRule } from '../../../language/suppress-rule.ts';
import type { FileChange } from '../../../language/text-edit.ts';
import type { TextRange } from '../../../language/line-index.ts';
import { answer, answerForDocument } from './border.ts';
import type { LanguageContext, LanguageFeature, OpenPlan } from './context.ts';
import { smallestEdit } from './smallest-edit.ts';
import { toDiagnostic } from './to-diagnostic.ts';
import { toWorkspaceEdit } from './workspace-edit.ts';

/** A light bulb with more entries than this helps nobody. */
const MAX_FINDINGS = 20;
const FIX_ALL = 'source.fixAll.clutch';

/** An action whose changes are made when they are wanted. */
interface Offer {
  readonly title: string;
  readonly kind: string;
  readonly finding?: LanguageFinding;
  readonly preferred?: boolean;
  changes(): readonly FileChange[];
}

const Data = z.object({
  uri: z.string(),
  range: z.object({
    start: z.object({ line: z.number(), character: z.number() }),
    end: z.object({ line: z.number(), character: z.number() }),
  }),
  kind: z.string(),
  title: z.string(),
  /** What it mends: two findings may have fixes of the same name. */
  finding: z.string().nullable(),
});

/** Quick fixes, all safe fixes at once, comments that switch a rule off, and refactorings. */
export const codeActions: LanguageFeature = {
  capabilities: ({ lateEdits }) => ({
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL, CodeActionKind.Refactor],
      resolveProvider: lateEdits,
    },
  }),
  register(connection, context) {
    answerForDocument(connection, context, CodeActionRequest.type, null, (plan, params, given) =>
      offersFor(plan, params).flatMap((offer) => toAction(given, plan, params.range, offer) ?? []),
    );
    const shape = z.object({ title: z.string() });
    const nothing = { title: '' };
    answer(connection, context, CodeActionResolveRequest.type, { shape, nothing }, (action, given) => {
      const data = Data.safeParse(action.data).data;
      const plan = data ? given.plan(data.uri) : null;
      if (!data || !plan) return action;
      const offer = offersAt(plan, data.range, (kind) => kind === data.kind).find(
        ({ title, finding }) => title === data.title && nameOf(finding) === data.finding,
      );
      const edit = offer && toWorkspaceEdit(given, plan, offer.changes());
      return edit ? { ...action, edit } : action;
    });
  },
};

function offersFor(plan: OpenPlan, { range, context }: CodeActionParams): readonly Offer[] {
  const { only } = context;
  const isWanted = (kind: string): boolean =>
    only === undefined || only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
  const offers = offersAt(plan, range, isWanted);
  // The bulb that appears by itself while the cursor moves holds what is about this place, not about the document.
  const isAutomatic = context.triggerKind === CodeActionTriggerKind.Automatic && only === undefined;
  return isAutomatic ? offers.filter(({ kind }) => kind === CodeActionKind.QuickFix) : offers;
}

function offersAt(plan: OpenPlan, range: TextRange, isWanted: (kind: string) => boolean): readonly Offer[] {
  const quick = isWanted(CodeActionKind.QuickFix);
  const all = isWanted(FIX_ALL);
  const findings = quick || all ? plan.findings() : [];
  const here = quick ? findings.filter((finding) => touches(finding.range, range)).slice(0, MAX_FINDINGS) : [];
  return [
    ...here.flatMap((finding) => fixesOf(plan, finding)),
    ...here.flatMap((finding) => suppressionsOf(plan, finding)),
    ...(all && findings.some(({ fixes }) => fixes.some(({ safe }) => safe)) ? [fixAllOf(plan)] : []),
    ...refactoringsAt(plan.path, plan.document, range, plan.project).filter(({ kind }) => isWanted(kind)),
  ];
}

function fixesOf(plan: OpenPlan, finding: LanguageFinding): readonly Offer[] {
  const check = (text: string): readonly LanguageFinding[] => plan.findings(parseDocument(text, plan.document));
  const sound = soundFixes(plan.path, plan.document.text, finding, plan.findings(), check);
  return sound.map(({ title, safe, changes }, index) => {
    return { title, kind: CodeActionKind.QuickFix, finding, preferred: index === 0 && safe, changes };
  });
}

function suppressionsOf({ path, document, facts }: OpenPlan, finding: LanguageFinding): readonly Offer[] {
  // Records are JSON, which has no comments.
  if (facts.kind === 'record') return [];
  return suppressRule(path, document, finding.rule, finding.range.start.line).map(({ title, changes }) => {
    return { title, kind: CodeActionKind.QuickFix, finding, changes };
  });
}

function fixAllOf(plan: OpenPlan): Offer {
  const changes = (): readonly FileChange[] => {
    const { text } = plan.document;
    const fixed = fixAll(plan.path, text, (one) => plan.findings(parseDocument(one, plan.document)));
    const edit = smallestEdit(plan.document, fixed.text);
    return edit === null ? [] : [{ kind: 'edit', path: plan.path, edits: [edit] }];
  };
  return { title: 'Fix all that can be fixed safely', kind: FIX_ALL, changes };
}

function toAction(context: LanguageContext, plan: OpenPlan, range: TextRange, offer: Offer): CodeAction | null {
  const { title, kind, finding, preferred } = offer;
  const action: CodeAction = {
    title,
    kind,
    ...(finding ? { diagnostics: [toDiagnostic(finding, null)] } : {}),
    ...(preferred ? { isPreferred: true } : {}),
  };
  if (context.client.lateEdits) {
    const data: z.infer<typeof Data> = { uri: plan.uri, range, kind, title, finding: nameOf(finding) };
    return { ...action, data };
  }
  const edit = toWorkspaceEdit(context, plan, offer.changes());
  return edit && { ...action, edit };
}

function nameOf(finding: LanguageFinding | undefined): string | null {
  if (finding === undefined) return null;
  const { line, character } = finding.range.start;
  return `${finding.rule} ${line} ${character}`;
}

/** Whether they have a character or a place in common. */
function touches(a: TextRange, b: TextRange): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

const isBefore = (a: TextRange['start'], b: TextRange['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
