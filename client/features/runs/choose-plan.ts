import { commands, l10n, window } from 'vscode';
import type { PlannedPrd, ProjectView } from '#schemas/protocol/overview.ts';
import type { Services } from '../../services.ts';

/** A plan, from which phase on, and to which. */
export interface PlanTarget {
  readonly root: string;
  readonly prd: string;
  readonly start: string | null;
  readonly end?: string | null | undefined;
}

/** The plan that a person picks; offers to make one where there is none. */
export async function choosePlan({ overview }: Services): Promise<PlanTarget | undefined> {
  const plans = (overview.current?.projects ?? []).flatMap((project) => project.prds.map((prd) => ({ project, prd })));
  if (plans.length === 0) {
    const create = l10n.t('New Plan…');
    const message = l10n.t('There is no plan in this window: no PRD was found in its folders.');
    if ((await window.showInformationMessage(message, create)) === create)
      await commands.executeCommand('clutch.newPlan');
    return undefined;
  }
  const picked = await window.showQuickPick(
    plans.map(({ project, prd }) => planItem(project, prd)),
    { title: l10n.t('Run Plan'), placeHolder: l10n.t('Which plan?'), matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.plan;
}

function planItem(project: ProjectView, prd: PlannedPrd) {
  const open = prd.phases.filter(({ status }) => status !== 'completed').length;
  const phases = prd.phases.length === 1 ? l10n.t('1 phase') : l10n.t('{0} phases', prd.phases.length);
  return {
    label: `$(notebook) ${prd.title}`,
    description: `${project.name} · ${prd.path}`,
    detail: prd.phases.length === 0 ? l10n.t('no phases, so nothing to run') : l10n.t('{0}, {1} to do', phases, open),
    plan: { root: project.root, prd: prd.path, start: null },
  };
}
