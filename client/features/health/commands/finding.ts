import { commands, env, l10n, window } from 'vscode';
import type { HealthFinding } from '#schemas/protocol/doctor.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import type { HealthStore } from '../health-store.ts';
import { nextStepOf } from '../next-step.ts';

type Findings = Pick<HealthStore, 'finding'>;

/** Does what helps. A command for a shell is put into a terminal, and started by nobody but the person. */
export const takeNextStep =
  (health: Findings): CommandHandler =>
  async (_services, argument) => {
    const finding = findingOf(health, argument);
    const step = finding === undefined ? null : nextStepOf(finding);
    if (step === null) return;
    if (step.kind === 'command') {
      await commands.executeCommand(step.command);
      return;
    }
    const terminal = window.createTerminal({ name: l10n.t('CLUTCH: next step') });
    terminal.show();
    terminal.sendText(step.line, false);
  };

export const copyFinding =
  (health: Findings): CommandHandler =>
  async (_services, argument) => {
    const finding = findingOf(health, argument);
    if (finding === undefined) return;
    const { text, todo, command } = finding;
    await env.clipboard.writeText([text, todo, command].filter((part) => part !== null).join('\n'));
  };

function findingOf(health: Findings, argument: unknown): HealthFinding | undefined {
  const target = targetOf(argument);
  return target?.kind === 'finding' ? health.finding(target.finding) : undefined;
}
