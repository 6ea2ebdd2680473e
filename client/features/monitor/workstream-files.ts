import { Uri, commands, l10n } from 'vscode';
import { ListSessionsMethod, ListSessionsResult, type ListSessionsParams } from '#schemas/protocol/sessions.ts';
import { workersOf } from '#schemas/run/phase.ts';
import type { Services } from '../../services.ts';

/** Names of a workstream, as the page gives them. */
interface Place {
  readonly run: string;
  readonly phase: string;
  readonly workstream: string;
}

/** Opens what the last agent of a workstream has written, where its program keeps that on this machine. */
export async function openTranscript(services: Services, place: Place): Promise<void> {
  const { run, workstream } = find(services, place);
  const params: ListSessionsParams = { project: run.project.root };
  const { sessions } = await services.link.request(ListSessionsMethod, ListSessionsResult, params);
  const cwd = workstream.worktree?.path ?? null;
  const session = sessions.find((one) => one.run === run.id && cwd !== null && one.cwd === cwd);
  if (session === undefined) {
    throw new Error(
      l10n.t(
        'No transcript of {0} was found on this machine: its agent keeps none, or it worked elsewhere.',
        workstream.name,
      ),
    );
  }
  await commands.executeCommand('clutch.openTranscript', { transcript: session.file });
}

/** In a window of its own: this one goes on showing the project. */
export async function openWorktree(services: Services, place: Place): Promise<void> {
  const { workstream } = find(services, place);
  if (workstream.worktree === null) throw new Error(l10n.t('{0} has no worktree any more.', workstream.name));
  await commands.executeCommand('vscode.openFolder', Uri.file(workstream.worktree.path), { forceNewWindow: true });
}

function find({ overview }: Services, { run: id, phase: phaseId, workstream: name }: Place) {
  const run = overview.run(id);
  const phase = run?.phases.find((one) => one.id === phaseId);
  const workstream = phase && workersOf(phase).find((one) => one.name === name);
  if (run === undefined || workstream === undefined) throw new Error(l10n.t('{0} is not known any more.', name));
  return { run, workstream };
}
