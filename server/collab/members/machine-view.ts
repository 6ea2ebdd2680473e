import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import type { SharedProject } from '../shared-project.ts';
import { type Attachment, placeWords } from './attachments.ts';
import type { LiveProject } from './live-project.ts';
import type { Refused } from './live-projects.ts';

/** What the members know beside a shared project itself. */
export interface Surroundings {
  readonly place: string;
  readonly joining: readonly JoinRequest[];
  /** Newest last. */
  readonly problems: readonly string[];
}

export interface ShowDeps {
  /** A project that is attached, as the pieces above the members show it. */
  show(project: SharedProject, surroundings: Surroundings): CollabView;
  now(): number;
}

/** A shared project as people see it, from the moment this machine asked to join. */
export function machineView(live: LiveProject, { show, now }: ShowDeps): CollabView {
  const { attachment, verbs } = live;
  const { place } = attachment;
  const surroundings = { place: placeWords(place), joining: live.joining(), problems: live.problems() };
  const shared = live.shared();
  if (shared !== null) return show(shared, surroundings);
  return {
    ...emptyView(attachment, now()),
    health: { state: 'ok', text: waitingWords(live), since: now(), undelivered: 0 },
    role: live.role(),
    main: verbs.believing.main(),
    joining: [...surroundings.joining],
    problems: [...surroundings.problems],
  };
}

/** A shared project that this machine cannot take part in as it is. */
export function refusedView({ attachment, why }: Refused, now: number): CollabView {
  return { ...emptyView(attachment, now), health: { state: 'refused', text: why, since: now, undelivered: 0 } };
}

function emptyView({ project, root, place }: Attachment, at: number): Omit<CollabView, 'health'> {
  return {
    project,
    root,
    at,
    transport: 'folder' in place ? 'file' : 'nats',
    place: placeWords(place),
    class: 'unknown',
    role: null,
    main: null,
    peers: [],
    joining: [],
    requests: [],
    timeline: [],
    problems: [],
  };
}

function waitingWords({ verbs }: LiveProject): string {
  const { believing } = verbs;
  if (!believing.isWaiting()) return 'Not attached.';
  return `Waits until a person on main (${believing.belief().main}) confirms this machine.`;
}
