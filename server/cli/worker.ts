import { realpathSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  CollabChangedMethod,
  CollabMethod,
  CollabResult,
  CollabView,
  JoinMethod,
  type JoinParams,
  JoinResult,
  WorkMethod,
  type WorkParams,
} from '#schemas/protocol/collab.ts';
import { CliError } from './cli-error.ts';
import { connect, ServerGone, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

/** A server that ends is started again after this long. */
const AGAIN_MS = 1_000;

/**
 * `clutch worker --project FOLDER`: this machine works for a shared project, without an editor, until Ctrl-C. The work
 * is the server's, the same one that windows attach to; this command starts it, keeps it and says how it goes.
 */
export async function runWorker(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      project: { type: 'string' },
      slots: { type: 'string' },
      join: { type: 'string' },
      code: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.project === undefined) throw new CliError('needs --project FOLDER: the repository on this machine.');
  if ((values.join === undefined) !== (values.code === undefined)) {
    throw new CliError('--join FOLDER and --code CODE go together; clutch invite on main makes a code.');
  }
  const root = folderOf(values.project, io.cwd);
  const slots = slotsOf(values.slots);
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  const say = speaker(io, values.json);
  let link = await connect();
  if (values.join !== undefined && values.code !== undefined) {
    await join(link, root, values.join, values.code, slots, say);
  }
  say.text(`${root}: main may have agents and validation commands started here, under your account, while this runs.`);
  for (;;) {
    await follow(link, { root, slots }, say, ended.signal);
    link.close();
    if (ended.signal.aborted) break;
    say.text('The CLUTCH server ended. It is started again.');
    await delay(AGAIN_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    if (ended.signal.aborted) break;
    link = await connect();
  }
  say.text('Not followed any more. What is under way goes on in the server; clutch server stop ends it.');
  return 0;
}

interface Speaker {
  text(words: string): void;
  view(view: CollabView): void;
}

/** One line whenever something has changed; with --json one object per line, and nothing else. */
function speaker(io: CommandIo, json: boolean): Speaker {
  let last = '';
  const print = (line: string): void => {
    if (line !== last) io.stdout.write(`${line}\n`);
    last = line;
  };
  return {
    text: (words) => void (json ? io.stderr : io.stdout).write(`${printable(words)}\n`),
    view(view) {
      const line = json ? JSON.stringify(statusOf(view)) : printable(wordsOf(view));
      print(line);
    },
  };
}

/** Resolves when the server is gone or the person has ended it. Rejects with what the server refuses. */
async function follow(link: ServerLink, params: WorkParams, say: Speaker, ended: AbortSignal): Promise<void> {
  const look = async (): Promise<void> => {
    const { projects } = CollabResult.parse(await link.request(CollabMethod, { root: params.root }));
    const [view] = projects;
    if (view === undefined)
      throw new CliError(`${params.root} is not shared any more, so there is nothing to do here.`);
    say.view(view);
  };
  try {
    say.view(CollabView.parse(await orRefuse(() => link.request(WorkMethod, params))));
  } catch (error) {
    if (error instanceof ServerGone) return;
    throw error;
  }
  await new Promise<void>((resolve, reject) => {
    link.onNotification(CollabChangedMethod, () => {
      // A connection that breaks is followed by `closed`; only what the server says ends the command.
      look().catch((error: unknown) => {
        if (!(error instanceof ServerGone)) reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
    ended.addEventListener('abort', () => resolve(), { once: true });
    if (ended.aborted) resolve();
    void link.closed.then(resolve);
  });
}

async function join(
  link: ServerLink,
  root: string,
  folder: string,
  code: string,
  slots: number | null,
  say: Speaker,
): Promise<void> {
  const { projects } = CollabResult.parse(await orRefuse(() => link.request(CollabMethod, { root })));
  // A service that starts again has joined already.
  if (projects.length > 0) return;
  const wish = { root, place: { folder: realpathSync(folder) }, code, role: 'worker', name: null } as const;
  const params: JoinParams = { ...wish, capabilities: [], slots };
  const { fingerprint } = JoinResult.parse(await orRefuse(() => link.request(JoinMethod, params)));
  say.text(`Asked to join. On main confirm this machine; its fingerprint is ${fingerprint}.`);
}

function folderOf(word: string, cwd: string): string {
  try {
    return realpathSync(path.resolve(cwd, word));
  } catch {
    throw new CliError(
      `${word} is not there. Clone the project on this machine, or make an empty folder that main’s code comes into.`,
    );
  }
}

function slotsOf(word: string | undefined): number | null {
  if (word === undefined) return null;
  const slots = Number(word);
  if (Number.isInteger(slots) && slots >= 0 && slots <= 64) return slots;
  throw new CliError(`--slots is a number from 0 to 64; not “${word}”.`);
}

/** What a script follows; without ages, which change all the time. */
function statusOf(view: CollabView) {
  const { project, role, main, health, peers, problems } = view;
  const self = peers.find((peer) => peer.self);
  const { activity = null, busy = 0, slots = 0, queue = 0, task = null } = self ?? {};
  const others = peers.filter((peer) => !peer.self).map(({ id, freshness }) => ({ id, freshness }));
  return { project, role, main, health: health.state, activity, busy, slots, queue, task, peers: others, problems };
}

function wordsOf(view: CollabView): string {
  const { role, health, activity, busy, slots, queue, task, peers, main } = statusOf(view);
  if (role === null) return view.problems[0] ?? view.health.text;
  // Confirmed a moment ago: its transport is just being opened.
  if (view.peers.length === 0) return `${role} of ${view.project} · attaching`;
  const mainState = peers.find(({ id }) => id === main)?.freshness;
  return [
    `${role} of ${view.project}`,
    ...(health === 'ok' ? [] : [`${health}: ${view.health.text}`]),
    ...(mainState === undefined ? [] : [`main ${mainState}`]),
    `${busy} of ${slots} at work`,
    `${queue} waiting`,
    ...(task === null ? [] : [task]),
    ...(activity === null ? [] : [activity]),
  ].join(' · ');
}
