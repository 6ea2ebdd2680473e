import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { CollabRecords } from '#schemas/wire/bridged-records.ts';
import type { MachineRecord, RequestRecord, ResultRecord } from '#schemas/wire/bridged-records.ts';
import { readRecord } from '../language/collab/read-record.ts';

const MAX_FILES = 2000;
const MAX_BYTES = 65_536;

/** Folders that are looked into for `projects/<id>/`; a share lies near the top of the project or nowhere in it. */
const MAX_FOLDERS = 500;
const MAX_DEPTH = 2;
const SKIPPED = /^(?:\..*|node_modules|dist|build|out|target|vendor|venv)$/i;

/**
 * The records of machines that work together on the project: what lies under `.clutch/collab/` and in folders
 * `projects/<id>/` of a share inside the project. Null where there is no such folder. Links are not followed, and files
 * that are no records, are larger than 64 KiB or cannot be read are left out: the rules speak of them.
 */
export function readCollabRecords(root: string): CollabRecords | null {
  const bases = findBases(root);
  if (bases.length === 0) return null;
  const machines: MachineRecord[] = [];
  const requests: RequestRecord[] = [];
  const results: ResultRecord[] = [];
  for (const path of bases.flatMap((base) => recordFiles(root, base)).slice(0, MAX_FILES)) {
    const file = readSmallFile(join(root, path));
    const record = file && readRecord(path, file.text);
    if (record?.kind === 'machine') machines.push({ ...record.says, writtenAt: file?.writtenAt ?? null });
    else if (record?.kind === 'request') requests.push(record.says);
    else if (record?.kind === 'result') results.push(record.says);
  }
  return CollabRecords.parse({ machines, requests, results });
}

/** Folders that hold `machines/`, `requests/` or `results/`, relative to the root and sorted. */
function findBases(root: string): readonly string[] {
  const own = '.clutch/collab';
  const hasOwn = isFolder(root, '', '.clutch') && isFolder(root, '.clutch', 'collab');
  const found = hasOwn && holdsRecords(root, own) ? [own] : [];
  let folders = hasOwn ? ['', own] : [''];
  let seen = 0;
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    const next: string[] = [];
    for (const folder of folders) {
      seen += 1;
      if (seen > MAX_FOLDERS) return found.sort();
      for (const { name } of foldersIn(root, folder)) {
        const child = folder === '' ? name : `${folder}/${name}`;
        if (name === 'projects') {
          const projects = foldersIn(root, child).map((project) => `${child}/${project.name}`);
          found.push(...projects.filter((project) => holdsRecords(root, project)));
        } else if (!SKIPPED.test(name)) next.push(child);
      }
    }
    folders = next;
  }
  return found.sort();
}

function holdsRecords(root: string, folder: string): boolean {
  return foldersIn(root, folder).some(({ name }) => /^(?:machines|requests|results)$/.test(name));
}

/** Whether it is a folder itself, and no link to one. */
function isFolder(root: string, parent: string, name: string): boolean {
  return foldersIn(root, parent).some((entry) => entry.name === name);
}

function recordFiles(root: string, base: string): readonly string[] {
  return foldersIn(root, base).flatMap(({ name }) => {
    const folder = `${base}/${name}`;
    if (name === 'machines') return foldersIn(root, folder).map((machine) => `${folder}/${machine.name}/state.json`);
    if (name !== 'requests' && name !== 'results') return [];
    return entriesOf(root, folder)
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => `${folder}/${entry.name}`);
  });
}

function foldersIn(root: string, folder: string): readonly Dirent[] {
  return entriesOf(root, folder).filter((entry) => entry.isDirectory());
}

/** By name, and none where the folder is a link, is not there or cannot be read. */
function entriesOf(root: string, folder: string): readonly Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, MAX_FILES);
  } catch {
    return [];
  }
}

function readSmallFile(path: string): { readonly text: string; readonly writtenAt: number } | null {
  let descriptor: number | null = null;
  try {
    // A link may lead anywhere, and opening a FIFO would wait for its writer.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > MAX_BYTES) return null;
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    if (length > MAX_BYTES) return null;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length));
    return { text, writtenAt: stats.mtimeMs };
  } catch {
    // Gone meanwhile, unreadable, a link or no UTF-8: not a record that others can use.
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
