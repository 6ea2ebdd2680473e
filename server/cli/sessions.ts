import { realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ListSessionsMethod, ListSessionsResult, type ListSessionsParams } from '#schemas/protocol/sessions.ts';
import { sumOf } from '#schemas/run/usage.ts';
import type { AgentSession } from '#schemas/sessions.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { findProjectRoot } from '../plans/project.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { table } from './table.ts';

/** The agent sessions of the project that the person stands in; of the whole machine where that is none. */
export async function runSessions(args: string[], io: CommandIo): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ args, options: { all: flag, history: flag, json: flag } });
  const project = values.all ? null : findProjectRoot(realpathSync(io.cwd));
  const link = await connect();
  try {
    const list = await whenRead(link, { project, history: values.history, limit: values.json ? 20_000 : 50 });
    if (values.json) io.stdout.write(`${JSON.stringify({ project, ...list }, null, 2)}\n`);
    else print(list, project, io);
    return 0;
  } finally {
    link.close();
  }
}

/** Gigabytes of history take a while the first time. */
const PATIENCE_MS = 20_000;
const ASK_AGAIN_MS = 250;

async function whenRead(link: ServerLink, params: ListSessionsParams): Promise<ListSessionsResult> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const list = ListSessionsResult.parse(await link.request(ListSessionsMethod, params));
    if (list.waiting === 0 || performance.now() > deadline) return list;
    await delay(ASK_AGAIN_MS);
  }
}

function print(
  { sessions, unreadable, waiting, more }: ListSessionsResult,
  project: string | null,
  io: CommandIo,
): void {
  const where = project === null ? 'on this machine' : `in ${project}`;
  if (sessions.length === 0) io.stdout.write(`No agent sessions were found ${where}.\n`);
  else io.stdout.write(table([HEADER, ...sessions.map((session) => row(session, Date.now()))]));
  if (more > 0) io.stdout.write(`${more} older sessions are not shown; --json lists all.\n`);
  for (const { path, reason } of unreadable) io.stderr.write(`${printable(path)}: ${printable(reason)}\n`);
  if (waiting > 0) io.stderr.write(`${waiting} transcripts are still being read. Ask again in a moment.\n`);
}

const HEADER = ['agent', 'project', 'model', 'tokens', 'cost', 'last activity', 'state', 'title'];

function row(session: AgentSession, now: number): string[] {
  const { agent, cwd, model, tokens, costUsd, costSource, lastActivityAt, run, title, liveness } = session;
  return [
    agent,
    run === null ? (cwd?.split(/[\\/]/).at(-1) ?? '–') : `run ${run}`,
    model ?? '–',
    tokens === null ? '–' : sumOf(tokens).toLocaleString('en'),
    costUsd === null ? '–' : `${costSource === 'estimated' ? '~' : ''}$${costUsd.toFixed(2)}`,
    ageWords(lastActivityAt, now),
    liveness.state === 'unknown' ? '–' : liveness.state,
    title,
  ];
}
