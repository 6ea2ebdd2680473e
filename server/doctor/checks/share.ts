import type { CollabView } from '#schemas/protocol/collab.ts';
import { diagnose } from '../../collab/doctor/diagnose.ts';
import { examineFolder } from '../../collab/doctor/examine.ts';
import { createScheduler } from '../../platform/scheduler.ts';
import { type DoctorCheck, finding, type Finding, needsServer } from '../check.ts';

const STATES = { good: 'ok', note: 'ok', warning: 'warning', problem: 'problem' } as const;
const CALL_MS = 5_000;

/** The places where projects are shared: their health as it is known, and what `clutch collab doctor` finds there. */
export const share: DoctorCheck = {
  id: 'share',
  title: 'Shared projects',
  limitMs: 20_000,
  async look({ server, probe }) {
    if (server === null) return needsServer('How shared projects are reached');
    const views = server.shared();
    if (views.length === 0) return [finding('ok', 'No project is shared with another machine.')];
    return (await Promise.all(views.map((view) => aboutPlace(view, probe)))).flat();
  },
};

async function aboutPlace(
  { project, place, transport, health, problems }: CollabView,
  probe: readonly string[],
): Promise<Finding[]> {
  const todo = 'Look whether its server or disk can be reached.';
  const known =
    health.state === 'ok'
      ? finding('ok', `${project}: ${place} is reached.`, { id: project })
      : finding('problem', `${project}: ${health.text}`, { id: project, todo });
  const said = problems.map((text, index) => finding('warning', `${project}: ${text}`, { id: `${project}.${index}` }));
  if (transport === 'nats') return [known, ...said];
  const facts = await examineFolder({
    folder: place,
    probe,
    peer: null,
    scheduler: createScheduler(true),
    callMs: CALL_MS,
  });
  // That nobody else was there to be met says nothing about this machine.
  const found = diagnose(facts).findings.filter(({ id, severity }) => severity !== 'good' && id !== 'no-peer');
  return [
    known,
    ...said,
    ...found.map((one) =>
      finding(STATES[one.severity], `${project}: ${one.text}`, {
        id: `${project}.${one.id}`,
        ...(one.todo === null ? {} : { todo: one.todo }),
        command: `clutch collab doctor '${place.replaceAll("'", String.raw`'\''`)}'`,
      }),
    ),
  ];
}
