import { Uri, commands, env, l10n, window } from 'vscode';
import {
  AnswerSignalMethod,
  PauseRunMethod,
  ResumeRunMethod,
  SteerRunMethod,
  StopRunMethod,
  type AnswerSignalParams,
  type ResumeRunParams,
  type RunSelector,
  type SteerRunParams,
} from '#schemas/protocol/runs.ts';
import { MoveTaskMethod, TaskView, type MoveTaskParams } from '#schemas/protocol/tasks.ts';
import { RunView } from '#schemas/run/run.ts';
import type { FromMonitor } from '#schemas/webview/monitor.ts';
import type { Services } from '../../services.ts';
import { receiptPath, signalPath } from '../../ui/document-paths.ts';
import { documentUri } from '../../ui/open-target.ts';
import { requireTrust } from '../../ui/trust.ts';
import { openTranscript, openWorktree } from './workstream-files.ts';

export type MonitorAction = Exclude<FromMonitor, { type: 'show' | 'insights' }>;

/** Does what a button of the Monitor asks. */
export const actOn = (services: Services, action: MonitorAction): Promise<void> =>
  isDecision(action) ? decide(services, action) : show(services, action);

type Decision = Extract<MonitorAction, { type: 'pause' | 'stop' | 'resume' | 'answer' | 'steer' | 'move-task' }>;

const decisions: ReadonlySet<string> = new Set(['pause', 'stop', 'resume', 'answer', 'steer', 'move-task']);
const isDecision = (action: MonitorAction): action is Decision => decisions.has(action.type);

/** What changes a run. The page has asked for reasons already, so nothing is asked again. */
async function decide({ link, overview }: Services, action: Decision): Promise<void> {
  requireTrust();
  if (action.type === 'move-task') {
    const { task, to, reason } = action;
    await link.request(MoveTaskMethod, TaskView, { task, to, reason, before: null } satisfies MoveTaskParams);
    return;
  }
  const { run } = action;
  const project = overview.run(run)?.project.root ?? null;
  const send = async (method: string, params: object): Promise<void> =>
    overview.merge(await link.request(method, RunView, params));
  switch (action.type) {
    case 'pause':
      return await send(PauseRunMethod, { run, project } satisfies RunSelector);
    case 'stop':
      return await send(StopRunMethod, { run, project } satisfies RunSelector);
    case 'resume':
      return await send(ResumeRunMethod, {
        run,
        project,
        runtime: action.runtime,
        consent: 'workspace',
      } satisfies ResumeRunParams);
    case 'answer': {
      const { signal, option, text } = action;
      return await send(AnswerSignalMethod, { run, signal, option, text } satisfies AnswerSignalParams);
    }
    case 'steer': {
      const { phase, workstream, verb, text, runtime } = action;
      return await send(SteerRunMethod, { run, phase, workstream, verb, text, runtime } satisfies SteerRunParams);
    }
  }
}

/** What only opens something, by the same commands that the palette has. */
async function show(services: Services, action: Exclude<MonitorAction, Decision>): Promise<void> {
  switch (action.type) {
    case 'open-report':
      return await commands.executeCommand('clutch.openReport', rowOf({ kind: 'run', run: action.run }));
    case 'show-differences': {
      const { type: _type, ...where } = action;
      return await commands.executeCommand('clutch.showContractDifferences', rowOf({ kind: 'comparison', ...where }));
    }
    case 'show-contract': {
      const { type: _type, ...where } = action;
      return await commands.executeCommand('clutch.showContract', rowOf({ kind: 'workstream', ...where }));
    }
    case 'open-receipt': {
      const path = receiptPath(action.run, action.phase, action.index);
      return await commands.executeCommand('vscode.open', documentUri(path));
    }
    case 'open-signal':
      return await commands.executeCommand('vscode.open', documentUri(signalPath(action.run, action.signal)));
    case 'open-transcript':
      return await openTranscript(services, action);
    case 'open-worktree':
      return await openWorktree(services, action);
    case 'machine': {
      const { verb, root, machine } = action;
      const kind = verb === 'let-in' ? 'joining' : 'peer';
      return await commands.executeCommand(machineCommands[verb], rowOf({ kind, root, machine }));
    }
    case 'request': {
      const { verb, root, request } = action;
      return await commands.executeCommand(requestCommands[verb], rowOf({ kind: 'request', root, request }));
    }
    case 'open-record':
      return await openRecord(services, action.root, action.id);
    case 'copy-resume':
      return await copyResume(services, action.run);
    case 'run-plan':
      return await commands.executeCommand('clutch.runPlan');
    case 'restart-server':
      return await commands.executeCommand('clutch.restartServer');
    case 'open-file':
      return await openFile(services, action.run, action.path);
  }
}

const machineCommands = {
  'let-in': 'clutch.confirmMachine',
  note: 'clutch.sendNote',
  'open-ssh': 'clutch.openOverSsh',
} as const;
const requestCommands = { claim: 'clutch.claimRequest', finish: 'clutch.finishRequest' } as const;

const rowOf = (target: object) => ({ target });

async function copyResume({ overview }: Services, runId: string): Promise<void> {
  const command = overview.run(runId)?.outcome?.resume;
  if (command === undefined) return;
  await env.clipboard.writeText(command);
  window.setStatusBarMessage(l10n.t('Copied: {0}', command), 4000);
}

/** Only what the server named is opened. */
async function openRecord({ overview }: Services, root: string, id: string): Promise<void> {
  const view = overview.current?.collab.find((one) => one.root === root);
  const record = [...(view?.requests ?? []), ...(view?.timeline ?? [])].find((one) => one.id === id);
  if (!record?.file) throw new Error(l10n.t('That record is not kept on this machine any more.'));
  await commands.executeCommand('vscode.open', Uri.file(record.file));
}

async function openFile({ overview }: Services, runId: string, path: string): Promise<void> {
  const run = overview.run(runId);
  // Paths come from an agent's work: only what lies inside the project is opened.
  if (run === undefined || path.split(/[/\\]/).includes('..'))
    throw new Error(l10n.t('{0} is not a file of this project.', path));
  await commands.executeCommand('vscode.open', Uri.joinPath(Uri.file(run.project.root), path));
}
