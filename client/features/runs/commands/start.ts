import { commands, l10n, window } from 'vscode';
import { StartRunMethod, type StartRunParams } from '#schemas/protocol/runs.ts';
import { RunView } from '#schemas/run/run.ts';
import { ServerRefused } from '../../../server-link/errors.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { choosePlan, type PlanTarget } from '../choose-plan.ts';

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
    // Commands are enabled in trusted workspaces only.
    consent: 'workspace',
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
