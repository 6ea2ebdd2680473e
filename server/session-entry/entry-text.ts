import type { EntryCommand, SessionEntry } from '#schemas/protocol/session-entry.ts';

/** A session entry as a person reads it, in Markdown. */
export function entryText(entry: SessionEntry): string {
  const { project, worktree, role, roleSource, artifacts, live, checkpoint } = entry;
  const lines = [
    `# ${project.name}`,
    '',
    `- Folder: ${project.root}${project.state === 'attached' ? '' : ` (${project.state === 'new' ? 'not attached' : 'detached'})`}`,
    ...(worktree === null ? [] : [`- You stand in its worktree ${worktree}`]),
    `- This machine is ${role} (${roleSource})`,
    `- Large files: ${artifacts ?? 'nowhere yet; `clutch setup` names a folder for them'}`,
    ...(live ? [] : ['- No server answered, so runs, signals and tasks are not known here']),
    ...section(
      'Warnings',
      entry.warnings.map((text) => `- ${text}`),
    ),
    ...section(
      'Waits for a person',
      entry.signals.map(({ run, from, text }) => `- ${run}, ${from}: ${text}`),
    ),
    ...section('Runs', entry.runs.map(runLine)),
    ...section(
      'Open tasks',
      entry.tasks.map(
        ({ title, role: of, status }) => `- ${title} (${[...(of === null ? [] : [of]), words(status)].join(', ')})`,
      ),
    ),
    ...section('Plans', entry.plans.map(planLine)),
    ...section('Last checkpoint', checkpoint === null ? [] : checkpointLines(checkpoint)),
    ...section(
      'Read first',
      entry.read.map((file) => `- ${file}`),
    ),
    ...section('Safe to run now', entry.commands.safe.map(commandLine)),
    ...section('A person decides', entry.commands.ask.map(commandLine)),
  ];
  return `${lines.join('\n')}\n`;
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];

function runLine({ id, prd, status, reason, phases }: SessionEntry['runs'][number]): string {
  const done = phases.filter((one) => one.status === 'completed').length;
  return `- ${id}: ${prd}, ${status}, ${done} of ${phases.length} phases${reason === null ? '' : `. ${reason}`}`;
}

function planLine({ prd, title, phases }: SessionEntry['plans'][number]): string {
  const done = phases.filter(({ status }) => status === 'completed').length;
  return `- ${title} (${prd}): ${done} of ${phases.length} phases completed`;
}

function checkpointLines({ phase, title, status, commit, resume }: NonNullable<SessionEntry['checkpoint']>): string[] {
  const where = commit === null ? '' : `, commit ${commit}`;
  return [`- Phase ${phase}, ${title}: ${status}${where}`, ...(resume === null ? [] : [`- Goes on with: ${resume}`])];
}

/** A command of several lines stays on one, and none can leave its quotes. */
function commandLine({ command, why }: EntryCommand): string {
  return `- \`${command.replaceAll(/\s*\n\s*/g, ' ⏎ ').replaceAll('`', "'")}\`: ${why}`;
}

const words = (status: string): string => status.replaceAll('_', ' ');
