import { AgentQuestion } from '#schemas/journal/events.ts';
import { Ask } from '#schemas/wire/bodies.ts';
import type { EffectContext } from '../../runs/performer.ts';
import { APPROVAL_MS, signApproval } from './approval.ts';
import type { Assignments } from './assignments.ts';
import type { SharedProject } from '../shared-project.ts';

export interface AnsweringDeps {
  readonly project: SharedProject;
  readonly assignments: Assignments;
  readonly now: () => number;
  sign(bytes: Uint8Array): string;
}

/** Puts what a session on a worker asks before a person here, and sends the answer back. */
export interface Answering {
  /** Takes up every question of the task that stands open and was not put yet; those of before a restart as well. */
  start(machine: string, token: number): void;
  close(): void;
}

export function createAnswering(deps: AnsweringDeps, task: string, context: EffectContext): Answering {
  const { project, assignments, now, sign } = deps;
  const put = new Set<string>();
  let closed = false;
  const forget = (id: string): void => {
    const asks = assignments.get(task)?.asks ?? [];
    if (!closed && asks.some((one) => one.id === id)) {
      assignments.change(task, { asks: asks.filter((one) => one.id !== id) });
    }
  };
  const answer = async (machine: string, token: number, id: string, body: unknown): Promise<void> => {
    const expiresAt = now() + APPROVAL_MS;
    const { question, gated } = Ask.parse(body);
    const asked = AgentQuestion.safeParse(question);
    const given = asked.success
      ? await context.ask(asked.data)
      : { option: 'deny', text: 'Main could not read the question.' };
    // Aborted: nobody waits for it any more. After a restart it is put again.
    if (context.signal.aborted) return;
    const about = { to: machine, task, token, re: id } as const;
    if (given !== null && gated !== null && given.option !== 'deny') {
      const approval = signApproval(project.id, { task, token, command: gated.command }, expiresAt, sign);
      await project.say({ ...about, type: 'approval', body: approval });
    }
    if (given !== null) await project.say({ ...about, type: 'answer', body: given });
    forget(id);
  };
  return {
    start(machine, token) {
      for (const { id, body } of assignments.get(task)?.asks ?? []) {
        if (put.has(id)) continue;
        put.add(id);
        answer(machine, token, id, body).catch((error: unknown) => {
          project.log.warn(`${task}: a question of ${machine} could not be answered`, error);
          put.delete(id);
        });
      }
    },
    close() {
      closed = true;
    },
  };
}
