import * as z from 'zod';
import { TokenCounts } from '#schemas/run/usage.ts';
import { titleOf } from './redact.ts';
import type { Said } from './said.ts';

/** What one transcript has said so far. Kept on disk, so that it is never read twice. */
export const Aggregate = z.object({
  session: z.string().nullable(),
  cwd: z.string().nullable(),
  prompt: z.string().nullable(),
  title: z.string().nullable(),
  model: z.string().nullable(),
  costUsd: z.number().nullable(),
  beganAt: z.number().nullable(),
  lastAt: z.number().nullable(),
  tokens: TokenCounts.nullable(),
  /** What an agent that counts itself had counted before this session. */
  before: TokenCounts.nullable(),
  /** Some of its answers were copied from another session, and are counted there. */
  shared: z.boolean(),
  skippedLines: z.number(),
});
export type Aggregate = z.infer<typeof Aggregate>;

export const NOTHING_SAID: Aggregate = {
  session: null,
  cwd: null,
  prompt: null,
  title: null,
  model: null,
  costUsd: null,
  beganAt: null,
  lastAt: null,
  tokens: null,
  before: null,
  shared: false,
  skippedLines: 0,
};

const NO_TOKENS: TokenCounts = { input: 0, cachedRead: 0, cachedWrite: 0, output: 0 };
const MAX_NAME = 200;
const MAX_PATH = 4096;

/** Takes over what a record says, all but its answers: what of those counts is for the whole machine to say. */
export function withSaid(sum: Aggregate, said: Said): Aggregate {
  const { total } = said;
  const before = total ? (sum.before ?? plus(total.all, total.last, -1)) : sum.before;
  const times = [said.began, said.at].filter((time) => time !== undefined);
  return {
    ...sum,
    // A copy of another session's beginning comes after its own.
    session: sum.session ?? cut(said.session, MAX_NAME),
    cwd: sum.cwd ?? cut(said.cwd, MAX_PATH),
    prompt: sum.prompt ?? asTitle(said.prompt),
    title: asTitle(said.title) ?? sum.title,
    model: cut(said.model, MAX_NAME) ?? sum.model,
    costUsd: said.costUsd ?? sum.costUsd,
    beganAt: smallest(sum.beganAt, times),
    lastAt: largest(sum.lastAt, times),
    tokens: total ? plus(total.all, before ?? NO_TOKENS, -1) : sum.tokens,
    before,
  };
}

export function withTokens(sum: Aggregate, tokens: TokenCounts): Aggregate {
  return { ...sum, tokens: plus(sum.tokens ?? NO_TOKENS, tokens) };
}

/** Never below zero: programs have been seen to count anew in the middle. */
export function plus(a: TokenCounts, b: TokenCounts, sign: 1 | -1 = 1): TokenCounts {
  return {
    input: Math.max(0, a.input + sign * b.input),
    cachedRead: Math.max(0, a.cachedRead + sign * b.cachedRead),
    cachedWrite: Math.max(0, a.cachedWrite + sign * b.cachedWrite),
    output: Math.max(0, a.output + sign * b.output),
  };
}

function cut(text: string | undefined, length: number): string | null {
  return text === undefined ? null : text.slice(0, length);
}

function asTitle(text: string | undefined): string | null {
  return text === undefined ? null : titleOf(text) || null;
}

function smallest(known: number | null, times: readonly number[]): number | null {
  return known === null && times.length === 0 ? null : Math.min(known ?? Infinity, ...times);
}

function largest(known: number | null, times: readonly number[]): number | null {
  return known === null && times.length === 0 ? null : Math.max(known ?? 0, ...times);
}
