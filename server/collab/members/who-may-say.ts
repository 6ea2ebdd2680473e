import type { BodyType } from '#schemas/wire/bodies.ts';
import type { MachineRole } from '#schemas/wire/machine.ts';

const all: readonly MachineRole[] = ['main', 'worker', 'observer'];
const acting: readonly MachineRole[] = ['main', 'worker'];
const main: readonly MachineRole[] = ['main'];
const worker: readonly MachineRole[] = ['worker'];

/**
 * Which roles may say what: only main grants, only main and workers act, observers read and write notes. Rosters and
 * terms are for `roster-rules.ts` to judge, which knows who was main when.
 */
export const WHO_MAY_SAY: Readonly<Record<BodyType, readonly MachineRole[]>> = {
  roster: all,
  'new-term': all,
  note: all,
  request: acting,
  'request-claim': acting,
  'request-result': acting,
  offer: main,
  code: main,
  answer: main,
  approval: main,
  cancel: main,
  accept: worker,
  refuse: worker,
  activity: worker,
  ask: worker,
  'session-note': worker,
  result: worker,
};

/** Types whose bodies hold what people, agents and programs wrote: secrets are taken out before they leave. */
export const HOLDS_WORDS: ReadonlySet<BodyType> = new Set<BodyType>([
  'note',
  'request',
  'request-result',
  'refuse',
  'activity',
  'ask',
  'answer',
  'session-note',
  'result',
  'cancel',
]);
