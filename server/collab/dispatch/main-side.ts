import path from 'node:path';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { BodyType } from '#schemas/wire/bodies.ts';
import type { EffectContext, Outcome } from '../../runs/performer.ts';
import type { CollabPart, Received, SharedProject } from '../shared-project.ts';
import { createAssignments, type Assignment, type Heard } from './assignments.ts';
import { giveSession } from './given-session.ts';
import { keepLate } from './take-in.ts';

export interface MainSideDeps {
  readonly project: SharedProject;
  /** Of this project alone; local. */
  readonly folder: string;
  readonly now: () => number;
  /** With this machine's key. */
  sign(bytes: Uint8Array): string;
}

export interface MainSide extends CollabPart {
  /** Null: it is to be done here. */
  perform(effect: EffectOf<'run-agent'>, context: EffectContext): Promise<Outcome | null>;
}

type Activity = (text: string, changed: number | null) => void;

/**
 * What main hears of sessions that it has given away. Invariant: what a worker says counts only from the machine that
 * holds the assignment, under the offer or the token that is the last one; everything else is late.
 */
export function createMainSide({ project, folder, now, sign }: MainSideDeps): MainSide {
  const assignments = createAssignments(path.join(folder, 'given'), now);
  const listeners = new Map<string, Activity>();
  const hear = async (received: Received<Heard['type']>): Promise<void> => {
    const { id, type, task, body } = received;
    if (task === null || project.role() !== 'main') return;
    const assignment = assignments.get(task);
    if (assignment && isCurrent(assignment, received)) {
      assignments.hear(task, { id, type, body });
      project.changed();
    } else if (assignment?.seen.includes(id) !== true || type === 'result') {
      await late(project, assignment, received);
    }
  };
  for (const type of ['accept', 'refuse', 'ask', 'session-note', 'result'] as const) project.on(type, hear);
  project.on('activity', ({ task, from, token, body: { text, changed } }) => {
    const assignment = task === null ? null : assignments.get(task);
    if (assignment?.machine !== from || assignment.token !== token) return;
    listeners.get(assignment.task)?.(text, changed);
  });
  const deps = {
    project,
    assignments,
    folder: path.join(folder, 'out'),
    now,
    sign,
    onActivity(task: string, listener: Activity) {
      listeners.set(task, listener);
      return () => listeners.delete(task);
    },
  };
  return {
    perform: (effect, context) => giveSession(deps, effect, context),
    close: () => listeners.clear(),
  };
}

function isCurrent({ state, machine, offer, token }: Assignment, received: Received<BodyType>): boolean {
  if (received.from !== machine) return false;
  // Before there is a lease they know each other by the offer.
  if (state === 'offered') return received.re === offer && received.token === null;
  return state === 'working' && received.token === token;
}

/** Tells the worker that nobody waits for it. What it did under a lease that is over is kept, and never used. */
async function late(
  project: SharedProject,
  assignment: Assignment | null,
  { from, type, task, token, re, body }: Received<Heard['type']>,
): Promise<void> {
  if (task === null || type === 'session-note' || type === 'refuse') return;
  const about = {
    to: from,
    type: 'cancel',
    task,
    ...(token === null ? {} : { token }),
    ...(re === null ? {} : { re }),
  } as const;
  if (type !== 'result') {
    await project.say({ ...about, body: { why: 'nobody waits for it any more' } });
    return;
  }
  const isTakenIn = assignment?.state === 'over' && assignment.machine === from && assignment.token === token;
  if (isTakenIn && assignment.result !== null) {
    await project.say({ ...about, body: { why: 'taken in' } });
    return;
  }
  const { work } = body as Received<'result'>['body'];
  const base = assignment?.base ?? '';
  const where = await keepLate(project, { task, token: token ?? 0, base, work });
  project.log.warn(
    `${task}: the result of ${from} under token ${token ?? 'none'} came too late and is not used; ${where}`,
  );
  project.changed();
  await project.say({ ...about, body: { why: 'it came too late: somebody else has the task' } });
}
