import { l10n, window } from 'vscode';
import { AnswerQuestionMethod, type AnswerQuestionParams } from '#schemas/protocol/runs.ts';
import { RunView, type Question } from '#schemas/run/run.ts';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';

/** Answers what an agent asked; the run goes on at once. */
export const answerQuestion: CommandHandler = async ({ link, overview }, argument) => {
  requireTrust();
  const run = await chooseRun(overview, argument, {
    title: l10n.t('Answer Question'),
    none: l10n.t('No agent asks anything.'),
    fits: ({ questions }) => questions.length > 0,
  });
  const question = run === undefined ? undefined : await chooseQuestion(run);
  if (run === undefined || question === undefined) return;
  const option = await chooseOption(question);
  if (option === undefined) return;
  const params: AnswerQuestionParams = { run: run.id, question: question.id, option };
  overview.merge(await link.request(AnswerQuestionMethod, RunView, params));
};

async function chooseQuestion({ questions }: RunView): Promise<Question | undefined> {
  if (questions.length === 1) return questions[0];
  const items = questions.map((question) => ({ label: question.text, description: question.workstream, question }));
  return (await window.showQuickPick(items, { title: l10n.t('Which question?') }))?.question;
}

async function chooseOption({ text, workstream, options }: Question): Promise<string | undefined> {
  // The first row is chosen by a bare Enter, so it must be the one that decides nothing.
  const later = { label: l10n.t('Decide later'), description: l10n.t('the run keeps waiting'), id: undefined };
  const items = [later, ...options.map(({ id, label }) => ({ label, description: '', id }))];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('{0} asks', workstream),
    placeHolder: text,
    ignoreFocusOut: true,
  });
  return picked?.id;
}
