import path from 'node:path';
import type { CollabView, RequestParams, RequestView, SendParams, WorkParams } from '#schemas/protocol/collab.ts';
import type { CollabStore } from '../../store/collab-store.ts';
import { CollabError } from '../collab-error.ts';
import { collabView, type CollabSurroundings } from '../peer-views/collab-view.ts';
import type { CollabPart, Said, SharedProject } from '../shared-project.ts';
import { createRecordFiles } from '../timeline/record-files.ts';
import { withTimeline } from '../timeline/timeline.ts';
import { createRequests, requireMember, type Requests } from './requests.ts';

export interface CollabWorkDeps {
  /** CLUTCH_HOME. */
  readonly home: string;
  readonly store: CollabStore;
  now(): number;
}

/** What people and agents do with the machines of shared projects, and see of them, over all attached projects. */
export interface CollabWork {
  /**
   * The project as every part is to be given it, so that what the part says stands in the timeline. The same one for
   * the same project.
   */
  told(project: SharedProject): SharedProject;
  /** Requests are answered while the project is attached. */
  part(project: SharedProject): CollabPart;
  show(project: SharedProject, surroundings: Omit<CollabSurroundings, 'store'>): CollabView;
  send(params: SendParams): Promise<Said>;
  request(params: RequestParams): Promise<RequestView>;
  /** This machine takes as many sessions at once from now on. Null: as many as its configuration says. */
  work(params: WorkParams): void;
}

/** How long the command that claims waits for main: longer than two looks at a place that rests. */
const DECISION_MS = 10_000;
/** A server that has just started is still attaching what it shares. */
const ATTACHING_MS = 5_000;

export function createCollabWork({ home, store, now }: CollabWorkDeps): CollabWork {
  const attached = createAttached();
  const known = new WeakMap<SharedProject, SharedProject>();
  const slots = new Map<string, number>();
  const filesOf = (project: SharedProject) => createRecordFiles(path.join(home, 'collab', project.id), project.log);
  const told = (project: SharedProject): SharedProject => {
    const before = known.get(project);
    if (before !== undefined) return before;
    const writing = withTimeline(project, store, filesOf(project));
    known.set(project, writing);
    known.set(writing, writing);
    return writing;
  };
  return {
    told,
    part(given) {
      const project = told(given);
      const requests = createRequests({ project, store, files: filesOf(project), decisionMs: DECISION_MS });
      attached.set(project.root, { project, requests });
      const wanted = slots.get(project.root);
      if (wanted !== undefined) project.setStatus({ slots: wanted });
      return {
        async close() {
          attached.delete(project.root);
          await requests.close();
        },
      };
    },
    show: (project, surroundings) => collabView(project, { ...surroundings, store }, now()),
    async send({ root, to, kind, title, text, needs, author }) {
      const { project, requests } = await attached.at(root);
      if (kind !== 'note') return requests.send(to, { kind, title, text, needs, author });
      requireMember(project, to);
      const words = title === '' ? text : `${title}: ${text}`;
      return project.say({ to, type: 'note', body: { text: words, author } });
    },
    async request(params) {
      const { requests } = await attached.at(params.root);
      if (params.verb === 'claim') return requests.claim(params.request, params.author);
      const { status, text, author } = params;
      return requests.finish(params.request, { status, text, author });
    },
    work({ root, slots: wanted }) {
      if (wanted === null) return;
      slots.set(root, wanted);
      attached.get(root)?.project.setStatus({ slots: wanted });
    },
  };
}

interface Attached {
  readonly project: SharedProject;
  readonly requests: Requests;
}

/** What is attached, by root. */
function createAttached() {
  const attached = new Map<string, Attached>();
  const waiting = new Set<() => void>();
  return {
    get: (root: string): Attached | undefined => attached.get(root),
    set(root: string, one: Attached): void {
      attached.set(root, one);
      for (const tell of waiting) tell();
      waiting.clear();
    },
    delete: (root: string): boolean => attached.delete(root),
    /** Waits for a server that has just started. Rejects with a `CollabError`. */
    async at(root: string): Promise<Attached> {
      const limit = AbortSignal.timeout(ATTACHING_MS);
      for (;;) {
        const found = attached.get(root);
        if (found !== undefined) return found;
        if (limit.aborted) throw new CollabError(notAttached(root));
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          limit.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
  };
}

const notAttached = (root: string): string =>
  `${root} is not attached to other machines: it is not shared, main has not confirmed this machine yet, or the shared place does not answer. Look at clutch peers; clutch share and clutch join begin it.`;
