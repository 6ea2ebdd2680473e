import os from 'node:os';
import type * as z from 'zod';
import type {
  CollabView,
  InviteResult,
  JoinParams,
  JoinResult,
  MembershipParams,
  ShareResult,
} from '#schemas/protocol/collab.ts';
import { ShareError } from '../transports/file/share-files.ts';
import { TransportError } from '../transports/transport.ts';
import { CollabError } from './collab-error.ts';
import { openIdentity } from './identity.ts';
import { type Place, placeWords } from './members/attachments.ts';
import { fingerprint } from './members/codes.ts';
import { invite } from './members/invitations.ts';
import { askToJoin } from './members/join.ts';
import type { LiveDeps, LiveProject } from './members/live-project.ts';
import { createLiveProjects, type LiveProjects, realRoot } from './members/live-projects.ts';
import { machineView, refusedView, type ShowDeps } from './members/machine-view.ts';
import { changeRole, confirm, handOver, reject, revoke, takeOver, type VerbDeps } from './members/main-verbs.ts';
import { found } from './members/share.ts';
import type { SharedProject } from './shared-project.ts';

export type CollabDeps = Omit<LiveDeps, 'identity'> & ShowDeps;

/** Every project that this machine shares with others. */
export interface Collab {
  /** Attaches what was attached when the server left; nothing waits for it. */
  start(): void;
  share(root: string, place: Place): Promise<z.infer<typeof ShareResult>>;
  invite(root: string): Promise<z.infer<typeof InviteResult>>;
  join(params: z.infer<typeof JoinParams>): Promise<z.infer<typeof JoinResult>>;
  /** Null: this machine does not take part any more. */
  membership(params: MembershipParams): Promise<CollabView | null>;
  /** All, or the one at `root`. */
  views(root: string | null): readonly CollabView[];
  /** Null where the project at `root` is not shared, or this machine waits to be confirmed. */
  project(root: string): SharedProject | null;
  /** Whether others count on this machine, or it waits to be let in. */
  isNeeded(): boolean;
  close(): Promise<void>;
}

export function createCollab(deps: CollabDeps): Collab {
  const { home, openFiles } = deps;
  const projects = createLiveProjects(deps);
  const view = (project: LiveProject): CollabView => machineView(project, deps);
  const ownName = (): string => deps.machine().collab.name ?? os.hostname().slice(0, 64);
  return {
    start: projects.start,
    async share(root, place) {
      const identity = openIdentity(home);
      refuseTwice(projects, root);
      const wish = { root: realRoot(root), place, name: ownName() };
      const { attachment, belief, recoveryCode } = await inPlace(place, () => found(openFiles, identity, wish));
      return { view: view(await projects.add(identity, attachment, belief)), recoveryCode };
    },
    async invite(root) {
      const project = requireShared(projects, root);
      const { main } = project.verbs.believing.belief();
      if (project.role() !== 'main') throw new CollabError(`Only main (${main}) invites. Do this there.`);
      return project.deciding(() => invite(project.verbs));
    },
    async join({ root, name, ...params }) {
      const identity = openIdentity(home);
      refuseTwice(projects, root);
      if (params.role === 'main') {
        throw new CollabError('A machine joins as worker or observer; main can hand over to it later.');
      }
      const wish = { ...params, root: realRoot(root), name: name ?? ownName() };
      const asked = inPlace(params.place, () => askToJoin(openFiles, identity, wish, deps.now()));
      const { attachment, belief } = await asked;
      const project = await projects.add(identity, attachment, belief);
      return { view: view(project), fingerprint: fingerprint(identity.keys.publicKey) };
    },
    async membership(params) {
      const project = requireShared(projects, params.root);
      if (params.verb === 'leave') {
        refuseToOrphan(project);
        await projects.leave(project);
        return null;
      }
      await project.deciding(() => decide(project.verbs, params));
      return view(project);
    },
    views(root) {
      const real = root === null ? null : realRoot(root);
      const isMeant = ({ attachment }: Pick<LiveProject, 'attachment'>): boolean =>
        real === null || attachment.root === real;
      return [
        ...projects.all().filter(isMeant).map(view),
        ...projects
          .refused()
          .filter(isMeant)
          .map((one) => refusedView(one, deps.now())),
      ];
    },
    project: (root) => projects.at(root)?.shared() ?? null,
    isNeeded: () => projects.all().some((one) => one.role() === 'worker' || one.verbs.believing.isWaiting()),
    close: projects.close,
  };
}

/** What is wrong with a place is the person's to mend, who chose it. */
async function inPlace<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ShareError) && !(error instanceof TransportError)) throw error;
    const hint = 'folder' in place ? ' Check that it is mounted and that you may write there.' : '';
    throw new CollabError(`${placeWords(place)} cannot be used: ${error.message}${hint}`, { cause: error });
  }
}

function requireShared(projects: LiveProjects, root: string): LiveProject {
  const project = projects.at(root);
  if (project) return project;
  throw new CollabError(
    `${root} is not shared with other machines. Share it with clutch share, or join it with clutch join.`,
  );
}

function refuseTwice(projects: LiveProjects, root: string): void {
  const there = projects.at(root);
  if (!there) return;
  const place = placeWords(there.attachment.place);
  throw new CollabError(`${root} is shared already, in ${place}. Leave it first: clutch members leave.`);
}

function decide(verbs: VerbDeps, params: Exclude<MembershipParams, { verb: 'leave' }>): Promise<void> {
  switch (params.verb) {
    case 'confirm':
      return confirm(verbs, params.machine, params.role);
    case 'reject':
      return reject(verbs, params.machine);
    case 'role':
      return changeRole(verbs, params.machine, params.role);
    case 'revoke':
      return revoke(verbs, params.machine);
    case 'hand-over':
      return handOver(verbs, params.machine);
    case 'take-over':
      return takeOver(verbs, params.recoveryCode);
  }
}

/** Nobody is left without a main by mistake. */
function refuseToOrphan(project: LiveProject): void {
  const { machines = [] } = project.verbs.believing.roster() ?? {};
  const others = machines.filter(({ machine, revoked }) => machine !== project.attachment.machine && !revoked);
  if (project.role() !== 'main' || others.length === 0) return;
  throw new CollabError(
    `This machine is main of ${others.length} other(s). Hand over first: clutch members hand-over, or revoke them.`,
  );
}
