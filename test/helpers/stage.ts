import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunView } from '#schemas/run/run.ts';
import type { Signal } from '#schemas/run/signal.ts';
import { createClutch, type Clutch, type CommandResult } from './clutch.ts';
import { createPlanProject, type PlanProject, type PlannedPhase } from './plan-project.ts';
import { until } from './processes.ts';
import { withTempDir } from './temp.ts';

/** The machine is shared: what takes a second alone may take many beside others. */
const DEADLINE_MS = 60_000;

/** A project, its plan and a person at the command line. */
export interface Stage {
  readonly clutch: Clutch;
  readonly project: PlanProject;
  /** Holds the project and nothing else; for whatever a test needs beside it. */
  readonly folder: string;
  /** `clutch …` in the project. */
  command(...args: string[]): Promise<CommandResult>;
  /** `clutch run` of the plan, until it ends or needs a person. */
  run(...args: string[]): Promise<CommandResult>;
  /** The newest run of the project. */
  view(): Promise<RunView>;
  until(what: string, holds: (run: RunView) => boolean): Promise<RunView>;
  /** Waits until the run is completed; fails as soon as it needs somebody instead. */
  finished(): Promise<RunView>;
  /** Waits until nothing goes on by itself any more. */
  rest(): Promise<RunView>;
  /** The only open signal that asks for something; fails where there is none. */
  asked(): Promise<Signal>;
  /** Answers that signal; what comes of it is to be waited for. */
  answer(option: string, text?: string): Promise<CommandResult>;
  /** Messages on the branch, oldest first, without the one that the project began with. */
  subjects(): string[];
  configure(config: object): void;
}

export interface Theatre {
  play(plan: Plan, config: object, scene: (stage: Stage) => Promise<void>): Promise<void>;
}

/** Phases, or how they are made where steps name files in the test's own folder. */
export type Plan = readonly PlannedPhase[] | ((folder: string) => readonly PlannedPhase[]);

/** The scenarios of a file share one server, as the projects of a person do; each has a project of its own. */
export function sharedServer(): Theatre {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'clt-')));
  const clutch = createClutch(path.join(folder, 'home'));
  before(() => clutch.run(folder, 'server', 'start'));
  after(async () => {
    await clutch.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    play: (plan, config, scene) => withTempDir((own) => scene(createStage(clutch, own, plan, config))),
  };
}

/** A server of its own, for scenarios that end it. */
export function withOwnServer(
  plan: Plan,
  config: object,
  scene: (stage: Stage) => Promise<void>,
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  return withTempDir(async (folder) => {
    const clutch = createClutch(path.join(folder, 'home'), environment);
    try {
      await scene(createStage(clutch, folder, plan, config));
    } finally {
      await clutch.dispose();
    }
  });
}

/** Steps of a playbook that scenarios use again and again. */
export const write = (file: string, content = 'done\n'): object => ({ write: { path: file, content } });
export const done = { report: { auto: true } };
const shell = (script: string): object => ({ run: { command: ['sh', '-c', script], expectExit: 0 } });
/** Leaves a mark in a folder outside of every worktree, for others to wait for. */
export const mark = (folder: string, name: string): object => shell(`touch '${folder}/${name}'`);
/** Waits for such a mark. A command that ends by itself, so that a scenario that fails does not hang. */
export const waitFor = (folder: string, name: string): object =>
  shell(`for i in $(seq 600); do test -f '${folder}/${name}' && exit 0; sleep 0.05; done; exit 1`);
/** Keeps what the agent was told. */
export const keepPrompt = (folder: string, name: string): object =>
  shell(`printf %s "$CLUTCH_PROMPT" > '${folder}/${name}'`);

function createStage(clutch: Clutch, folder: string, plan: Plan, config: object): Stage {
  const phases = typeof plan === 'function' ? plan(folder) : plan;
  const project = createPlanProject(folder, phases, config);
  const command = (...args: string[]): Promise<CommandResult> => clutch.run(project.root, ...args);
  const view = async (): Promise<RunView> => {
    const [run] = await clutch.runs(project.root);
    assert.ok(run, 'there is no run');
    return run;
  };
  const untilView = async (what: string, holds: (run: RunView) => boolean): Promise<RunView> => {
    let last: RunView | null = null;
    try {
      const look = async (): Promise<RunView | null> => {
        last = (await clutch.runs(project.root))[0] ?? null;
        return last && holds(last) ? last : null;
      };
      return await until(look, {
        what,
        deadlineMs: DEADLINE_MS,
        everyMs: 40,
      });
    } catch (error) {
      throw new Error(`${what}: in vain.\n${JSON.stringify(last, null, 1)}`, { cause: error });
    }
  };
  const asked = async (): Promise<Signal> => {
    const { signals } = await view();
    const open = signals.filter(({ options }) => options.length > 0);
    assert.equal(open.length, 1, JSON.stringify(signals, null, 2));
    return open[0] as Signal;
  };
  const rest = (): Promise<RunView> => untilView('the run rests', ({ status }) => status !== 'running');
  return {
    clutch,
    project,
    folder,
    command,
    async finished() {
      const run = await rest();
      assert.equal(run.status, 'completed', run.reason ?? '');
      return run;
    },
    run: (...args) => command('run', project.prd, ...args, '--playbook', project.playbook),
    view,
    until: untilView,
    rest,
    asked,
    async answer(option, text) {
      const [signal, { id }] = await Promise.all([asked(), view()]);
      const result = await command(
        'signals',
        'respond',
        id,
        signal.id,
        option,
        ...(text === undefined ? [] : ['--text', text]),
      );
      assert.equal(result.code, 0, result.stderr);
      return result;
    },
    subjects: () => project.git('log', '--reverse', '--format=%s').split('\n').slice(1),
    configure: (next) =>
      writeFileSync(
        path.join(project.root, '.clutch/config.json'),
        JSON.stringify({ runtime: 'playbook', ...config, ...next }),
      ),
  };
}
