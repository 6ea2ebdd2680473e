import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import { createDispatch, type Dispatch } from '../../../../server/collab/dispatch/dispatch.ts';
import type { AgentAnswer } from '../../../../server/engine/ports.ts';
import { createCollectWork } from '../../../../server/runs/effects/collect-work.ts';
import { EffectError } from '../../../../server/runs/effect-error.ts';
import type { AskPerson, EffectContext, Outcome } from '../../../../server/runs/performer.ts';
import { createIdentity } from '../../../../server/runs/worktrees.ts';
import { createLoopbackShare, type LoopbackMember, type LoopbackShare } from '../../../helpers/loopback-share.ts';
import { withTempDir, writeTree } from '../../../helpers/temp.ts';
import { brief, context, ownership } from '../../runs/repository.ts';

type Mission = EffectOf<'run-agent'>;
type Play = (effect: Mission, context: EffectContext) => Promise<Outcome>;

/** How a session ends that has nothing to say. */
export const ENDED = {
  type: 'agent-ended',
  stopReason: 'end_turn',
  report: null,
  verification: null,
  gapOwners: [],
  fix: null,
  contract: null,
  usage: { tokens: 0, costUsd: 0, counts: null, costSource: null, model: null, turns: 1 },
} as const satisfies Outcome;

export interface Given {
  readonly outcome: Promise<Outcome | null>;
  readonly activity: string[];
  /** Where it was told to be. */
  readonly placed: (string | null)[];
  readonly records: RecordBody[];
  abort(reason: Error): void;
}

export interface MainMachine {
  readonly root: string;
  /** The supervisor performs the effect. */
  gives(effect?: string, ask?: AskPerson): Given;
  /** An away plan counts here from now on. */
  arms(): void;
  leave(): void;
  start(): MainMachine;
}

export interface WorkerMachine {
  readonly root: string;
  readonly member: LoopbackMember;
  plays(play: Play): void;
  refuses(why: string): void;
  can(capabilities: readonly string[]): void;
  /** How many sessions have begun. */
  started(): number;
  /** Worktrees and records of sessions. */
  left(): string[];
  leave(): Promise<void>;
  start(): void;
}

export interface Machines {
  readonly main: MainMachine;
  readonly workers: readonly WorkerMachine[];
  readonly mission: Mission;
  readonly share: LoopbackShare;
  git(root: string, ...args: string[]): string;
}

/** Main and workers in one process, each with a repository and a home of its own, and agents that are functions. */
export function withMachines(names: readonly string[], scene: (machines: Machines) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const git = (root: string, ...args: string[]): string =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
    const root = path.join(folder, 'project');
    writeTree(root, { 'README.md': 'one\n', 'src/api.ts': 'export {};\n' });
    git(root, 'init', '--quiet', '--initial-branch=main');
    git(root, 'config', 'user.name', 'A Person');
    git(root, 'config', 'user.email', 'person@example.invalid');
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'start');
    git(root, 'config', 'core.excludesFile', path.join(folder, 'ignored'));
    writeTree(folder, { ignored: '.clutch\n' });
    const share = createLoopbackShare(folder);
    const mission: Mission = {
      id: 'e1',
      type: 'run-agent',
      role: 'executor',
      task: 'work',
      phase: '1',
      workstream: 'api',
      attempt: 1,
      runtime: 'playbook',
      model: null,
      playbook: null,
      root,
      worktree: path.join(folder, 'home-main', 'worktrees', 'api'),
      base: git(root, 'rev-parse', 'HEAD'),
      merge: null,
      prd: 'PRDs/PRD-plan.md',
      prp: 'PRPs/PRP.md',
      ownership: ownership(),
      brief: brief(),
    };
    const main = mainMachine(folder, share, mission);
    const workers = names.map((name) => workerMachine(folder, share, name, mission));
    try {
      await scene({ main, workers, mission, share, git });
    } finally {
      main.leave();
      await Promise.all(workers.map((worker) => worker.leave()));
    }
  });
}

interface Machine {
  readonly dispatch: Dispatch;
  leave(): Promise<void>;
}

interface Sessions {
  play: Play;
  refusal: string | null;
  agents: readonly string[];
  isArmed: boolean;
}

