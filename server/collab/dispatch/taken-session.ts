import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { SessionEnd } from '#schemas/journal/events.ts';
import type { BodyOf } from '#schemas/wire/bodies.ts';
import { createGit } from '../../platform/git.ts';
import { type EffectContext, type Performers, ServerLeaves } from '../../runs/performer.ts';
import { isWorktree, openWorktree, removeWorktree } from '../../runs/worktrees.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { bundleWork, forgetCode, takeBase } from './code.ts';
import { createRemoteContext, type RemoteContextDeps, type RemoteContext } from './remote-context.ts';
import type { TakenSession } from './taken-sessions.ts';

export interface TakenDeps extends RemoteContextDeps {
  readonly performers: Pick<Performers, 'run-agent' | 'collect-work'>;
  /** For the worktrees of sessions, and for files on their way; local. */
  readonly worktrees: string;
  readonly folder: string;
  /** One at a time in a repository: git fails over a worktree that is only half made. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

export interface RunningSession {
  readonly done: Promise<void>;
  answered: RemoteContext['answered'];
  /** Null: this machine only leaves, and goes on with it later. */
  end(why: string | null): void;
}

type Leased = TakenSession & { readonly token: number };

/** So long code that main has sent may take to arrive. */
const CODE_MS = 30 * 60_000;
const LOOK_MS = 100;

/** Why a session was ended from outside. */
class Ended extends Error {
  override readonly name = 'Ended';
}

/**
 * Does one session for main, from its code to its result. Invariant: when it is over, no process and no worktree of it is
 * left, and what was not handed in is kept under `refs/clutch/kept/`.
 */
export function startTaken(deps: TakenDeps, taken: Leased): RunningSession {
  const ending = new AbortController();
  const lease = deps.project.transport.leases.held(taken.task, taken.token);
  const lost = (): void => ending.abort(new Ended('its lease is over'));
  lease.signal.addEventListener('abort', lost, { once: true });
  if (lease.signal.aborted) lost();
  const remote = createRemoteContext(deps, taken, ending.signal);
  const whole = async (): Promise<void> => {
    try {
      while (!lease.isValid()) {
        ending.signal.throwIfAborted();
        await delay(LOOK_MS);
      }
      await work(deps, taken, remote.context);
    } catch (error) {
      if (!(ending.signal.reason instanceof ServerLeaves)) await giveUp(deps, taken, ending.signal.reason ?? error);
    } finally {
      lease.signal.removeEventListener('abort', lost);
      await remote.close();
    }
  };
  return {
    done: whole().catch((error: unknown) => deps.project.log.warn(`${taken.task}: not put away`, error)),
    answered: remote.answered,
    end: (why) => ending.abort(why === null ? new ServerLeaves('The server leaves.') : new Ended(why)),
  };
}

/** Where the session works here; another lease is another folder. */
export function worktreeOf({ worktrees }: Pick<TakenDeps, 'worktrees'>, { task, token }: TakenSession): string {
  return path.join(worktrees, `${task}-${token ?? 0}`);
}

async function work(deps: TakenDeps, taken: Leased, context: EffectContext): Promise<void> {
  const { task, bundle } = taken;
  const effect = await missionHere(deps, taken, context.signal);
  const code = bundle === null ? null : await blobOf(deps, bundle, context.signal);
  await deps.inTurn(async () => {
    await takeBase(effect.root, { task, base: effect.base, bundle: code });
    if (!isWorktree(effect.worktree)) await openWorktree(effect.root, effect.worktree, effect.base);
  });
  context.signal.throwIfAborted();
  const outcome = await deps.performers['run-agent'](effect, context);
  context.signal.throwIfAborted();
  if (outcome.type !== 'agent-ended' && outcome.type !== 'agent-failed') {
    throw new Error(`the session ended with ${outcome.type}`);
  }
  // Another machine may have what this one lacks.
  if (outcome.type === 'agent-failed' && outcome.code === 'not-startable') throw new Error(outcome.message);
  const result = { id: uuidV7(), body: await handedIn(deps, effect, taken, outcome, context) };
  await sayResult(deps, deps.sessions.change(taken.task, { state: 'finished', result }));
}

