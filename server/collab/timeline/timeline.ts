import { BODIES, type BodyType } from '#schemas/wire/bodies.ts';
import { createRedactor } from '../../platform/redact.ts';
import type { CollabStore } from '../../store/collab-store.ts';
import type { Message, Received, Said, SharedProject } from '../shared-project.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { describeRecord } from './describe-record.ts';
import type { RecordFiles } from './record-files.ts';
import { timelineMemory } from './timeline-memory.ts';

/**
 * The project, which from now on writes down what its machines say to each other: what this one hears, and what it says
 * itself. To be made before the parts that say something.
 */
export function withTimeline(project: SharedProject, store: CollabStore, files: RecordFiles): SharedProject {
  const redactor = createRedactor(process.env);
  const add = <T extends BodyType>(given: Omit<Received<T>, 're'>): void => {
    const record = redactor.deep(given);
    const { id, at, from, to, type, body, token } = record;
    const text = describeRecord(type, body, token);
    if (text === null) return;
    store.addEntry(project.id, { id, at, from, to, type, text, file: keep(files, record) });
  };
  const hear = <T extends BodyType>(received: Received<T>): void => {
    add(received);
    project.changed();
  };
  for (const type of Object.keys(BODIES) as BodyType[]) project.on(type, hear);
  project.remember('timeline', timelineMemory(project.id, store));
  return {
    ...project,
    async say<T extends BodyType>(message: Message<T>): Promise<Said> {
      const id = message.id ?? uuidV7();
      const said = await project.say({ ...message, id });
      const { to, type, body, task = null, token = null } = message;
      add({ id, from: project.self, to, type, body, task, token, at: Date.now() });
      project.changed();
      return said;
    },
  };
}

/** Sessions of a run; what belongs to a request is kept by the requests. */
function keep(files: RecordFiles, record: { readonly id: string; readonly type: BodyType }): string | null {
  if (record.type === 'offer') return files.keep('tasks', record.id, record);
  return record.type === 'result' ? files.keep('results', record.id, record) : null;
}
