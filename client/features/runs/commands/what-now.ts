import { QuickPickItemKind, commands, l10n, window, workspace, type QuickPickItem } from 'vscode';
import { runChoices } from '#schemas/run/choices.ts';
import { isUrgent, openSignals } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { runName } from '../../../ui/run-name.ts';
import { statusWords } from '../../../ui/status-icons.ts';

interface Choice extends QuickPickItem {
  readonly command?: string;
  readonly argument?: object;
}

/** What one can do now: answer first, then the runs, then everything that can be opened. */
export const whatNow: CommandHandler = async (services) => {
  const known = new Set(await commands.getCommands(true));
  const choices = choicesNow(services).filter(({ command }) => command === undefined || known.has(command));
  const title = l10n.t('CLUTCH');
  const picked = await window.showQuickPick(withoutEmptyGroups(choices), {
    title,
    placeHolder: l10n.t('What now?'),
    matchOnDescription: true,
  });
  if (picked?.command !== undefined) await commands.executeCommand(picked.command, picked.argument);
};

function choicesNow(services: Services): readonly Choice[] {
  const { link, overview } = services;
  const runs = overview.current?.runs ?? [];
  const urgent = openSignals(runs).filter(isUrgent).length;
  const joining = (overview.current?.collab ?? []).some((view) => view.joining.length > 0);
  const trusted = workspace.isTrusted;
  const inFolder = (workspace.workspaceFolders ?? []).length > 0;
  const waits = urgent === 1 ? l10n.t('1 question waits') : l10n.t('{0} questions wait', urgent);
  return [
    ...(link.status.state === 'ready'
      ? []
      : [
          choice('debug-restart', l10n.t('Restart Server'), 'clutch.restartServer', link.status.message ?? ''),
          choice('output', l10n.t('Show Server Log'), 'clutch.showServerLog'),
        ]),
    ...(trusted ? [] : [choice('shield', l10n.t('Manage Workspace Trust'), 'workbench.trust.manage')]),
    group(l10n.t('Needs you')),
    ...(urgent > 0 && trusted ? [choice('comment-discussion', l10n.t('Answer…'), 'clutch.answer', waits)] : []),
    ...(joining && trusted ? [choice('person-add', l10n.t('Decide Who Joins…'), 'clutch.decideJoin')] : []),
    ...(urgent > 0 || joining ? [choice('bell-dot', l10n.t('Open Needs You'), 'clutch.needsYou.focus')] : []),
    group(l10n.t('Runs')),
    ...(trusted ? runs.flatMap(choicesOfRun) : []),
    ...(trusted && inFolder ? [choice('play', l10n.t('Run Plan…'), 'clutch.runPlan')] : []),
    group(l10n.t('Open')),
    choice('dashboard', l10n.t('Open Monitor'), 'clutch.openMonitor'),
    choice('project', l10n.t('Open Task Board'), 'clutch.openBoard'),
    ...(inFolder
      ? [choice('coffee', l10n.t('Open Away Plan'), 'clutch.openAwayPlan')]
      : [choice('folder-opened', l10n.t('Open Folder'), 'vscode.openFolder')]),
    choice('heart', l10n.t('Check This Machine'), 'clutch.doctor'),
    choice('question', l10n.t('Open Help'), 'clutch.openHelp'),
  ];
}

function choicesOfRun(run: RunView): readonly Choice[] {
  const name = `${runName(run)} · ${statusWords(run.status)}`;
  const row = { target: { kind: 'run', run: run.id } };
  return runChoices(run).map((verb) => {
    switch (verb) {
      case 'pause':
        return choice('debug-pause', l10n.t('Pause Run'), 'clutch.pauseRun', name, row);
      case 'resume':
        return choice('debug-continue', l10n.t('Resume Run'), 'clutch.resumeRun', name, row);
      case 'stop':
        return choice('debug-stop', l10n.t('Stop Run'), 'clutch.stopRun', name, row);
    }
  });
}

function choice(icon: string, label: string, command: string, description = '', argument?: object): Choice {
  return { label: `$(${icon}) ${label}`, description, command, ...(argument === undefined ? {} : { argument }) };
}

const group = (label: string): Choice => ({ label, kind: QuickPickItemKind.Separator });

const withoutEmptyGroups = (choices: readonly Choice[]): readonly Choice[] =>
  choices.filter((one, index) => one.command !== undefined || choices[index + 1]?.command !== undefined);
