import path from 'node:path';
import {
  EditAwayFormMethod,
  EditAwayFormParams,
  MAX_AWAY_TEXT,
  NewAwayPlanMethod,
  NewAwayPlanParams,
  ReadAwayFormMethod,
  ReadAwayFormParams,
  type AwayForm,
  type EditAwayFormResult,
  type NewAwayPlanResult,
} from '#schemas/protocol/away-form.ts';
import { fieldState, linesOf } from '../../../language/away/form/away-fields.ts';
import { awayForm } from '../../../language/away/form/away-form.ts';
import { editAwayField } from '../../../language/away/form/edit-away-field.ts';
import { readAwayPlan } from '../../../language/away/read-away-plan.ts';
import { newAwayPlan } from '../../../language/templates/new-away-plan.ts';
import { onRequest } from '../../requests.ts';
import type { LanguageContext, LanguageFeature, OpenPlan } from './context.ts';

/** The away plan as a form. Nothing here writes anything: edits are made by the client, in its editor. */
export const awayRequests: LanguageFeature = {
  capabilities: () => ({}),
  register(connection, context, log) {
    onRequest(connection, log, ReadAwayFormMethod, ReadAwayFormParams, ({ document }): AwayForm | null => {
      const plan = openAwayPlan(context(), document);
      return plan && { version: plan.version, ...awayForm(plan.document, plan.path, plan.findings()) };
    });
    onRequest(connection, log, EditAwayFormMethod, EditAwayFormParams, (params) => edit(context(), params));
    onRequest(connection, log, NewAwayPlanMethod, NewAwayPlanParams, ({ project }): NewAwayPlanResult => ({
      text: newAwayPlan(path.basename(project), Date.now()),
    }));
  },
};

function openAwayPlan(context: LanguageContext, uri: string): OpenPlan | null {
  const plan = context.plan(uri);
  return plan?.facts.kind === 'away' && plan.document.text.length <= MAX_AWAY_TEXT ? plan : null;
}

function edit(context: LanguageContext, { document, field, base, value }: EditAwayFormParams): EditAwayFormResult {
  const plan = openAwayPlan(context, document);
  if (!plan) return { outcome: 'refused', why: 'closed' };
  const now = fieldState(readAwayPlan(plan.document), field).value;
  const same = (one: string, other: string): boolean => linesOf(one).join('\n') === linesOf(other).join('\n');
  if (!same(now, base) && !same(now, value)) return { outcome: 'conflict', value: now };
  const result = editAwayField(plan.document, field, value);
  return result.outcome === 'refused'
    ? result
    : {
        outcome: 'edits',
        version: plan.version,
        edits: result.edits.map(({ range, newText }) => ({ range, newText })),
      };
}
