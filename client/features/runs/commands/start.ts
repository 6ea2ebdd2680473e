import { commands, l10n, window } from 'vscode';
import type { PlannedPrd, ProjectView } from '#schemas/protocol/overview.ts';
import { StartRunMethod, type StartRunParams } from '#schemas/protocol/runs.ts';
import { RunView } from '#schemas/run/run.ts';
import { ServerRefused } from '../../../server-link/errors.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { requireTrust } from '../../../ui/trust.ts';

type PlanTarget = {
  readonly root: string;
  readonly prd: string;
  readonly start: string | null;
  readonly end?: string | null | undefined;
};

/** Runs a plan from its first phase that is not completed. */
export const runPlan: CommandHandler = async (services, argument) => {
  requireTrust();
  const target = targetOf(argument);
  const plan = target?.kind === 'plan' ? { ...target, start: null, end: null } : await choosePlan(services);
  if (plan !== undefined) await startAndWatch(services, plan, null);
};

/** Runs a plan from the phase of the row on. */
export const runFromPhase: CommandHandler = async (services, argument) => {
  requireTrust();
  const target = targetOf(argument);
  if (target?.kind === 'plan') await startAndWatch(services, target, null);
};

async function startAndWatch(services: Services, plan: PlanTarget, playbook: string | null): Promise<void> {
  const params: StartRunParams = {
    target: `${plan.root}/${plan.prd}`,
    start: plan.start,
    end: plan.end ?? null,
    // What executes the plan is the project's own setting, the same for every window and the CLI.
    runtime: null,
    playbook,
  };
  const where = { location: { viewId: 'clutch.workstreams' }, title: l10n.t('Starting {0}', plan.prd) };
  try {
    const run = await window.withProgress({ ...where }, () => services.link.request(StartRunMethod, RunView, params));
    services.overview.merge(run);
    await commands.executeCommand('clutch.openMonitor', { target: { kind: 'run', run: run.id } });
  } catch (error) {
    if (playbook !== null || !needsPlaybook(error)) throw error;
    const chosen = await offerPlaybook(error.message);
    if (chosen !== undefined) await startAndWatch(services, plan, chosen);
  }
}

/** The built-in runtime follows a playbook file; a project that names none is asked for one, once per start. */
const needsPlaybook = (error: unknown): error is ServerRefused =>
  error instanceof ServerRefused && /playbook/i.test(error.message);

async function offerPlaybook(message: string): Promise<string | undefined> {
  const choose = l10n.t('Choose Playbook…');
  if ((await window.showWarningMessage(message, choose)) !== choose) return undefined;
  const files = await window.showOpenDialog({
    title: l10n.t('Playbook of this run'),
    openLabel: l10n.t('Use Playbook'),
  });
  return files?.[0]?.fsPath;
}

async function choosePlan({ overview }: Services): Promise<PlanTarget | undefined> {
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
