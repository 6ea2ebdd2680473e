import type { TokenCounts } from '#schemas/run/usage.ts';
import type { AgentUsage } from '../../engine/ports.ts';
import type { NotificationOf, TokenUsage } from './messages.ts';

type Update = NotificationOf<'thread/tokenUsage/updated'>['params'];

/** Counts what a mission has used, in its own thread and in those of subagents. */
export interface UsageMeter {
  model(name: string): void;
  /** Of a thread that is resumed: what it had used before. */
  before(update: Update): void;
  update(update: Update, isMain: boolean): void;
  read(): AgentUsage;
}

interface ThreadUsage {
  readonly before: TokenUsage;
  readonly total: TokenUsage;
}

export function createUsageMeter(): UsageMeter {
  const threads = new Map<string, ThreadUsage>();
  let model: string | null = null;
  let context: AgentUsage['context'] = null;
  return {
    model: (name) => void (model = name),
    before: ({ threadId, tokenUsage: { total } }) => void threads.set(threadId, { before: total, total }),
    update({ threadId, tokenUsage: { total, last, modelContextWindow: size } }, isMain) {
      // The total is the session's. Where nothing was told of what it was before, it was all but the last answer.
      const before = threads.get(threadId)?.before ?? minus(total, last);
      threads.set(threadId, { before, total });
      if (isMain && size) context = { used: last.totalTokens, size };
    },
    read() {
      const used = [...threads.values()].map(({ before, total }) => countsOf(minus(total, before)));
      return { type: 'usage', model, tokens: sum(used), costUsd: null, context };
    },
  };
}

function minus(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: a.inputTokens - b.inputTokens,
    cachedInputTokens: a.cachedInputTokens - b.cachedInputTokens,
    cacheWriteInputTokens: a.cacheWriteInputTokens - b.cacheWriteInputTokens,
    outputTokens: a.outputTokens - b.outputTokens,
    totalTokens: a.totalTokens - b.totalTokens,
  };
}

function countsOf(usage: TokenUsage): TokenCounts {
  const { inputTokens, cachedInputTokens: cachedRead, cacheWriteInputTokens: cachedWrite, outputTokens } = usage;
  return { input: Math.max(0, inputTokens - cachedRead - cachedWrite), cachedRead, cachedWrite, output: outputTokens };
}

function sum(counts: readonly TokenCounts[]): TokenCounts {
  const of = (name: keyof TokenCounts) => counts.reduce((total, count) => total + count[name], 0);
  return { input: of('input'), cachedRead: of('cachedRead'), cachedWrite: of('cachedWrite'), output: of('output') };
}
