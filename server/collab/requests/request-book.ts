import type { RequestView } from '#schemas/protocol/collab.ts';
import type { RequestRecord } from '#schemas/wire/request-record.ts';
import type { CollabStore } from '../../store/collab-store.ts';
import type { Said, SharedProject } from '../shared-project.ts';
import type { RecordFiles } from '../timeline/record-files.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { foldRequest, requestView, type RequestState } from './fold-request.ts';

type OwnParts = 'id' | 'from' | 'byMain' | 'at';
type WithoutParts<R extends RequestRecord> = R extends { type: 'request' }
  ? Omit<R, OwnParts | 'request'>
  : Omit<R, OwnParts>;
/** A record before this machine has said it. */
export type OwnRecord = RequestRecord extends infer R ? (R extends RequestRecord ? WithoutParts<R> : never) : never;

/** The requests of a project as this machine keeps them: in the store, and as files. */
export interface RequestBook {
  /** Null while it has not come. */
  state(id: string): RequestState | null;
  view(id: string): RequestView | null;
  /** Keeps what another machine said. */
  hear(record: RequestRecord): void;
  /** Keeps a record of ours and says it; what could not be said is undone. */
  speak(record: OwnRecord): Promise<Said>;
  /** Says what this machine kept, and may not have said before it ended. */
  speakAgain(): Promise<void>;
  /** Resolves with the next change of the request, or after the time. */
  changeOf(id: string, withinMs: number): Promise<void>;
  close(): void;
}

export function createRequestBook(project: SharedProject, store: CollabStore, files: RecordFiles): RequestBook {
  const waiting = new Map<string, Set<() => void>>();
  const viewOf = (records: readonly RequestRecord[]): RequestView | null => {
    const state = foldRequest(records);
    if (state === null) return null;
    for (const late of state.late) files.keep('results', late.id, { ...late, applied: false });
    if (state.result !== null) files.keep('results', state.result.id, { ...state.result, applied: true });
    return requestView(state, records, files.keep('tasks', state.request.id, { ...state, records }));
  };
  const changed = (id: string): void => {
    for (const wake of waiting.get(id) ?? []) wake();
    project.changed();
  };
  return {
    state: (id) => foldRequest(store.recordsOf(project.id, id)),
    view: (id) => store.request(project.id, id),
    hear(record) {
      if (store.apply(project.id, record, viewOf, false)) changed(record.request);
    },
    async speak(own) {
      const id = uuidV7();
      const request = own.type === 'request' ? id : own.request;
      const ours = { id, request, from: project.self, byMain: project.role() === 'main', at: Date.now() };
      const record: RequestRecord = { ...own, ...ours };
      store.apply(project.id, record, viewOf, true);
      try {
        const said = await project.say(messageOf(record));
        store.said(project.id, id);
        return said;
      } catch (error) {
        store.withdraw(project.id, record, viewOf);
        throw error;
      } finally {
        changed(request);
      }
    },
    async speakAgain() {
      for (const record of store.unsaid(project.id)) {
        await project.say(messageOf(record));
        store.said(project.id, record.id);
      }
    },
    async changeOf(id, withinMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, withinMs);
      const wakes = waiting.get(id) ?? new Set();
      waiting.set(id, wakes.add(resolve));
      await promise;
      clearTimeout(timer);
      wakes.delete(resolve);
      if (wakes.size === 0) waiting.delete(id);
    },
    close: () => {
      for (const wakes of waiting.values()) for (const wake of wakes) wake();
    },
  };
}

const messageOf = ({ id, request, to, token, type, body }: RequestRecord) => ({
  id,
  to,
  type,
  body,
  ...(type === 'request' ? {} : { re: request }),
  ...(token === null ? {} : { token }),
});
