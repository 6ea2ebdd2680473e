import path from 'node:path';
import type { JoinRequest } from '#schemas/protocol/collab.ts';
import type { MachineRole } from '#schemas/wire/machine.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import type { Logger } from '../../platform/logger.ts';
import { signerOf } from '../../platform/signed-json.ts';
import type { Transport, TransportDeps } from '../../transports/transport.ts';
import { attachProject, type AttachedProject } from '../attach-project.ts';
import type { Identity } from '../identity.ts';
import type { CollabPart, SharedProject } from '../shared-project.ts';
import { type Attachment, localFolderOf, type Place } from './attachments.ts';
import { type Believing, createBelieving } from './believing.ts';
import { Invitations, joinRequests, lookForRequests } from './invitations.ts';
import { localJson } from './local-json.ts';
import { createLookout } from './lookout.ts';
import { sayOwnRoster, type VerbDeps } from './main-verbs.ts';
import type { OpenFiles } from './open-files.ts';
import { createPlace, scratchFolder } from './place.ts';
import { Belief } from './roster-rules.ts';
import { idleStatus, timingOf } from './self-status.ts';
import { createTroubles } from './troubles.ts';

/** What every shared project of this machine is given. */
export interface LiveDeps {
  readonly home: string;
  readonly identity: Identity;
  readonly log: Logger;
  machine(): MachineConfig;
  openFiles: OpenFiles;
  createTransport(place: Place, deps: TransportDeps): Promise<Transport>;
  /** What works with a project while it is attached; made before anything of others is handed on. */
  readonly parts: readonly ((project: SharedProject) => CollabPart)[];
  /** This machine's role has changed: by main, by a hand-over, or because another machine took over. */
  onRole(project: Pick<SharedProject, 'id' | 'root'>, before: MachineRole | null, after: MachineRole | null): void;
  changed(): void;
  now(): number;
}

/** A project of this machine, from the moment it asked to join: attached as soon as main has confirmed it. */
export interface LiveProject {
  readonly attachment: Attachment;
  /** For what people decide about members. */
  readonly verbs: VerbDeps;
  shared(): SharedProject | null;
  role(): MachineRole | null;
  joining(): readonly JoinRequest[];
  problems(): readonly string[];
  /** Looks at the place now, and at what follows from it. */
  look(): Promise<void>;
  /** Lets a person change something: one after the other, and never while the place is looked at. */
  deciding<T>(decide: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Between two looks: while somebody waits for an answer, and otherwise, when the records bring what is new. */
const EAGER_MS = 1_000;
const CALM_MS = 30_000;
/** A person who wants to let a machine in does so while the code is fresh; later it is seen calmly. */
const PATIENCE_MS = 20 * 60_000;

/** Throws where what this machine kept of the project is missing or damaged. */
export function createLiveProject(deps: LiveDeps, attachment: Attachment): LiveProject {
  const { home, identity } = deps;
  const { project, machine, root } = attachment;
  const folder = localFolderOf(home, attachment);
  const place = createPlace(deps.openFiles(attachment.place, scratchFolder(project, machine)), project, machine);
  const believing = createBelieving({
    project,
    self: machine,
    file: localJson(beliefFile(folder), Belief, null),
    place,
    onProblem(text) {
      deps.log.warn(`${project}: ${text}`);
      deps.changed();
    },
    onChange({ before, after }) {
      if (before !== after) deps.onRole({ id: project, root }, before, after);
      deps.changed();
      lookout.soon();
    },
  });
  const troubles = createTroubles((message) => deps.log.warn(`${project}: ${message}`), deps.changed);
  const attaching = createAttaching(deps, attachment, believing);
  const verbs: VerbDeps = {
    believing,
    place,
    file: localJson(path.join(folder, 'invitations.json'), Invitations, []),
    projectName: attachment.projectName,
    keys: identity.keys,
    shared: () => attaching.current()?.project ?? null,
    now: deps.now,
  };
  const since = performance.now();
  const lookout = createLookout(async () => {
    await lookOnce(verbs, attaching, troubles.trying, deps.changed);
    const isNew = believing.isWaiting() && performance.now() - since < PATIENCE_MS;
    const isToAttach = believing.role() !== null && attaching.current() === null;
    const isInviting = verbs.file.get().some(({ request }) => request === null);
    return isNew || isToAttach || isInviting ? EAGER_MS : CALM_MS;
  });
  return {
    attachment,
    verbs,
    shared: verbs.shared,
    role: believing.role,
    joining: () => joinRequests(verbs),
    problems: () => [
      ...troubles.all(),
      ...believing.problems(),
      ...(attaching.current()?.problems() ?? []),
      ...exclusion(believing),
    ],
    look: lookout.look,
    deciding: lookout.between,
    async close() {
      await lookout.close();
      await attaching.detach();
      await place.close();
    },
  };
}

export const beliefFile = (folder: string): string => path.join(folder, 'belief.json');

/** Whatever fails is tried again with the next look. */
async function lookOnce(
  verbs: VerbDeps,
  attaching: Attaching,
  trying: (what: string, work: () => Promise<void>) => Promise<void>,
  changed: () => void,
): Promise<void> {
  const { believing, file } = verbs;
  await trying('Reading who takes part', believing.refresh);
  if (believing.role() !== null && attaching.current() === null) await trying('Attaching', attaching.attach);
  if (believing.role() === null && attaching.current() !== null) await trying('Detaching', attaching.detach);
  await trying('Looking whether this machine was left behind', () => attaching.catchUp());
  if (believing.role() !== 'main') return;
  await trying('Saying the roster', () => sayOwnRoster(verbs));
  await trying('Looking for machines that want to join', async () => {
    const before = file.get();
    await lookForRequests(verbs);
    if (file.get() !== before) changed();
  });
}

interface Attaching {
  current(): AttachedProject | null;
  attach(): Promise<void>;
  detach(): Promise<void>;
  /** Begins anew where others have removed what this machine lacks, and it did not come until the second look. */
  catchUp(): Promise<void>;
}

function createAttaching(deps: LiveDeps, attachment: Attachment, believing: Believing): Attaching {
  let current: AttachedProject | null = null;
  let parts: readonly CollabPart[] = [];
  let wasBehind = false;
  return {
    current: () => current,
    async attach() {
      const config = deps.machine();
      current = await attachProject({
        id: attachment.project,
        root: attachment.root,
        self: attachment.machine,
        log: deps.log,
        localFolder: localFolderOf(deps.home, attachment),
        timing: timingOf(config),
        members: believing,
        status: idleStatus(attachment, config),
        sign: signerOf(deps.identity.keys),
        createTransport: (transport) => deps.createTransport(attachment.place, transport),
        changed: deps.changed,
      });
      const { project } = current;
      believing.hear(project);
      parts = deps.parts.map((part) => part(project));
      current.start();
      deps.changed();
    },
    async catchUp() {
      const isBehind = (await current?.isLeftBehind()) ?? false;
      const isStillBehind = isBehind && wasBehind;
      wasBehind = isBehind && !isStillBehind;
      if (!isStillBehind) return;
      await this.detach();
      await this.attach();
    },
    async detach() {
      const closing = current;
      current = null;
      for (const part of parts.toReversed()) await part.close();
      parts = [];
      await closing?.close();
    },
  };
}

function exclusion(believing: Believing): readonly string[] {
  if (believing.isWaiting() || believing.role() !== null) return [];
  const main = believing.belief().main;
  return [
    `This machine is no member of ${believing.project} any more: main (${main}) has revoked it or does not list it. Leave the project, or ask main’s person.`,
  ];
}
