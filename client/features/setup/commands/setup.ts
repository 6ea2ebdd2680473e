import { l10n, window } from 'vscode';
import {
  CurrentSetup,
  CurrentSetupMethod,
  PlanSetupMethod,
  type SetupAnswers,
  SetupPlan,
  WriteSetupMethod,
} from '#schemas/protocol/setup.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { askSteps, pickStep, type Step } from '../../../ui/steps.ts';
import type { TextDocuments } from '../../../ui/text-documents.ts';
import { planText } from '../plan-text.ts';
import { questions } from '../questions.ts';

/** Asks, shows every file that would be written, and writes them when the person says so in as many words. */
export const setUp =
  (documents: Pick<TextDocuments, 'show'>, onWritten: () => void): CommandHandler =>
  async (services) => {
    const { link } = services;
    const current = await link.request(CurrentSetupMethod, CurrentSetup, null);
    const agreed: { plan: SetupPlan | null } = { plan: null };
    const steps = [...questions(current), confirm(services, documents, agreed)];
    const answers = await askSteps<SetupAnswers>(l10n.t('Set Up CLUTCH'), steps, current.answers);
    if (answers === undefined || agreed.plan === null) return;
    const { next } = await link.request(WriteSetupMethod, SetupPlan, { answers, seen: agreed.plan.seen });
    onWritten();
    void window.showInformationMessage([l10n.t('This machine is set up.'), ...next].join('\n'));
  };

/** The last step: the plan stands in an editor behind the question, and Back leads to the answers. */
function confirm(
  { link }: Services,
  documents: Pick<TextDocuments, 'show'>,
  agreed: { plan: SetupPlan | null },
): Step<SetupAnswers> {
  return async (answers, place) => {
    const plan = await link.request(PlanSetupMethod, SetupPlan, { answers });
    await documents.show(`${l10n.t('CLUTCH setup')}.md`, planText(plan));
    agreed.plan = plan;
    if (plan.problems.length > 0) {
      const back = {
        label: l10n.t('Go back and change the answer'),
        detail: plan.problems.map(({ text }) => text).join(' '),
      };
      const said = await pickStep(place, l10n.t('Nothing can be written like this'), [back]);
      return said === 'leave' ? 'leave' : 'back';
    }
    const count = plan.files.length;
    const write = { label: count === 1 ? l10n.t('Write 1 file') : l10n.t('Write {0} files', count), detail: plan.home };
    const leave = { label: l10n.t('Leave without writing') };
    const said = await pickStep(
      place,
      l10n.t('Everything that would be written is shown in the editor'),
      [leave, write],
      leave,
    );
    if (said === 'back' || said === 'leave') return said;
    return said.answer === write ? { answer: {} } : 'leave';
  };
}
