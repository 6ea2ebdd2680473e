import { homedir } from 'node:os';
import path from 'node:path';
import type { ProjectView } from '#schemas/protocol/overview.ts';
import type { EntryCommand, SessionEntry } from '#schemas/protocol/session-entry.ts';
import type { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { outlineOf } from '../language/outline.ts';
import { classifyCommand } from '../permissions/classify-command.ts';
import { judge } from '../permissions/judge.ts';
import { readDocument } from '../plans/read-document.ts';
import { createIsInside } from '../runs/inside-worktree.ts';
import { policiesOf } from '../runs/permission-policies.ts';

/** More validation commands than this tell nobody more. */
const MAX_COMMANDS = 12;

/** CLUTCH's own commands that only look. */
const LOOKS: readonly EntryCommand[] = [
  { command: 'clutch status', why: 'says how the runs stand; changes nothing' },
  { command: 'clutch check PRDs PRPs WORKFLOW.md', why: 'checks the plan; changes nothing' },
  { command: 'clutch forecast', why: 'says what a run would come to; starts nothing' },
  { command: 'clutch doctor', why: 'says whether this machine is fit; changes nothing' },
];

const PUBLISHES: Readonly<Record<MachineConfig['github'], readonly string[]>> = {
  none: ['git push'],
  ssh: ['git push'],
  https: ['git push'],
  gh: ['git push', 'gh pr create'],
};

/**
 * Which commands may be run now and which a person decides about. For all but CLUTCH's own that is computed: by the same
 * judge, and the same policies of the project and the machine, as for the agents of a run.
 */
export async function attentionPlan(
  { root, prds }: ProjectView,
  config: ProjectConfig,
  machine: MachineConfig,
): Promise<SessionEntry['commands']> {
  const looked = ['git status', 'git diff', 'git log --oneline -10'];
  const commands = [...looked, ...validationCommands(root, prds), ...PUBLISHES[machine.github]];
  const home = homedir();
  const isInside = createIsInside(root, home);
  const policies = policiesOf(config, machine);
  const judged = await Promise.all(
    [...new Set(commands)].map(async (command) => {
      const action = await classifyCommand(command, isInside);
      const place = { role: 'executor', worktree: root, home } as const;
      const { verdict, clause } = judge(action, { ...place, policies, grants: [] });
      return { command, why: clause, isSafe: verdict === 'allow' };
    }),
  );
  const only = ({ command, why }: EntryCommand): EntryCommand => ({ command, why });
  return {
    safe: [...LOOKS, ...judged.filter(({ isSafe }) => isSafe).map(only)],
    ask: [...runsOf(prds), ...judged.filter(({ isSafe }) => !isSafe).map(only)],
  };
}

function runsOf(prds: ProjectView['prds']): EntryCommand[] {
  const why = 'starts agents, which cost money and change the branch: a person decides';
  return prds
    .filter(({ phases }) => phases.some(({ status }) => status !== 'completed'))
    .slice(0, MAX_COMMANDS)
    .map(({ path: prd }) => ({ command: `clutch run ${/\s/.test(prd) ? `"${prd}"` : prd}`, why }));
}

/** What the PRPs of phases that are not completed validate with. */
function validationCommands(root: string, prds: ProjectView['prds']): string[] {
  const prps = prds.flatMap(({ phases }) => phases.filter(({ status, prp }) => status !== 'completed' && prp !== null));
  const found = new Set<string>();
  for (const { prp } of prps) {
    if (prp === null || found.size >= MAX_COMMANDS) continue;
    const document = readDocument(path.join(root, prp));
    if (!document.ok) continue;
    for (const { commands } of outlineOf(prp, document.text).validation) for (const one of commands) found.add(one);
  }
  return [...found].slice(0, MAX_COMMANDS);
}