/** Under the same id each time, so that it is heard once. */
export async function sayResult(
  { project }: TakenDeps,
  { main, task, token, result, offerId }: TakenSession,
): Promise<void> {
  if (token === null || result === null) return;
  try {
    await project.say({ to: main, type: 'result', task, token, re: offerId, id: result.id, body: result.body });
  } catch (error) {
    project.log.warn(`${task}: the result was not delivered; the next start says it again`, error);
  }
}

/** The mission with this machine's paths in the place of main's. */
async function missionHere(deps: TakenDeps, taken: Leased, signal: AbortSignal): Promise<EffectOf<'run-agent'>> {
  const { effect, playbook } = taken.offer;
  return {
    ...effect,
    root: deps.project.root,
    worktree: worktreeOf(deps, taken),
    playbook: playbook === null ? null : await blobOf(deps, playbook, signal),
  };
}

async function blobOf({ project }: TakenDeps, sha256: string, signal: AbortSignal): Promise<string> {
  const deadline = performance.now() + CODE_MS;
  for (;;) {
    const file = await project.transport.getBlob(sha256);
    if (file !== null) return file;
    signal.throwIfAborted();
    if (performance.now() > deadline) throw new Error(`what main sent (${sha256}) did not arrive`);
    await delay(LOOK_MS);
  }
}

/** What the session left, as one commit on its base: whose the files are is judged on main. */
async function handedIn(
  deps: TakenDeps,
  effect: EffectOf<'run-agent'>,
  { task, offer }: Leased,
  outcome: SessionEnd,
  context: EffectContext,
): Promise<BodyOf<'result'>> {
  const { root, worktree, base, phase, workstream, ownership } = effect;
  const about = { id: effect.id, type: 'collect-work', root, phase, workstream, worktree, base, since: base } as const;
  const collected = await deps.performers['collect-work']({ ...about, drop: [], ownership }, context);
  const { run } = offer;
  if (collected.type === 'work-lost') {
    const { usage } = outcome;
    return {
      run,
      work: null,
      outcome: { type: 'agent-failed', code: 'worktree-gone', message: collected.message, usage },
    };
  }
  if (collected.type !== 'work-collected') throw new Error(`the work was not collected: ${collected.type}`);
  const { commit } = collected;
  if (commit === base) return { run, outcome, work: null };
  const file = path.join(deps.folder, `${task}.bundle`);
  mkdirSync(deps.folder, { recursive: true, mode: 0o700 });
  try {
    await bundleWork(root, { task, base, commit, file });
    const bundle = await deps.project.transport.putBlob(file);
    const tree = await createGit(root).run('rev-parse', '--verify', `${commit}^{tree}`);
    return { run, outcome, work: { commit, tree, bundle } };
  } finally {
    rmSync(file, { force: true });
  }
}

/** Keeps what was written, and tells main, which gives it to somebody else or has done so. */
async function giveUp(deps: TakenDeps, taken: Leased, reason: unknown): Promise<void> {
  const { project } = deps;
  const { task, token, main } = taken;
  const why = reason instanceof Error ? reason.message : String(reason);
  if (!(reason instanceof Ended)) project.log.warn(`${task}: not done here`, reason);
  await putAway(deps, taken);
  const kept = reason instanceof Ended ? '; what was written is kept here under refs/clutch/kept/' : '';
  const body = { why: `${why}${kept}`.slice(0, 200) };
  await project
    .say({ to: main, type: 'refuse', task, token, body })
    .catch((error: unknown) => project.log.warn(`${task}: main was not told`, error));
  const { leases } = project.transport;
  await leases.release(leases.held(task, token));
}

/** Forgets a session; what is not committed in its worktree is kept under a ref first. */
export async function putAway(deps: TakenDeps, taken: TakenSession): Promise<void> {
  const { project, sessions } = deps;
  const { task, offer } = taken;
  const { base } = offer.effect;
  const folder = worktreeOf(deps, taken);
  await deps.inTurn(async () => {
    try {
      if (isWorktree(folder)) {
        if (taken.state !== 'finished') await openWorktree(project.root, folder, base);
        await removeWorktree(createGit(project.root), { path: folder, branch: null, tip: base });
      }
      if (taken.token !== null) await forgetCode(project.root, task);
    } catch (error) {
      project.log.warn(`${task}: ${folder} was left in place`, error);
    }
  });
  sessions.remove(task);
}
