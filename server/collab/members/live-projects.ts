import { realpathSync, rmSync } from 'node:fs';
import type { Logger } from '../../platform/logger.ts';
import { CollabError } from '../collab-error.ts';
import { type Identity, openIdentity } from '../identity.ts';
import { type Attachment, localFolderOf, openAttachments } from './attachments.ts';
import { beliefFile, createLiveProject, type LiveDeps, type LiveProject } from './live-project.ts';
import { type LocalJson, localJson } from './local-json.ts';
import { Belief } from './roster-rules.ts';

/** The shared projects of this machine, and the list of them on its disk. */
export interface LiveProjects {
  /** Opens what the list names; nothing waits for it. */
  start(): void;
  all(): readonly LiveProject[];
  /** What the list names and could not be opened, with the reason. */
  refused(): readonly Refused[];
  at(root: string): LiveProject | undefined;
  add(identity: Identity, attachment: Attachment, belief: Belief): Promise<LiveProject>;
  leave(project: LiveProject): Promise<void>;
  close(): Promise<void>;
}

export interface Refused {
  readonly attachment: Attachment;
  readonly why: string;
}

export function createLiveProjects(deps: Omit<LiveDeps, 'identity'>): LiveProjects {
  const { home, log } = deps;
  const live = new Map<string, LiveProject>();
  let refused: readonly Refused[] = [];
  let list: LocalJson<readonly Attachment[]> | null = null;
  const saved = (): LocalJson<readonly Attachment[]> => (list ??= openAttachments(home));
  const without = (project: string): readonly Attachment[] =>
    saved()
      .get()
      .filter((one) => one.project !== project);
  const open = (identity: Identity, attachment: Attachment): LiveProject => {
    const project = createLiveProject({ ...deps, identity }, attachment);
    live.set(attachment.project, project);
    return project;
  };
  const openAgain = (attachment: Attachment): void => {
    try {
      const identity = openIdentity(home);
      if (attachment.machine === identity.machine) void open(identity, attachment).look();
    } catch (error) {
      log.warn(`${attachment.project} is not attached`, error);
      refused = [...refused, { attachment, why: error instanceof Error ? error.message : String(error) }];
    }
  };
  const at = (root: string): LiveProject | undefined => {
    const real = realRoot(root);
    return [...live.values()].find(({ attachment }) => attachment.root === real);
  };
  return {
    start: () => trying(log, () => saved().get().forEach(openAgain)),
    refused: () => refused,
    all: () => [...live.values()],
    at,
    async add(identity, attachment, belief) {
      if (live.has(attachment.project)) {
        throw new CollabError(
          `This machine takes part in ${attachment.project} already, with another folder. Leave that first: clutch members leave.`,
        );
      }
      refused = refused.filter((one) => one.attachment.project !== attachment.project);
      localJson(beliefFile(localFolderOf(home, attachment)), Belief, belief).set(belief);
      const project = open(identity, attachment);
      saved().set([...without(attachment.project), attachment]);
      await project.look();
      return project;
    },
    async leave(project) {
      await project.close();
      live.delete(project.attachment.project);
      saved().set(without(project.attachment.project));
      rmSync(localFolderOf(home, project.attachment), { recursive: true, force: true });
      deps.changed();
    },
    async close() {
      await Promise.all([...live.values()].map((one) => one.close()));
      live.clear();
    },
  };
}

/** The server is there for runs on this machine all the same. */
function trying(log: Logger, work: () => void): void {
  try {
    work();
  } catch (error) {
    log.warn('a shared project is not attached', error);
  }
}

/** One folder has one name here, however it was asked for. */
export function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch (cause) {
    throw new CollabError(`${root} is not there. Give the folder of a project.`, { cause });
  }
}
