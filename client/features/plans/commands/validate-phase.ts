import { l10n, window } from 'vscode';
import { ValidationMethod, ValidationResult, type ValidationParams } from '#schemas/protocol/language.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { inProject, lensTarget } from '../lens-target.ts';

/** Shows the commands of a validation level, and runs them in a terminal when the person agrees to them. */
export const validatePhase: CommandHandler = async (services, argument) => {
  requireTrust();
  const advice = l10n.t(
    'There is nothing to validate here. Put the cursor into a level of the Validation Loop of a PRP.',
  );
  const { root, document, line } = inProject(await lensTarget(services, argument, 'clutch.validatePhase', advice));
  const params: ValidationParams = { document, line };
  const { levels } = await services.link.request(ValidationMethod, ValidationResult, params);
  const commands = levels.flatMap((level) => level.commands);
  const title = levels.map(({ level, title: words }) => l10n.t('Level {0}: {1}', level, words)).join(', ');
  if (commands.length === 0) throw new Error(l10n.t('There is no command here. Write one in a bash code block.'));
  const run = l10n.t('Run in Terminal');
  const detail = `${l10n.t('In {0}:', root)}\n\n${commands.join('\n')}`;
  const choice = await window.showWarningMessage(l10n.t('Run {0}?', title), { modal: true, detail }, run);
  if (choice !== run) return;
  const terminal = window.createTerminal({ name: title, cwd: root });
  terminal.show(true);
  for (const command of commands) terminal.sendText(command);
};
