import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import type { SharedProject } from '../shared-project.ts';
import { placeWords } from './attachments.ts';
import type { LiveProject } from './live-project.ts';

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
  const { project, root, place } = attachment;
  const surroundings = { place: placeWords(place), joining: live.joining(), problems: live.problems() };
  const shared = live.shared();
  if (shared !== null) return show(shared, surroundings);
  return {
    project,
    root,
    at: now(),
    transport: 'folder' in place ? 'file' : 'nats',
    place: surroundings.place,
    class: 'unknown',
    health: { state: 'ok', text: waitingWords(live), since: now(), undelivered: 0 },
    role: live.role(),
    main: verbs.believing.main(),
    peers: [],
    joining: [...surroundings.joining],
    requests: [],
    timeline: [],
    problems: [...surroundings.problems],
  };
}

function waitingWords({ verbs }: LiveProject): string {
  const { believing } = verbs;
  if (!believing.isWaiting()) return 'Not attached.';
  return `Waits until a person on main (${believing.belief().main}) confirms this machine.`;
}
