import * as z from 'zod';
import { NewTerm } from '#schemas/wire/bodies.ts';
import { MachineCard } from '#schemas/wire/machine.ts';
import { FORMAT, FormatFile, MAJOR, Pairing, SignedRoster } from '#schemas/wire/membership.ts';
import { type MachineId, WireName } from '#schemas/wire/names.ts';
import { canonicalJson } from '../../platform/signed-json.ts';
import { ShareError, type ShareFiles } from '../../transports/file/share-files.ts';
import { CollabError } from '../collab-error.ts';
import { parseBounded } from './large-bodies.ts';

/**
 * Where membership lies in the shared place, apart from the records: what a machine has to read before anybody hands
 * records to it. Files as `ShareFiles` knows them; another kind of place brings the same few calls. Nothing that is
 * read here is believed: it has the shape that it should have, and no more.
 */
export type PlaceFiles = Pick<ShareFiles, 'list' | 'read' | 'publish' | 'remove' | 'makeFolders' | 'close'>;

export interface MembershipPlace {
  /** Throws where the place is of a later version. `false`: nothing is shared here. */
  isThere(): Promise<boolean>;
  publishFormat(): Promise<void>;
  publishCard(card: MachineCard): Promise<void>;
  /** The newest card of every machine; of very many, some. */
  cards(): Promise<readonly MachineCard[]>;
  /** Gives the file's path in the place. */
  publishPairing(pairing: Pairing): Promise<string>;
  pairing(id: string): Promise<Pairing | null>;
  removePairing(id: string): Promise<void>;
  publishTerm(by: string, term: NewTerm): Promise<void>;
  terms(): Promise<readonly NewTerm[]>;
  /** Takes older ones of the same machine away, but for a few. */
  publishRoster(file: SignedRoster): Promise<void>;
  /** The newest few that each machine has published, whoever it is; the newest last. */
  rosters(): Promise<readonly SignedRoster[]>;
  close(): Promise<void>;
}

const ROOT = 'clutch-collab';
/** A roster of 64 machines is a quarter of it. */
const MOST_BYTES = 65_536;
/** More folders than this are planted ones; 64 machines can be members. */
const MOST_NAMES = 512;
const NEWEST = 8;

const ten = (count: number): string => String(count).padStart(10, '0');
const numbered = (kind: string): RegExp => new RegExp(`^${kind}(?:-\\d{1,10})+\\.json$`);
const isName = (name: string): boolean => WireName.safeParse(name).success;

/** Where a machine may write what it has not published yet; for whoever opens the place's files. */
export const scratchFolder = (project: string, self: MachineId): string => `${ROOT}/${project}/tmp/${self}`;

/** Ids of the projects that are shared in a place; null where none ever was. */
export async function sharedProjects(files: PlaceFiles): Promise<readonly string[] | null> {
  const names = await files.list(ROOT);
  return names && names.filter(isName).slice(0, MOST_NAMES);
}

