import type { CollabView } from '#schemas/protocol/collab.ts';
import type { SharedProject } from '../shared-project.ts';
import { placeWords } from './attachments.ts';
import type { LiveProject } from './live-project.ts';

export interface ShowDeps {
  show(project: SharedProject): Pick<CollabView, 'peers' | 'requests' | 'timeline'>;
  now(): number;
}

/** A shared project as people see it; what its peers do comes from `show`, once it is attached. */
export function machineView(live: LiveProject, { show, now }: ShowDeps): CollabView {
  const { attachment, verbs } = live;
  const { project, root, place } = attachment;
  const shared = live.shared();
  const transport = shared?.transport;
  return {
    project,
    root,
    at: now(),
    transport: 'folder' in place ? 'file' : 'nats',
    place: placeWords(place),
    class: transport?.capabilities().class ?? 'unknown',
    health: transport?.health() ?? { state: 'ok', text: 'Not attached.', since: now(), undelivered: 0 },
    role: live.role(),
    main: verbs.believing.main(),
    ...(shared ? show(shared) : { peers: [], requests: [], timeline: [] }),
    joining: [...live.joining()],
    problems: [...live.problems(), ...(transport?.alarms() ?? []).slice(-20).map(({ text }) => text)],
  };
}
