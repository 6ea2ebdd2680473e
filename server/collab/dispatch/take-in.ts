import { setTimeout as delay } from 'node:timers/promises';
import type { EffectOf } from '#schemas/journal/effects.ts';
import { SessionEnd } from '#schemas/journal/events.ts';
import type { BodyOf } from '#schemas/wire/bodies.ts';
import { deliveredContract } from '../../language/contracts/delivered-contract.ts';
import { GitError } from '../../platform/git.ts';
import type { Outcome } from '../../runs/performer.ts';
import type { SharedProject } from '../shared-project.ts';
import { BundleError, forgetCode, takenRef, takeWork } from './code.ts';
import { placeWork } from './place-work.ts';

type Mission = EffectOf<'run-agent'>;
type Result = BodyOf<'result'>;

/** So long the files of a result may take to arrive after it, on a folder that is synchronised. */
const FILES_MS = 30 * 60_000;
const LOOK_MS = 250;

/**
 * Checks the result of a worker and puts its files where an agent of this machine would have left them. What is not as
 * it should be becomes a failed session, which the method deals with as with any other. Idempotent.
 */
export async function takeIn(
  { project }: { readonly project: SharedProject },
  task: string,
  effect: Mission,
  { outcome, work }: Result,
  machine: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const end = SessionEnd.safeParse(outcome);
  if (!end.success) return failed(effect, machine, 'does not say how the session ended');
  try {
    const bundle = work && (await blobOf(project, work.bundle, signal));
    if (work && bundle) {
      await takeWork(effect.root, { task, base: effect.base, work, bundle, as: takenRef(task) });
    }
    await placeWork(effect, work?.commit ?? null);
  } catch (error) {
    if (error instanceof BundleError) return failed(effect, machine, error.message);
    if (error instanceof GitError && error.code === 'failed') return failed(effect, machine, error.message);
    throw error;
  }
  await forgetCode(effect.root, task);
  return asOfHere(end.data, machine);
}

/** Paths of the worker's own checkout mean nothing here, and what a contract is worth is judged here. */
function asOfHere(end: SessionEnd, machine: string): Outcome {
  const { elsewhere: _, ...rest } = end;
  if (rest.type === 'agent-failed') return { ...rest, machine };
  return { ...rest, contract: rest.contract && deliveredContract(rest.contract.text), machine };
}

/** A late result is kept where a person finds it, and changes nothing. Resolves to the ref, or why there is none. */
export async function keepLate(
  project: SharedProject,
  { task, token, base, work }: { task: string; token: number; base: string; work: Result['work'] },
): Promise<string> {
  if (work === null) return 'it changed nothing';
  const bundle = await project.transport.getBlob(work.bundle);
  if (bundle === null) return `its files have not arrived; they are the blob ${work.bundle}`;
  const as = `refs/clutch/late/${task}-${token}`;
  try {
    await takeWork(project.root, { task, base, work, bundle, as });
    return as;
  } catch (error) {
    if (error instanceof BundleError || error instanceof GitError) return `it was not kept: ${error.message}`;
    throw error;
  }
}

async function blobOf({ transport }: SharedProject, sha256: string, signal: AbortSignal): Promise<string> {
  const deadline = performance.now() + FILES_MS;
  for (;;) {
    const file = await transport.getBlob(sha256);
    if (file !== null) return file;
    signal.throwIfAborted();
    if (performance.now() > deadline) throw new BundleError(`The files of the result (${sha256}) did not arrive.`);
    await delay(LOOK_MS);
  }
}

function failed({ phase }: Mission, machine: string, why: string): Outcome {
  const message = `phase ${phase}: what ${machine} sent is not used: ${why}`;
  return { type: 'agent-failed', code: 'protocol', message, usage: NOTHING_USED, machine };
}

const NOTHING_USED = { tokens: 0, costUsd: 0, counts: null, costSource: null, model: null, turns: 1 };
