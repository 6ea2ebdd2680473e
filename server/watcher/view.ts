import path from 'node:path';
import type { Liveness } from '#schemas/run/liveness.ts';
import type { TokenCounts } from '#schemas/run/usage.ts';
import type { AgentSession, SessionAgent } from '#schemas/sessions.ts';
import { isInside } from '../plans/inside.ts';
import { livenessOf } from '../runs/liveness.ts';
import { plus } from './aggregate.ts';
import type { Prices } from '../usage/prices.ts';
import type { Transcript } from './store.ts';

/** A session as its files tell it, before it is known whose it is and whether it goes on. */
export type ToldSession = Omit<AgentSession, 'run' | 'liveness' | 'costSource'> & {
  /** When its files were last written. */
  readonly writtenAt: number;
};

/** One session for each conversation: helpers and forgotten beginnings write files of their own with its id. */
export function toldByTranscripts(transcripts: Iterable<Transcript>): ToldSession[] {
  const groups = Map.groupBy(transcripts, (one) => `${one.agent}:${sessionOf(one)}`);
  return [...groups.values()].flatMap(toldBy);
}

function sessionOf({ sum, path: file }: Transcript): string {
  return sum.session ?? path.basename(file).replace(/\.jsonl?$/, '');
}

/** Nothing for files in which nobody asked and nobody answered. */
function toldBy(parts: readonly Transcript[]): ToldSession[] {
  const byBirth = parts.toSorted((a, b) => (a.sum.beganAt ?? a.bornAt) - (b.sum.beganAt ?? b.bornAt));
  const [first] = byBirth.filter(({ sum }) => sum.prompt !== null).concat(byBirth);
  if (!first) return [];
  const sums = byBirth.map(({ sum }) => sum);
  const title = sums.findLast((sum) => sum.title !== null)?.title ?? first.sum.prompt;
  const used = sums.map(({ tokens }) => tokens).filter((tokens) => tokens !== null);
  if (title === null && used.length === 0) return [];
  const read = parts.some((part) => part.read === 'ends') ? 'ends' : 'all';
  const writtenAt = Math.max(...parts.map(writtenLast));
  return [
    {
      agent: first.agent,
      id: sessionOf(first),
      cwd: sums.find(({ cwd }) => cwd !== null)?.cwd ?? null,
      title: title ?? '',
      model: first.sum.model ?? sums.find(({ model }) => model !== null)?.model ?? null,
      tokens: read === 'ends' ? null : sumUp(used),
      // What a fork has cost holds what the session had cost that it comes from.
      costUsd: sums.some(({ shared }) => shared)
        ? null
        : (sums.find(({ costUsd }) => costUsd !== null)?.costUsd ?? null),
      startedAt: Math.min(...parts.map(({ sum, bornAt }) => sum.beganAt ?? bornAt)),
      lastActivityAt: Math.max(...parts.map((part) => part.sum.lastAt ?? writtenLast(part))),
      file: first.path,
      read,
      skippedLines: sums.reduce((count, sum) => count + sum.skippedLines, 0),
      writtenAt,
    },
  ];
}

/** Until it was read to the end, the time of the file is not kept. */
function writtenLast({ sum, bornAt, modifiedAt }: Transcript): number {
  return modifiedAt >= 0 ? modifiedAt : (sum.lastAt ?? bornAt);
}

function sumUp([first, ...others]: readonly TokenCounts[]): TokenCounts | null {
  return first === undefined ? null : others.reduce((sum, tokens) => plus(sum, tokens), first);
}

/** The session with the run that it belongs to, and what shows whether it goes on. */
export function toSession({ writtenAt, ...told }: ToldSession, { worktrees, prices, now }: About): AgentSession {
  const { cwd, agent } = told;
  return { ...told, ...costOf(told, prices), run: runOf(cwd, worktrees), liveness: livenessAt(agent, writtenAt, now) };
}

/** What sessions are seen against. */
export interface About {
  /** The folder that holds the worktrees of CLUTCH's own agents. */
  readonly worktrees: string;
  readonly prices: Prices;
  readonly now: number;
}

function costOf(
  { costUsd, model, tokens }: Pick<ToldSession, 'costUsd' | 'model' | 'tokens'>,
  prices: Prices,
): Pick<AgentSession, 'costUsd' | 'costSource'> {
  if (costUsd !== null) return { costUsd, costSource: 'agent' };
  const estimate = model === null || tokens === null ? null : prices.estimate(model, tokens);
  return { costUsd: estimate, costSource: estimate === null ? null : 'estimated' };
}

/** Agents of CLUTCH work in `<worktrees>/<run>/…`; nobody else does. */
function runOf(cwd: string | null, worktrees: string): string | null {
  if (cwd === null || !isInside(worktrees, cwd)) return null;
  return path.relative(worktrees, cwd).split(path.sep)[0] || null;
}

/** Nobody knows the process of a session that was started elsewhere: only what it writes shows that it goes on. */
function livenessAt(agent: SessionAgent, writtenAt: number, now: number): Liveness {
  const transcript = { says: `${agent} wrote its transcript`, at: writtenAt };
  return livenessOf({ process: null, event: null, transcript, git: null, question: null }, now);
}
