import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CollabMethod, CollabResult, RequestMethod, SendMethod, SendResult } from '#schemas/protocol/collab.ts';
import type { CollabView } from '#schemas/protocol/collab.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { bridgeRound, type BridgedProject, type BridgeReport } from '../collab/bridge/bridge-round.ts';
import { loadMemory, saveMemory } from '../collab/bridge/memory.ts';
import { createScheduler } from '../platform/scheduler.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

const EVERY_MS = 3_000;
/** A round that takes longer hangs on the older share. */
const ROUND_MS = 60_000;

/** `clutch collab bridge`: until Ctrl-C, or one round with `--once`; 0 all was carried over, 1 something is in the way. */
export async function runBridge(args: string[], io: CommandIo): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { once: flag, json: flag } });
  const [share] = positionals;
  if (share === undefined || positionals.length > 1) throw new CliError('name the older share.');
  const folder = await projectFolder(path.resolve(io.cwd, share));
  const link = await connect();
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  const scheduler = createScheduler(true);
  try {
    const root = await sharedRoot(link, io.cwd);
    const file = path.join(
      clutchHome(process.env, process.platform, os.homedir()),
      'collab',
      'bridge',
      `${idOf(folder, root)}.json`,
    );
    const memory = loadMemory(file);
    const deps = {
      folder,
      project: projectAt(link, root),
      memory,
      save: () => saveMemory(file, memory),
      now: () => scheduler.wall(),
    };
    const told = new Set<string>();
    for (;;) {
      const report = await within(bridgeRound(deps), folder);
      tell(report, values.json, told, io);
      if (values.once) return report.problems.length === 0 ? 0 : 1;
      await scheduler.sleep(EVERY_MS, stopped.signal);
      if (stopped.signal.aborted) return 0;
    }
  } finally {
    link.close();
  }
}

/** What was said before is not said again. */
function tell({ done, problems }: BridgeReport, asJson: boolean, told: Set<string>, io: CommandIo): void {
  const fresh = problems.filter((problem) => !told.has(problem));
  for (const problem of fresh) told.add(problem);
  if (asJson) io.stdout.write(`${JSON.stringify({ done, problems: fresh })}\n`);
  else for (const line of done) io.stdout.write(`${printable(line)}\n`);
  if (!asJson) for (const problem of fresh) io.stderr.write(`${printable(problem)}\n`);
}

async function within(round: Promise<BridgeReport>, folder: string): Promise<BridgeReport> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new CliError(`${folder} does not answer. Look at its mount, then try again.`)),
      ROUND_MS,
    );
  });
  try {
    return await Promise.race([round, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The share may be named, or the folder of one project in it. */
async function projectFolder(given: string): Promise<string> {
  const isFolder = async (...names: string[]): Promise<boolean> =>
    (await lstat(path.join(given, ...names)).catch(() => null))?.isDirectory() ?? false;
  if (await isFolder('projects')) {
    const projects = (await readdir(path.join(given, 'projects'), { withFileTypes: true })).filter((one) =>
      one.isDirectory(),
    );
    const [only] = projects;
    if (only && projects.length === 1) return path.join(given, 'projects', only.name);
    const names = projects.map(({ name }) => path.join(given, 'projects', name));
    throw new CliError(`name one project: ${names.join(', ') || `there is none in ${given}`}.`);
  }
  if ((await isFolder('requests')) || (await isFolder('machines'))) return given;
  throw new CliError(
    `${given} is no share of the older layout: it holds neither projects/ nor requests/ nor machines/.`,
  );
}

async function viewsOf(link: ServerLink): Promise<readonly CollabView[]> {
  return CollabResult.parse(await orRefuse(() => link.request(CollabMethod, { root: null }))).projects;
}

/** Of the shared project that the person stands in, the innermost. */
async function sharedRoot(link: ServerLink, cwd: string): Promise<string> {
  const here = realpathSync(cwd);
  const [found] = (await viewsOf(link))
    .map(({ root }) => root)
    .filter((root) => here === root || here.startsWith(root + path.sep))
    .toSorted((one, other) => other.length - one.length);
  if (found === undefined) throw new CliError(`${cwd} is in no shared project; share or join one first.`);
  return found;
}

function projectAt(link: ServerLink, root: string): BridgedProject {
  const ask = (method: string, params: object): Promise<unknown> =>
    orRefuse(() => link.request(method, { root, ...params }));
  return {
    async view() {
      const view = (await viewsOf(link)).find((one) => one.root === root);
      if (view === undefined) throw new CliError(`${root} is not shared any more.`);
      return view;
    },
    send: async (what) => SendResult.parse(await ask(SendMethod, { ...what, needs: [] })).id,
    claim: async (request, author) => void (await ask(RequestMethod, { verb: 'claim', request, author })),
    finish: async (request, status, text, author) =>
      void (await ask(RequestMethod, { verb: 'finish', request, status, text, author })),
  };
}

const idOf = (folder: string, root: string): string =>
  createHash('sha256').update(`${folder}\n${root}`).digest('hex').slice(0, 24);