function startMachine(home: string, member: LoopbackMember, sessions: Sessions): Machine {
  const records: SessionRecord[] = [];
  const dispatch = createDispatch({
    home,
    performers: {
      'run-agent': (effect, given) => sessions.play(effect, given),
      'collect-work': createCollectWork(createIdentity()),
    },
    agents: {
      machine: () => ({ agents: {} }),
      trust: {
        ofRun: () => 'listed',
        untrusted() {
          if (sessions.refusal !== null) throw new EffectError('user', sessions.refusal);
          return [];
        },
      },
      runtimes: {
        names: () => sessions.agents,
        runtimeFor: () => ({ name: 'playbook', resumes: 'afresh' }),
        find: () => ({ found: true }),
      },
      away: () => (sessions.isArmed ? {} : null),
      // Only what is asked of them is there.
    } as never,
    journal: {
      addRecord: (record) => void records.push({ ...record, id: records.length }),
      records: (_run, wanted) => records.filter(({ effect }) => effect === wanted?.effect),
      lastingDecisions: () => [],
    },
    processes: { onStarted: () => undefined, onEnded: () => undefined },
    now: Date.now,
    sign: member.sign,
    isShared: () => true,
  });
  const { project, start, detach } = member.attach();
  project.setStatus({ slots: 1 });
  const part = dispatch.attach(project);
  start();
  return {
    dispatch,
    async leave() {
      detach();
      await part.close();
    },
  };
}

function mainMachine(folder: string, share: LoopbackShare, mission: Mission): MainMachine {
  const member = share.join('main', 'main', mission.root);
  const home = path.join(folder, 'home-main');
  const sessions: Sessions = {
    play: () => Promise.reject(new Error('not here')),
    refusal: null,
    agents: [],
    isArmed: false,
  };
  let machine = startMachine(home, member, sessions);
  const given: Given[] = [];
  const main: MainMachine = {
    root: mission.root,
    gives(effect = 'e1', ask = () => Promise.resolve<AgentAnswer | null>(null)) {
      const abort = new AbortController();
      const activity: string[] = [];
      const placed: (string | null)[] = [];
      const records: RecordBody[] = [];
      const outcome = machine.dispatch.perform(
        { ...mission, id: effect },
        {
          ...context,
          signal: abort.signal,
          onActivity: (describe) => void activity.push(describe()),
          onPlaced: (name) => void placed.push(name),
          ask,
          records: { ...context.records, add: (body) => void records.push(body) },
        },
      );
      outcome.catch(() => undefined);
      const one = { outcome, activity, placed, records, abort: (reason: Error) => abort.abort(reason) };
      given.push(one);
      return one;
    },
    arms() {
      sessions.isArmed = true;
    },
    leave() {
      for (const one of given) one.abort(new Error('the test is over'));
      void machine.leave();
    },
    start() {
      machine = startMachine(home, member, sessions);
      return main;
    },
  };
  return main;
}

function workerMachine(folder: string, share: LoopbackShare, name: string, { root: from }: Mission): WorkerMachine {
  const root = path.join(folder, `clone-${name}`);
  execFileSync('git', ['clone', '--quiet', from, root]);
  const member = share.join(name, 'worker', root);
  const home = path.join(folder, `home-${name}`);
  let started = 0;
  let play: Play = () => Promise.resolve(ENDED);
  const sessions: Sessions = {
    play(effect, given) {
      started += 1;
      return play(effect, given);
    },
    refusal: null,
    isArmed: false,
    agents: ['playbook'],
  };
  let machine: Machine | null = startMachine(home, member, sessions);
  return {
    root,
    member,
    plays: (next) => void (play = next),
    refuses: (why) => void (sessions.refusal = why),
    can(capabilities) {
      member.can(capabilities);
    },
    started: () => started,
    left: () =>
      [path.join(home, 'worktrees', 'for-others'), ...foldersIn(path.join(home, 'dispatch'), 'taken')].flatMap((one) =>
        existsSync(one) ? readdirSync(one) : [],
      ),
    async leave() {
      await machine?.leave();
      machine = null;
    },
    start() {
      machine = startMachine(home, member, sessions);
    },
  };
}

function foldersIn(folder: string, name: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((one) => path.join(folder, one, name)) : [];
}
