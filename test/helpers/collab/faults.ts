import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { CollabResult, type CollabView } from '#schemas/protocol/collab.ts';
import { openIdentity } from '../../../server/collab/identity.ts';
import { uuidV7 } from '../../../server/collab/uuid-v7.ts';
import { signerOf } from '../../../server/platform/signed-json.ts';
import { endOfOwn, encodeChunk } from '../../../server/transports/file/chunk.ts';
import { createLayout, shardOf } from '../../../server/transports/file/layout.ts';
import { encodeDraft, encodeRecord } from '../../../server/transports/file/record-lines.ts';
import { until } from '../processes.ts';
import { letPcIn, shareFrom, withPcs, type Pc } from './pcs.ts';

/** The machine is shared with other tests. */
const DEADLINE_MS = 30_000;

/** Main and two workers of one project. */
export interface Team {
  readonly main: Pc;
  readonly lab: Pc;
  readonly desk: Pc;
  /** Id of the lab's machine. */
  readonly labId: string;
  /** The file system that the share is on, and where the lab has it. */
  readonly disk: string;
  readonly labDisk: string;
  readonly share: string;
  readonly project: string;
}

/** Main and two workers; where folders can be mounted, the share is a small disk, and the lab has a mount of its own. */
export function withTeam(
  work: (team: Team) => Promise<void>,
  { ownDisk = true }: { readonly ownDisk?: boolean } = {},
): Promise<void> {
  return withPcs(async ({ share: disk, pc }) => {
    const [main, lab, desk] = [pc('main-pc'), pc('lab'), pc('desk')];
    const canMount = ownDisk && withoutMounts() === false;
    const labDisk = canMount ? path.join(path.dirname(disk), 'lab-mount') : disk;
    const share = path.join(disk, 'share');
    if (canMount) {
      mkdirSync(labDisk);
      mount('-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk);
      mount('--bind', disk, labDisk);
    }
    try {
      mkdirSync(share);
      await shareFrom(main, share);
      const labId = await letPcIn(main, lab, path.join(labDisk, 'share'));
      await letPcIn(main, desk, share);
      const { project } = await viewOf(main);
      await talks(main, lab, 'hello');
      await talks(lab, desk, 'hello too');
      await work({ main, lab, desk, labId, disk, labDisk, share, project });
    } finally {
      if (canMount) for (const at of [labDisk, disk]) unmount(at);
    }
  });
}

/** One team for the tests of a file, each of which leaves it well. */
export function sharedTeam(): () => Team {
  let team: Team | undefined;
  let end = (): void => {};
  let ending: Promise<void> | undefined;
  before(
    () =>
      new Promise<void>((resolve, reject) => {
        ending = withTeam(async (made) => {
          team = made;
          const ended = new Promise<void>((letGo) => (end = letGo));
          resolve();
          await ended;
        });
        ending.catch(reject);
      }),
  );
  after(async () => {
    end();
    await ending;
  });
  return () => {
    assert.ok(team);
    return team;
  };
}

export async function viewOf(pc: Pc): Promise<CollabView> {
  const { code, stdout, stderr } = await pc.run('peers', '--json');
  assert.equal(code, 0, stderr);
  const [view] = CollabResult.parse(JSON.parse(stdout)).projects;
  assert.ok(view, 'the project is not shared');
  return view;
}

/** Says a note to all; whether it was acknowledged or kept. */
export async function say(pc: Pc, text: string): Promise<string> {
  const { code, stdout, stderr } = await pc.run('send', 'all', text, '--json');
  assert.equal(code, 0, stderr);
  return String(JSON.parse(stdout).delivery);
}

export function hears(pc: Pc, text: string): Promise<unknown> {
  return until(async () => (await viewOf(pc)).timeline.some((entry) => entry.text.includes(text)), {
    what: `“${text}” is heard`,
    deadlineMs: DEADLINE_MS,
    everyMs: 100,
  });
}

/** One says it, acknowledged, and the other one hears it. */
export async function talks(from: Pc, to: Pc, text: string): Promise<void> {
  assert.equal(await say(from, text), 'acknowledged');
  await hears(to, text);
}

/** Waits until the health of a machine's view is so, and gives the sentence. */
export async function isIll(pc: Pc, state: CollabView['health']['state']): Promise<string> {
  const view = await until(async () => await viewWhere(pc, ({ health }) => health.state === state), {
    what: `the share is ${state}`,
    deadlineMs: DEADLINE_MS,
    everyMs: 100,
  });
  return view.health.text;
}

/** Waits until the row of a machine says something like it; null: the project as a whole does. */
export async function names(
  pc: Pc,
  machine: string | null,
  what: RegExp,
  { isLogged = true }: { readonly isLogged?: boolean } = {},
): Promise<string> {
  const sentences = ({ peers, problems }: CollabView): readonly string[] =>
    machine === null ? problems : (peers.find(({ id }) => id === machine)?.problems ?? []);
  let last: CollabView | null = null;
  const found = await until(
    async () => {
      last = await viewOf(pc);
      return sentences(last).find((sentence) => what.test(sentence));
    },
    { what: `${what.source} is named`, deadlineMs: DEADLINE_MS, everyMs: 100 },
  ).catch((error: unknown) => {
    const { peers, problems, health } = last as unknown as CollabView;
    const said = { health, problems, peers: peers.map(({ id, problems: theirs }) => [id, theirs]) };
    throw new Error(`${what.source} is not named: ${JSON.stringify(said, null, 1)}`, { cause: error });
  });
  if (isLogged) assert.ok(logOf(pc).includes(found.replace(/ \([^()]*\)$/, '')), `the log has it: ${found}`);
  return found;
}

export const logOf = ({ clutch }: Pc): string => readFileSync(path.join(clutch.home, 'logs', 'server.log'), 'utf8');

async function viewWhere(pc: Pc, holds: (view: CollabView) => boolean): Promise<CollabView | null> {
  const view = await viewOf(pc);
  return holds(view) ? view : null;
}

/** `path` of a file of the project in the share, with its folders made. */
export function inShare({ share }: Pick<Team, 'share'>, name: string): string {
  const file = path.join(share, name);
  mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/** Writes chunks as a machine would whose server has ended, and the hint that they are there. */
export function createWriter({ share, project, labId, lab }: Team, signer?: (bytes: Uint8Array) => string) {
  const layout = createLayout(project);
  const sign = signer ?? signerOf(openIdentity(lab.clutch.home).keys);
  const newest = readdirSync(path.join(share, layout.log(labId)), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\d{10}\.jsonl$/.test(name))
    .toSorted()
    .at(-1);
  assert.ok(newest !== undefined);
  const [ep = 0, , chunkBefore = 0] = newest.split('/').map((part) => parseInt(part, 10));
  const place = { project, machine: labId, ep };
  const last = endOfOwn(readFileSync(path.join(share, layout.log(labId), newest)), { ...place, chunk: chunkBefore });
  assert.ok(last);
  let [chunk, seq, prev] = [chunkBefore, last.last, last.hash];
  return {
    /** `change`: the lines before they are signed. Gives the file, relative to the share. */
    write(bodies: readonly object[], change: (line: string) => string = (line) => line): string {
      chunk += 1;
      const type = 'words' in (bodies[0] ?? {}) ? 'babble' : 'note';
      const lines = bodies.map((body, index) => {
        const draft = encodeDraft({ id: uuidV7(), to: 'all', type, body });
        return change(encodeRecord(draft, { from: labId, ep, seq: seq + 1 + index, hlc: '1795275625181-0000' }));
      });
      const { bytes, end } = encodeChunk({ ...place, chunk }, { first: seq + 1, prev, lines }, sign);
      [seq, prev] = [end.last, end.hash];
      const file = layout.chunk(labId, ep, chunk);
      writeFileSync(inShare({ share }, file), bytes);
      writeFileSync(path.join(share, layout.newsOf(labId, ep, chunk)), '');
      return file;
    },
    /** Where the next chunk would stand, for whatever else is put there. */
    next(): string {
      return layout.chunk(labId, ep, chunk + 1);
    },
    tell(): void {
      writeFileSync(path.join(share, layout.newsOf(labId, ep, chunk + 1)), '');
    },
    shard: shardOf(chunk),
  };
}

/** A sentence where this machine cannot mount folders, for `skip`; false where it can. */
export function withoutMounts(): string | false {
  if (process.platform !== 'linux') return 'needs Linux, to mount folders';
  if (process.getuid?.() !== 0) return 'needs root, to mount folders';
  return false;
}

export const mount = (...args: string[]): void => void execFileSync('mount', args, { stdio: 'pipe' });
export const unmount = (folder: string): void => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
