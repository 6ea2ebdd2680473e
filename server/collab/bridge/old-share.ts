import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { RequestKind } from '#schemas/wire/bodies.ts';
import type { MachineRole } from '#schemas/wire/machine.ts';
import { RequestResult } from '#schemas/wire/bodies.ts';
import { readRecord, type CollabRecord } from '../../language/collab/read-record.ts';

const MAX_BYTES = 65_536;
const MAX_NAMES = 5_000;
/** As it stands in paths on every system. */
const ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;
/** Under these names programs write what people read. */
const TITLE = ['title', 'subject', 'summary'];
const TEXT = ['text', 'body', 'message', 'prompt', 'instructions', 'description', 'details', 'result', 'output'];

export interface OldMachine {
  readonly id: string;
  readonly role: MachineRole | null;
  /** When it wrote last, in milliseconds since the epoch; null where that cannot be told. */
  readonly seenAt: number | null;
}

export interface OldRequest {
  readonly id: string;
  readonly kind: RequestKind;
  readonly title: string;
  readonly text: string;
  readonly from: string;
  /** A machine, or `all`. */
  readonly to: string;
  readonly claimedBy: string | null;
}

export interface OldResult {
  readonly request: string;
  readonly status: 'completed' | 'blocked' | 'failed' | 'cancelled';
  readonly text: string;
  readonly from: string;
}

export interface OldShare {
  readonly machines: readonly OldMachine[];
  readonly requests: readonly OldRequest[];
  readonly results: readonly OldResult[];
  /** Files that are no records, with the reason; nothing of them is taken over. */
  readonly refused: readonly string[];
}

/** Reads the folder of one project in a share of the older layout. What cannot be read as a record is refused and named. */
export async function readOldShare(folder: string): Promise<OldShare> {
  const refused: string[] = [];
  const read = (place: string): Promise<CollabRecord | null> => readOne(folder, place, refused);
  const machineFolders = await namesIn(folder, 'machines', refused);
  const machines = await Promise.all(
    machineFolders.map(async (name) => {
      if (await isPlainFolder(path.join(folder, 'machines', name))) return read(`machines/${name}/state.json`);
      refused.push(`machines/${name}: it is no folder.`);
      return null;
    }),
  );
  const files = async (kind: string): Promise<readonly (CollabRecord | null)[]> => {
    const names = (await namesIn(folder, kind, refused)).filter((name) => name.endsWith('.json'));
    return Promise.all(names.map((name) => read(`${kind}/${name}`)));
  };
  return {
    machines: machines.flatMap((record) => (record?.kind === 'machine' ? [toMachine(record)] : [])),
    requests: (await files('requests')).flatMap((record) => (record?.kind === 'request' ? [toRequest(record)] : [])),
    results: (await files('results')).flatMap((record) => (record?.kind === 'result' ? toResult(record, refused) : [])),
    refused,
  };
}

async function namesIn(folder: string, name: string, refused: string[]): Promise<readonly string[]> {
  const isFolder = await isPlainFolder(path.join(folder, name));
  if (isFolder === null) return [];
  if (!isFolder) {
    refused.push(`${name}: it is no folder.`);
    return [];
  }
  const names = await readdir(path.join(folder, name));
  if (names.length > MAX_NAMES) refused.push(`${name}: of ${names.length} files only ${MAX_NAMES} are read.`);
  // Scratch files of this layout's writers begin with a dot.
  return names
    .filter((one) => !/^[.~]/.test(one))
    .toSorted()
    .slice(0, MAX_NAMES);
}

/** A folder itself, and no link to one; null where there is nothing. */
export async function isPlainFolder(folder: string): Promise<boolean | null> {
  return (await lstat(folder).catch(() => null))?.isDirectory() ?? null;
}

async function readOne(folder: string, place: string, refused: string[]): Promise<CollabRecord | null> {
  const refuse = (why: string): null => {
    refused.push(`${place}: ${why}`);
    return null;
  };
  const name = place.split('/')[1]?.replace(/\.json$/, '') ?? '';
  if (!ID.test(name)) return refuse('its name is none for a record.');
  const text = await readSmall(path.join(folder, place));
  if (text === 'missing') return null;
  if (text instanceof Error) return refuse(text.message);
  // The reader tells by the path which record it is; only the last parts of it matter.
  const record = readRecord(`projects/old/${place}`, text.text);
  return record ?? refuse('it is no record: no JSON object, or one that says neither kind nor sender.');
}

async function readSmall(file: string): Promise<{ readonly text: string } | Error | 'missing'> {
  try {
    // A link may lead anywhere, and opening a fifo would wait for its writer.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return new Error('it is no file.');
      if (stats.size > MAX_BYTES) return new Error(`it has ${stats.size} bytes, more than ${MAX_BYTES}.`);
      const bytes = Buffer.alloc(MAX_BYTES);
      const { bytesRead } = await handle.read(bytes, 0, MAX_BYTES, 0);
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytesRead)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (code === 'ELOOP' || code === 'ENXIO') return new Error('it is a link or no file.');
    return new Error(error instanceof Error ? error.message : String(error));
  }
}

const textOf = ({ fields }: CollabRecord, names: readonly string[]): string => {
  for (const name of names) {
    const value = fields.get(name)?.value;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return '';
};
const FROM = ['from', 'machine', 'machineId', 'machine_id', 'actor', 'author', 'completedBy', 'completed_by'];

const EVERYBODY = ['all', 'any', '*'];

function toMachine({ says }: Extract<CollabRecord, { kind: 'machine' }>): OldMachine {
  return { id: says.id, role: says.role, seenAt: says.heartbeatAt };
}

function toRequest(record: Extract<CollabRecord, { kind: 'request' }>): OldRequest {
  const { says } = record;
  const text = textOf(record, TEXT).slice(0, 32_768);
  const title = (textOf(record, TITLE) || text.split('\n')[0] || says.id).slice(0, 200);
  const to = says.to === null || EVERYBODY.includes(says.to.toLowerCase()) ? 'all' : says.to;
  return {
    id: says.id,
    kind: RequestKind.safeParse(textOf(record, ['kind']).toLowerCase()).data ?? 'question',
    title,
    text,
    from: textOf(record, FROM).slice(0, 64) || 'somebody',
    to,
    claimedBy: says.claimedBy,
  };
}

function toResult(record: Extract<CollabRecord, { kind: 'result' }>, refused: string[]): readonly OldResult[] {
  const status = RequestResult.shape.status.safeParse(textOf(record, ['status', 'state']).toLowerCase()).data;
  if (status === undefined) {
    refused.push(`results/${record.says.id}.json: its status is none of completed, blocked, failed, cancelled.`);
    return [];
  }
  const text = (textOf(record, TEXT) || textOf(record, TITLE)).slice(0, 32_768);
  return [{ request: record.says.request, status, text, from: textOf(record, FROM).slice(0, 64) || 'somebody' }];
}
