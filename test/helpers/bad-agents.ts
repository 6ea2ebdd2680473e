import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { RunView } from '#schemas/run/run.ts';
import type { WorkstreamView } from '#schemas/run/phase.ts';
import { collect, type CommandResult } from './clutch.ts';
import { createPlanProject } from './plan-project.ts';
import type { Stage, Theatre } from './stage.ts';

const agents = path.resolve(import.meta.dirname, 'agents');

export interface Misdeed {
  readonly name: string;
  /** File of the agent in `agents`; `bad-agent.ts` when absent. */
  readonly agent?: string;
  readonly config?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Plays a run whose `alpha` misbehaves and whose `beta` works, with a run of another project beside it that has to
 * complete, whatever alpha does.
 */
export function misbehave(
  theatre: Theatre,
  { name, agent = 'bad-agent.ts', config = {}, env = {} }: Misdeed,
  scene: (stage: Stage, besides: Promise<CommandResult>) => Promise<void>,
): Promise<void> {
  const workstreams = ['alpha', 'beta'].map((one) => ({ name: one, files: [`${one}.txt`] }));
  const bad = { kind: 'acp', program: process.execPath, args: [path.join(agents, agent), name], env };
  const all = { runtime: 'bad', validator: false, attempts: 1, agentSilenceSeconds: 2, agents: { bad }, ...config };
  return theatre.play([{ workstreams, commands: ['test -f beta.txt'] }], all, async (stage) => {
    const besides = workBesides(stage);
    await scene(stage, besides);
    const { code, stdout, stderr } = await besides;
    assert.equal(code, 0, `the run of another project: ${stdout}${stderr}`);
  });
}

/** Two phases of a project that has nothing to do with the other but the server. */
export function workBesides({ clutch, folder }: Stage): Promise<CommandResult> {
  const own = path.join(folder, 'besides');
  mkdirSync(own);
  const other = createPlanProject(
    own,
    [1, 2].map(() => ({ workstreams: [{ name: 'alpha' }] })),
  );
  return collect(clutch.start(other.root, 'run', other.prd, '--playbook', other.playbook));
}

/** Waits until alpha is given up and beta is done. */
export async function isolated(stage: Stage, words: RegExp): Promise<RunView> {
  const view = await stage.rest();
  assert.equal(workstream(view, 'beta')?.status, 'completed', JSON.stringify(view.phases[0]?.workstreams, null, 1));
  const { text, detail } = await stage.asked();
  assert.match(`${text}\n${detail}`, words);
  return view;
}

export function workstream({ phases }: RunView, wanted: string): WorkstreamView | undefined {
  return phases[0]?.workstreams.find(({ name }) => name === wanted);
}

/** `clutch run` with the agents of the project. */
export function run({ command, project }: Stage): Promise<CommandResult> {
  return command('run', project.prd);
}
