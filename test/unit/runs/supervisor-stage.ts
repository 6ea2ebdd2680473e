import { createOwnProcesses } from '../../../server/runs/own-processes.ts';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Effect, EffectOf, EffectType } from '#schemas/journal/effects.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { SteerVerb } from '#schemas/run/steering.ts';
import type { EffectContext, Outcome, Performers } from '../../../server/runs/performer.ts';
import { Supervisor } from '../../../server/runs/supervisor.ts';
import { openJournal, type Journal } from '../../../server/store/journal.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { createWorld, POLICY, runRequest, type PlannedPhase, type World } from '../engine/world.ts';

type Performed = Exclude<EffectType, 'answer-agent'>;
type Perform<T extends EffectType> = (effect: EffectOf<T>, context: EffectContext) => Promise<Outcome>;
/** How some effects are performed, where it is not simply by the world. */
export type Overrides = (tools: Tools) => { readonly [T in Performed]?: Perform<T> };

interface Tools {
  readonly world: World;
  /** As the world performs it, where all goes well. */
  succeed(effect: Effect): Promise<Outcome>;
  /** Runs SQL on the journal's file from outside. */
  sql(text: string): Record<string, unknown>[];
}

/** A supervisor with a real journal, and performers that only pretend. The only agents of its runs are executors. */
export interface SupervisorStage extends Tools {
  readonly journal: Journal;
  readonly supervisor: Supervisor;
  /** `type id` of each effect whose performance began, in order; of every supervisor on this stage. */
  readonly began: readonly string[];
  readonly logged: readonly string[];
  /** Nothing more can be journaled, as on a full disk. */
  fillDisk(): void;
  freeDisk(): void;
  start(run?: string): RunView;
  steer(verb: SteerVerb, workstream: string | null): RunView;
  stop(run?: string): RunView;
  resume(run?: string): RunView;
  /** Waits until the run looks so. */
  seen(looksSo: (view: RunView) => boolean, run?: string): Promise<RunView>;
  /** Waits for this status of the run. */
  status(status: RunView['status'], run?: string): Promise<RunView>;
  /** The next server on the same journal; the one before is simply forgotten, as after `kill -9`. */
  nextServer(overrides?: Overrides): Supervisor;
}

export function onStage(
  plan: readonly PlannedPhase[],
  overrides: Overrides,
  play: (stage: SupervisorStage) => Promise<void>,
): Promise<void> {
  return withTempDir(async (folder) => {
    mkdirSync(path.join(folder, 'home'));
    const journal = openJournal(path.join(folder, 'home'));
    const outside = new DatabaseSync(path.join(folder, 'home', 'journal.db'));
    const stage = createStage(journal, outside, createWorld(plan), overrides);
    try {
      await play(stage);
    } finally {
      await stage.supervisor.shutDown();
      outside.close();
      journal.close();
    }
  });
}

function createStage(journal: Journal, outside: DatabaseSync, world: World, overrides: Overrides): SupervisorStage {
  const began: string[] = [];
  const logged: string[] = [];
  let clock = 1_000;
  const sql = (text: string): Record<string, unknown>[] => outside.prepare(text).all();
  const succeed = (effect: Effect): Promise<Outcome> => Promise.resolve(outcomeIn(world, effect));
  const note = (message: string): void => void logged.push(message);
  const log = { file: '', info: note, warn: note, error: note };
  const createSupervisor = (own: Overrides): Supervisor =>
    new Supervisor({
      journal,
      processes: createOwnProcesses(journal, { watch: () => undefined, forget: () => undefined }, log),
      performers: createPerformers(succeed, own({ world, succeed, sql }), began),
      now: () => (clock += 1),
      log,
      isAlive: () => Promise.resolve(true),
      onChange: () => undefined,
    });
  let supervisor = createSupervisor(overrides);
  const seen = (looksSo: (view: RunView) => boolean, run = 'r', what = 'the run looks so'): Promise<RunView> =>
    until(
      () => {
        const view = supervisor.view(run);
        return view && looksSo(view) ? view : null;
      },
      { what },
    );
  return {
    world,
    succeed,
    journal,
    get supervisor() {
      return supervisor;
    },
    began,
    logged,
    sql,
    fillDisk: () =>
      outside.exec(
        `CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
      ),
    freeDisk: () => outside.exec('DROP TRIGGER full'),
    start: (run = 'r') => {
      const { type: _type, at: _at, ...request } = runRequest({ run, policy: { ...POLICY, validator: false } });
      return supervisor.request(request);
    },
    steer: (verb, workstream) =>
      supervisor.command('r', (at) => {
        return { type: 'steered', at, phase: '1', workstream, verb, text: null, runtime: null };
      }),
    stop: (run = 'r') => supervisor.command(run, (at) => ({ type: 'stop-requested', at })),
    resume: (run = 'r') =>
      supervisor.command(run, (at) => ({ type: 'resume-requested', at, policy: null, runtime: null })),
    seen,
    status: (status, run = 'r') => seen((view) => view.status === status, run, `run ${run} is ${status}`),
    nextServer(next = () => ({})) {
      supervisor = createSupervisor(next);
      supervisor.recover();
      return supervisor;
    },
  };
}

/** What the world says of an agent at work is told while it works, so it ends nothing. */
function outcomeIn(world: World, effect: Effect): Outcome {
  const outcome = world.perform(effect);
  if (outcome.type === 'work-observed' || outcome.type === 'agent-asked') throw new Error(`${effect.type} has no end`);
  return outcome;
}

function createPerformers(succeed: Tools['succeed'], overrides: ReturnType<Overrides>, began: string[]): Performers {
  const performer = <T extends Performed>(type: T): Perform<T> => {
    const own: Perform<T> | undefined = overrides[type];
    return (effect, context) => {
      began.push(`${type} ${'id' in effect ? effect.id : ''}`);
      return own ? own(effect, context) : succeed(effect);
    };
  };
  return {
    'inspect-project': performer('inspect-project'),
    'read-prp': performer('read-prp'),
    'prepare-worktree': performer('prepare-worktree'),
    'run-agent': performer('run-agent'),
    'look-at-team': performer('look-at-team'),
    'collect-work': performer('collect-work'),
    'collect-plan': performer('collect-plan'),
    'compare-contracts': performer('compare-contracts'),
    'integrate-phase': performer('integrate-phase'),
    'conclude-merge': performer('conclude-merge'),
    'run-command': performer('run-command'),
    'commit-phase': performer('commit-phase'),
    'write-checkpoint': performer('write-checkpoint'),
    'land-phase': performer('land-phase'),
    'clean-up': performer('clean-up'),
  };
}

/** A promise that the test resolves when it wants, and a way to wait until somebody waits for it. */
export interface Gate {
  readonly reached: Promise<void>;
  open(): void;
  /** Resolves when the gate is opened or the signal is aborted. */
  pass(signal?: AbortSignal): Promise<void>;
}

export function createGate(): Gate {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: opened.resolve,
    pass(signal) {
      reached.resolve();
      if (signal?.aborted) opened.resolve();
      signal?.addEventListener('abort', () => opened.resolve(), { once: true });
      return opened.promise;
    },
  };
}
