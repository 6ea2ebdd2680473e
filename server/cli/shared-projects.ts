import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  CollabMethod,
  CollabResult,
  type CollabView,
  type PeerView,
  type RequestView,
} from '#schemas/protocol/collab.ts';
import { CliError } from './cli-error.ts';
import type { ServerLink } from './connect.ts';
import { orRefuse } from './refusal.ts';

/** Every shared project of this machine, or those at or above `cwd`. */
export async function sharedProjects(link: Pick<ServerLink, 'request'>, cwd: string | null): Promise<CollabView[]> {
  const { projects } = CollabResult.parse(await orRefuse(() => link.request(CollabMethod, { root: null })));
  if (cwd === null) return projects;
  const here = realpathSync(cwd);
  return projects.filter(({ root }) => here === root || here.startsWith(root + path.sep));
}

/** The shared project that the person stands in. */
export async function sharedHere(link: Pick<ServerLink, 'request'>, cwd: string): Promise<CollabView> {
  // Of one project in another, the inner one is meant.
  const [here] = (await sharedProjects(link, cwd)).toSorted((a, b) => b.root.length - a.root.length);
  if (here !== undefined) return here;
  const others = (await sharedProjects(link, null)).map(({ root }) => root);
  const where = others.length === 0 ? '' : ` Shared are: ${others.join(', ')}.`;
  throw new CliError(
    `${cwd} is in no shared project.${where} clutch share <folder> shares one, clutch join <folder> --code … joins one.`,
  );
}

/** Who says it; only for people to read. */
export const author = (): string => os.userInfo().username;

/** A machine by its id or by its name; both without regard to case. */
export function machineOf({ peers }: CollabView, word: string): string {
  const wanted = word.toLowerCase();
  if (wanted === 'all') return 'all';
  const found = peers.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  const [one] = found;
  if (one !== undefined && found.length === 1) return one.id;
  const names = peers.filter(({ self }) => !self).map(({ id, name }) => (id === name ? id : `${name} (${id})`));
  const why = found.length === 0 ? 'There is no machine' : 'Several machines are called';
  throw new CliError(`${why} “${word}”. Name one of: ${['all', ...names].join(', ')}.`);
}

/** A request by its id, or by an ending of it that only one request has. */
export function requestOf({ requests }: CollabView, word: string): RequestView {
  const found = requests.filter(({ id }) => id.endsWith(word.toLowerCase()));
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  if (found.length > 1) throw new CliError(`${found.length} requests end in “${word}”; give more of the id.`);
  throw new CliError(`There is no request “${word}”. clutch requests lists them.`);
}

/** The end of an id is what tells it from others that were made at the same time. */
export const shortId = (id: string): string => id.slice(-8);

export const nameOf = (peers: readonly PeerView[], machine: string): string =>
  peers.find(({ id }) => id === machine)?.name ?? machine;
