import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import type { CollabStore } from '../../store/collab-store.ts';
import type { SharedProject } from '../shared-project.ts';
import { alarmsOf, peerViews } from './peer-views.ts';

/** What a view shows beside what the project itself knows. */
export interface CollabSurroundings {
  readonly store: CollabStore;
  /** The shared folder, or the address without what is secret in it. */
  readonly place: string;
  readonly joining: readonly JoinRequest[];
  /** What is wrong with the project as a whole, newest last. */
  readonly problems: readonly string[];
}

/** As many lines of the timeline, and requests, are part of a view. */
const TIMELINE = 200;
const REQUESTS = 200;

/** A shared project as its views show it. */
export function collabView(
  project: SharedProject,
  { store, place, joining, problems }: CollabSurroundings,
  now: number,
): CollabView {
  const { transport } = project;
  const { kind, class: proven } = transport.capabilities();
  const { state, text, since, undelivered } = transport.health();
  return {
    project: project.id,
    root: project.root,
    at: now,
    transport: kind,
    place,
    class: proven,
    health: { state, text, since, undelivered },
    role: project.role(),
    main: project.roster()?.main ?? null,
    peers: peerViews(project, now),
    joining: [...joining],
    requests: store.requests(project.id, REQUESTS),
    timeline: store.timeline(project.id, TIMELINE),
    problems: [...waiting(project, undelivered), ...problems.toReversed(), ...alarmsOf(null, transport.alarms(), now)],
  };
}

function waiting(project: SharedProject, undelivered: number): string[] {
  const sentences: string[] = [];
  if (project.role() === null) {
    sentences.push('Main has not confirmed this machine yet: compare the fingerprint there and confirm it in Peers.');
  }
  if (undelivered > 0) {
    const records = undelivered === 1 ? '1 record is' : `${undelivered} records are`;
    sentences.push(
      `${records} not delivered: kept on this machine, and sent in order as soon as the shared place takes them.`,
    );
  }
  return sentences;
}
