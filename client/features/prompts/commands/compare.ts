import { commands, l10n } from 'vscode';
import * as z from 'zod';
import { PromptWordingParams } from '#schemas/protocol/analytics.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { wordingUri } from '../prompt-uri.ts';

const { version } = PromptWordingParams.shape;
const Versions = z.object({ prompt: PromptName, one: version, other: version });

/** Two wordings of one prompt side by side, the older one to the left. */
export const comparePrompts: CommandHandler = async (_services, argument) => {
  const { prompt, one, other } = Versions.parse(argument);
  const title = l10n.t('Prompt {0}: {1} ↔ {2}', prompt, one, other);
  await commands.executeCommand(
    'vscode.diff',
    wordingUri({ prompt, version: one }),
    wordingUri({ prompt, version: other }),
    title,
  );
};