export function createPlace(files: PlaceFiles, project: string, self: MachineId): MembershipPlace {
  const base = `${ROOT}/${project}`;
  const { read, publish, newest } = createShapedFiles(files, scratchFolder(project, self));
  return {
    async isThere() {
      if (!(await files.list(base))?.includes('FORMAT.json')) return false;
      const format = await read(`${base}/FORMAT.json`, FormatFile);
      if (format !== null && format.projectId === project && format.major <= MAJOR) return true;
      throw new CollabError(
        format !== null && format.major > MAJOR
          ? `The shared place is of version ${format.major}, this CLUTCH knows version ${MAJOR}. Update CLUTCH on this machine.`
          : `${base}/FORMAT.json in the shared place is damaged or not of CLUTCH. Choose another folder, or restore it.`,
      );
    },
    publishFormat: () => publish(base, 'FORMAT.json', { format: FORMAT, major: MAJOR, minor: 0, projectId: project }),
    async publishCard(card) {
      const folder = `${base}/machines/${card.machine}`;
      const taken = ((await files.list(folder)) ?? []).filter((name) => numbered('card').test(name)).toSorted();
      const last = Number(/\d+/.exec(taken.at(-1) ?? '')?.[0] ?? 0);
      await publish(folder, `card-${ten(last + 1)}.json`, card);
    },
    cards: () => newest(`${base}/machines`, 'card', 1, MachineCard),
    async publishPairing(pairing) {
      await publish(`${base}/pairing`, `${pairing.id}.json`, pairing);
      return `${base}/pairing/${pairing.id}.json`;
    },
    async pairing(id) {
      const isListed = (await files.list(`${base}/pairing`))?.includes(`${id}.json`) ?? false;
      return isListed ? read(`${base}/pairing/${id}.json`, Pairing) : null;
    },
    removePairing: (id) => files.remove([`${base}/pairing/${id}.json`]),
    publishTerm: (by, term) => publish(`${base}/main/${by}`, `term-${ten(term.term)}.json`, term),
    terms: () => newest(`${base}/main`, 'term', NEWEST, NewTerm),
    async publishRoster(file) {
      const folder = `${base}/main/${file.roster.main}`;
      await publish(folder, rosterName(file), file);
      const names = ((await files.list(folder)) ?? []).filter((name) => numbered('roster').test(name));
      // Only older ones than this: planted ones with higher numbers must not push it out.
      const older = names.filter((name) => name < rosterName(file)).toSorted();
      await files.remove(older.slice(0, 1 - NEWEST).map((name) => `${folder}/${name}`));
    },
    rosters: () => newest(`${base}/main`, 'roster', NEWEST, SignedRoster),
    close: () => files.close(),
  };
}

interface ShapedFiles {
  /** Null: not there, or nothing that has this shape. */
  read<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S> | null>;
  publish(folder: string, name: string, value: object): Promise<void>;
  /** The newest `most` files of a kind that each machine has in its own part of a folder. */
  newest<S extends z.ZodType>(folder: string, kind: string, most: number, schema: S): Promise<readonly z.infer<S>[]>;
}

function createShapedFiles(files: PlaceFiles, scratch: string): ShapedFiles {
  const read: ShapedFiles['read'] = async (path, schema) => {
    const bytes = await files.read(path, MOST_BYTES).catch(asNothing);
    const parsed = bytes === null ? null : schema.safeParse(parseBounded(Buffer.from(bytes).toString('utf8')));
    return parsed?.success ? parsed.data : null;
  };
  return {
    read,
    async publish(folder, name, value) {
      await files.makeFolders([...ancestors(scratch), ...ancestors(folder)]);
      if (await files.publish(`${folder}/${name}`, Buffer.from(`${canonicalJson(value)}\n`))) return;
      throw new CollabError(
        `${folder}/${name} in the shared place was written by another process or an older copy of this machine. Look at clutch members, then try again.`,
      );
    },
    async newest(folder, kind, most, schema) {
      const machines = ((await files.list(folder)) ?? []).filter(isName);
      const found = [];
      for (const machine of machines.slice(0, MOST_NAMES)) {
        const names = (await files.list(`${folder}/${machine}`).catch(asNothing)) ?? [];
        const fitting = names.filter((name) => numbered(kind).test(name));
        for (const name of fitting.toSorted().slice(-most)) {
          const value = await read(`${folder}/${machine}/${name}`, schema);
          if (value !== null) found.push(value);
        }
      }
      return found;
    },
  };
}

/**
 * One file or folder that cannot be read, whoever put it there, must not keep all others from being read. That the whole
 * place cannot be read is something else, and never "nothing".
 */
function asNothing(error: unknown): null {
  if (error instanceof ShareError && error.code !== 'hangs' && error.code !== 'gone') return null;
  throw error;
}

const rosterName = ({ roster }: SignedRoster): string => `roster-${ten(roster.term)}-${ten(roster.version)}.json`;

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function ancestors(folder: string): readonly string[] {
  const parts = folder.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
