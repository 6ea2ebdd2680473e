import type { MachineId } from '#schemas/wire/names.ts';

/** A folder of chunks never holds more names; listing a larger one costs milliseconds. */
export const CHUNKS_PER_SHARD = 1_000;

/** Where everything of one project stands in a shared folder; paths are relative to that folder. */
export type Layout = ReturnType<typeof createLayout>;

/**
 * Names that say everything which a reader has to know before it opens a file stand flat in one folder, so that one
 * listing tells the news of all machines: `<machine>.<epoch>-<counter>`.
 */
export function createLayout(project: string) {
  const root = `clutch-collab/${project}`;
  const log = (machine: MachineId): string => `${root}/log/${machine}`;
  const epoch = (machine: MachineId, ep: number): string => `${log(machine)}/${ten(ep)}`;
  const shard = (machine: MachineId, ep: number, of: number): string => `${epoch(machine, ep)}/${seven(of)}`;
  return {
    root,
    /** Exist from the founding on, outermost first. */
    folders: [
      'clutch-collab',
      root,
      ...['machines', 'log', 'news', 'hb', 'ack', 'lease', 'main', 'blobs', 'blobs/sha256', 'snap', 'tmp'].map(
        (name) => `${root}/${name}`,
      ),
    ] as readonly string[],
    format: `${root}/FORMAT.json`,
    machines: `${root}/machines`,
    logs: `${root}/log`,
    log,
    epoch,
    shard,
    chunk: (machine: MachineId, ep: number, chunk: number): string =>
      `${shard(machine, ep, shardOf(chunk))}/${ten(chunk)}.jsonl`,
    news: `${root}/news`,
    newsOf: (machine: MachineId, ep: number, chunk: number): string =>
      `${root}/news/${machine}.${ten(ep)}-${ten(chunk)}`,
    beats: `${root}/hb`,
    beat: (machine: MachineId, ep: number, counter: number): string =>
      `${root}/hb/${machine}.${ten(ep)}-${ten(counter)}.json`,
    acks: `${root}/ack`,
    ack: (machine: MachineId, ep: number, counter: number): string =>
      `${root}/ack/${machine}.${ten(ep)}-${ten(counter)}.json`,
    snapshots: `${root}/snap`,
    snapshot: (machine: MachineId, ep: number, counter: number): string =>
      `${root}/snap/${machine}.${ten(ep)}-${ten(counter)}.json`,
    leases: `${root}/lease`,
    blobs: (sha256: string): string => `${root}/blobs/sha256/${sha256.slice(0, 2)}`,
    blob: (sha256: string): string => `${root}/blobs/sha256/${sha256.slice(0, 2)}/${sha256}`,
    tmp: (machine: MachineId): string => `${root}/tmp/${machine}`,
  };
}

/** Chunks are counted across all epochs of a machine, and so are shards. */
export const shardOf = (chunk: number): number => Math.floor((chunk - 1) / CHUNKS_PER_SHARD);

const ten = (count: number): string => String(count).padStart(10, '0');
const seven = (count: number): string => String(count).padStart(7, '0');

/** Anything that does not match exactly is a stranger: a conflict copy, `.nfs…`, an editor's lock file. */
const COUNTED = /^([a-z0-9-]{1,64})\.(\d{10})-(\d{10})(\.json)?$/;

/** A name of `news` (no ending) or of `hb`, `ack` and `snap` (`.json`). */
export interface CountedName {
  readonly machine: MachineId;
  readonly ep: number;
  readonly counter: number;
}

export function parseCounted(name: string, ending: '' | '.json'): CountedName | null {
  const match = COUNTED.exec(name);
  if (match?.[1] === undefined || (match[4] ?? '') !== ending) return null;
  return { machine: match[1], ep: Number(match[2]), counter: Number(match[3]) };
}

/** Of an epoch's folder; null for other names. */
export const parseEpoch = (name: string): number | null => (/^\d{10}$/.test(name) ? Number(name) : null);

/** Of a shard's folder; null for other names. */
export const parseShard = (name: string): number | null => (/^\d{7}$/.test(name) ? Number(name) : null);

/** Of a chunk; null for other names. */
export const parseChunk = (name: string): number | null => (/^\d{10}\.jsonl$/.test(name) ? parseInt(name, 10) : null);

/** Later first by epoch, then by counter. */
export const isLater = (a: { ep: number; counter: number }, b: { ep: number; counter: number }): boolean =>
  a.ep > b.ep || (a.ep === b.ep && a.counter > b.counter);

/** Of each machine the one that was counted last. */
export function newestOf(names: readonly string[], ending: '' | '.json'): readonly CountedName[] {
  const newest = new Map<MachineId, CountedName>();
  for (const name of names) {
    const found = parseCounted(name, ending);
    const known = found && newest.get(found.machine);
    if (found !== null && (known == null || isLater(found, known))) newest.set(found.machine, found);
  }
  return [...newest.values()];
}

/** Numbers in the names of a folder, ascending; null: the folder is not there. */
export const inOrder = (names: readonly string[] | null, parse: (name: string) => number | null): readonly number[] =>
  (names ?? [])
    .map(parse)
    .filter((number) => number !== null)
    .sort((a, b) => a - b);
