import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { collect, createClutch, type Clutch } from './clutch.ts';
import { createPlanProject, type PlanProject } from './plan-project.ts';
import { isRunning, until } from './processes.ts';
import { withTempDir } from './temp.ts';

/** What is killed. `window` is the client that follows the run. */
export const VICTIMS = ['window', 'agent', 'wrapper', 'server'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface Trial {
  readonly victims: readonly Victim[];
  /** After the run was asked for, in milliseconds; or later, as soon as the victims are there. */
  readonly afterMs: number;
}

export interface TrialResult {
  /** Those that were there to be killed. */
  readonly killed: readonly Victim[];
  /** `abandoned`: the server is gone and nobody started it again; `unasked`: the window was killed too early. */
  readonly ending: 'completed' | 'waiting' | 'abandoned' | 'unasked';
}

/** How long something of a run may outlive its server, or its end. */
const GONE_MS = 5_000;
/** What a window that was killed has asked for arrives within this time, if it does. */
const ASKED_MS = 500;
/** The machine is shared: what takes a second alone may take many beside others. */
const REST_MS = 60_000;
/** Stands in the environment of everything that a trial starts. */
const TRIAL = 'ORPHANS_OF_TRIAL';
const GROUP = 'CLUTCH_PROCESS_GROUP';
const TEAM = ['alpha', 'beta', 'gamma'];

const agent = path.resolve(import.meta.dirname, 'agents/restless-agent.ts');
/** Ignores the end of its input and of its child, as some wrappers of agents do; the others become the agent. */
const WRAPPER = `case $PWD in *--alpha) trap '' TERM HUP; "$@"; sleep 600 ;; *) exec "$@" ;; esac`;
const workMs = 1_000;
const config = {
  runtime: 'restless',
  validator: false,
  agentSilenceSeconds: 3,
  agents: {
    restless: {
      kind: 'acp',
      program: 'sh',
      args: ['-c', WRAPPER, 'restless-wrapper', process.execPath, agent, String(workMs)],
    },
  },
};
/** In its group: a daemon in a session of its own is a validation command's to leave. */
const LITTER = `sleep 600 > /dev/null 2>&1 & sleep 600 & sh -c "trap '' TERM; sleep 600" & sleep 0.3`;

/** Plays one run, kills, and asserts that nothing is left and that what can go on went on. */
export function playTrial({ victims, afterMs }: Trial): Promise<TrialResult> {
  return withTempDir(async (folder) => {
    const workstreams = TEAM.map((name) => ({ name, files: [`${name}.txt`] }));
    const project = createPlanProject(folder, [{ workstreams, commands: [`${LITTER}; test -f alpha.txt`] }], config);
    const clutch = createClutch(path.join(folder, 'home'), { [TRIAL]: folder, [GROUP]: undefined });
    const window = clutch.start(project.root, 'run', project.prd);
    const windowEnd = collect(window);
    const find: Record<Victim, () => readonly number[]> = {
      server: () => serverOf(clutch),
      agent: () => processesOf(folder).filter(isAgent).map(pidOf),
      wrapper: () => processesOf(folder).filter(isWrapper).map(pidOf),
      window: () => (window.pid !== undefined && window.exitCode === null ? [window.pid] : []),
    };
    const killed: Victim[] = [];
    const kill = (victim: Victim): void => {
      const pids = find[victim]();
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      if (pids.length > 0) killed.push(victim);
    };
    try {
      // The moment is what this varies; nothing is waited for here.
      await Promise.race([delay(afterMs), windowEnd]);
      await until(() => window.exitCode !== null || victims.every((one) => find[one]().length > 0), {
        what: 'the victims are there, or the run is over',
        deadlineMs: REST_MS,
        everyMs: 5,
      });
      // A window that sees its server die starts another one, and nobody is to do that here.
      for (const victim of VICTIMS) {
        if (victims.includes(victim) || (victim === 'window' && victims.includes('server'))) kill(victim);
      }
      const ending = killed.includes('server') ? 'abandoned' : await goOn(clutch, project, windowEnd);
      await nothingLeft(folder);
      return { killed, ending };
    } finally {
      await clutch.dispose();
      for (const { pid } of processesOf(folder)) process.kill(pid, 'SIGKILL');
    }
  });
}

async function nothingLeft(folder: string): Promise<void> {
  try {
    await until(() => processesOf(folder).length === 0, { what: 'nothing is left', deadlineMs: GONE_MS });
  } catch (cause) {
    const left = processesOf(folder).map(({ pid, command }) => `${pid} ${command.replaceAll('\0', ' ')}`);
    throw new Error(`These are left:\n${left.join('\n')}`, { cause });
  }
}

/** The run completes, or waits for a person and says why; it is stopped then. */
async function goOn(clutch: Clutch, project: PlanProject, windowEnd: Promise<unknown>): Promise<TrialResult['ending']> {
  await windowEnd.then(() => delay(ASKED_MS));
  const look = async () => (await clutch.runs(project.root))[0] ?? null;
  if ((await look()) === null) return 'unasked';
  const run = await until(
    async () => {
      const view = await look();
      return view && view.status !== 'running' ? view : null;
    },
    { what: 'the run rests', deadlineMs: REST_MS, everyMs: 50 },
  );
  if (run.status === 'completed') return 'completed';
  assert.equal(run.status, 'waiting', run.reason ?? '');
  assert.ok(
    run.signals.some(({ options }) => options.length > 0),
    'a run that waits asks for something',
  );
  return 'waiting';
}

function serverOf(clutch: Clutch): number[] {
  const pid = clutch.serverPid();
  return pid !== null && isRunning(pid) ? [pid] : [];
}

interface Found {
  readonly pid: number;
  readonly command: string;
}

const pidOf = ({ pid }: Found): number => pid;
const isWrapper = ({ command }: Found): boolean => /^[^\0]*sh\0-c\0.*\0restless-wrapper\0/.test(command);
const isAgent = ({ command }: Found): boolean =>
  command.includes('restless-agent.ts') && !isWrapper({ pid: 0, command });

/** What CLUTCH has started in a trial for agents and for validation commands, and all that those have started. */
function processesOf(trial: string): Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isRunning(pid) && isOf(trial, read(`/proc/${pid}/environ`)))
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`) }));
}

function isOf(trial: string, environment: string): boolean {
  return environment.includes(`${TRIAL}=${trial}\0`) && environment.includes(`${GROUP}=`);
}

/** A process can end between any two looks at it. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
