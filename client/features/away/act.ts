import { Range, ViewColumn, commands, l10n, window, workspace, type Uri } from 'vscode';
import {
  AwayExample,
  AwayView,
  ConfirmPresentMethod,
  TryAwayMethod,
  type TryAwayParams,
} from '#schemas/protocol/away.ts';
import type { FromAway, ToAway } from '#schemas/webview/away.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import type { Panel } from '../../ui/panels.ts';
import { planUri } from './choose-project.ts';
import { applyTo, editField } from './document.ts';
import type { FollowedPlan } from './follow-plan.ts';

type Action = Exclude<FromAway, { type: 'ready' }>;

/** Does what a field or a button of the page asks. Edits are made one after the other. */
export function actOnAway(
  services: Services,
  panel: Panel<ToAway>,
  plan: FollowedPlan,
  { root, uri }: { readonly root: string; readonly uri: Uri },
): (action: Action) => Promise<void> {
  let edits: Promise<void> = Promise.resolve();
  const project = { project: root };
  return async (action) => {
    switch (action.type) {
      case 'edit':
        edits = edits.then(() => edit(services, panel, uri, action));
        return await edits;
      case 'fix': {
        const document = await workspace.openTextDocument(uri);
        if (!(await applyTo(document, action.version, action.edits))) plan.refresh();
        return;
      }
      case 'reveal':
        return await reveal(uri, action.line);
      case 'try':
        return panel.post(await tryOut(services, plan, root, action));
      case 'save':
        return void (await (await workspace.openTextDocument(uri)).save());
      case 'present':
        await services.link.request(ConfirmPresentMethod, AwayView, project);
        return plan.refresh();
      default:
        return await commands.executeCommand(COMMANDS[action.type], project);
    }
  };
}

const COMMANDS = {
  new: 'clutch.newAwayPlan',
  arm: 'clutch.armAwayPlan',
  disarm: 'clutch.disarmAwayPlan',
  'open-folder': 'vscode.openFolder',
  'open-report': 'clutch.showAwayReport',
  'restart-server': 'clutch.restartServer',
  'manage-trust': 'workbench.trust.manage',
} as const;

async function edit(
  { link, log }: Services,
  panel: Panel<ToAway>,
  uri: Uri,
  { id, field, base, value }: Extract<Action, { type: 'edit' }>,
): Promise<void> {
  try {
    const result = await editField(link, uri, { field, base, value });
    const detail =
      result.outcome === 'conflict' ? result.value : result.outcome === 'refused' ? refusal(result.why) : '';
    panel.post({ type: 'edited', id, field, outcome: result.outcome, detail });
  } catch (error) {
    log.warn(`The away plan could not be edited: ${messageOf(error)}`);
    panel.post({ type: 'edited', id, field, outcome: 'failed', detail: messageOf(error) });
  }
}

function refusal(why: 'meaning' | 'long' | 'lines' | 'closed'): string {
  switch (why) {
    case 'meaning':
      return l10n.t(
        'In the document these words would be something else: a heading, a code block, a comment or another part. Write them differently, or in the document itself.',
      );
    case 'long':
      return l10n.t('This part is too long for the form. Edit it in the document.');
    case 'lines':
      return l10n.t('These lines belong together, which the form cannot keep. Edit them in the document.');
    case 'closed':
      return l10n.t('The document is not open any more, or is changed by something else all the time. Try again.');
  }
}

/** Beside the form, at the line. */
async function reveal(uri: Uri, line: number | null): Promise<void> {
  const at = line === null ? undefined : new Range(line - 1, 0, line - 1, 0);
  const shown = window.visibleTextEditors.find((one) => one.document.uri.toString() === uri.toString());
  await window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? ViewColumn.Beside,
    ...(at === undefined ? {} : { selection: at }),
  });
}

async function tryOut(
  { link }: Services,
  plan: FollowedPlan,
  root: string,
  { id, kind, action }: Extract<Action, { type: 'try' }>,
): Promise<ToAway> {
  const answer = { type: 'tried', id } as const;
  try {
    const params: TryAwayParams = { project: root, kind, action, ...(await unsavedText(plan, root)) };
    return { ...answer, example: await link.request(TryAwayMethod, AwayExample, params), problem: null };
  } catch (error) {
    return { ...answer, example: null, problem: messageOf(error) };
  }
}

/** What the plan on the screen says counts, saved or not. */
async function unsavedText({ seen: { document } }: FollowedPlan, root: string): Promise<Pick<TryAwayParams, 'text'>> {
  if (document.state !== 'open' || !document.dirty) return {};
  const text = (await workspace.openTextDocument(planUri(root))).getText();
  return { text };
}
