import { Uri, commands, window } from 'vscode';
import * as z from 'zod';
import type { CommandHandler } from '../../../ui/commands.ts';

const Transcript = z.object({ transcript: z.string() });

/** Opens what an agent has written, for reading only: the agent may go on writing it. */
export const openTranscript: CommandHandler = async (_services, argument) => {
  const path = Transcript.safeParse(argument).data?.transcript;
  if (path === undefined) return;
  await window.showTextDocument(Uri.file(path), { preview: true });
  await commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
};
