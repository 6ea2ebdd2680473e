import type { PromptAnalyticsResult, PromptComparison, PromptVersion } from '#schemas/protocol/analytics.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import type { PromptUses } from './prompt-log.ts';
import type { RunFacts } from '../runs/facts/run-facts.ts';
import { createSessionTally, type SessionTally } from './session-tally.ts';
import { differenceOf } from './share.ts';

/** What a project would send now. */
export interface CurrentPrompt {
  readonly name: PromptName;
  readonly description: string;
  /** `bundled`, or a path in the project. */
  readonly source: string;
  readonly version: string;
  /** Name of the project. */
  readonly project: string;
}

export interface PromptKnowledge {
  readonly uses: PromptUses;
  readonly current: readonly CurrentPrompt[];
  /** Where each version that was kept comes from, by `name version`. */
  readonly sources: ReadonlyMap<string, string>;
}

type PromptRows = PromptAnalyticsResult['prompts'];

/** Of each prompt, all versions that are known, the newest first, with the sessions between two instants. */
export function byPrompt(runs: readonly RunFacts[], from: number, to: number, knowledge: PromptKnowledge): PromptRows {
  const tallies = tallyVersions(runs, from, to, knowledge.uses);
  return PromptName.options.map((name) => {
    const versions = versionsOf(name, knowledge, tallies);
    const description = knowledge.current.find((one) => one.name === name)?.description ?? '';
    return { name, description, versions, comparison: compare(versions) };
  });
}

function tallyVersions(
  runs: readonly RunFacts[],
  from: number,
  to: number,
  uses: PromptUses,
): ReadonlyMap<string, SessionTally> {
  const tallies = new Map<string, SessionTally>();
  for (const run of runs) {
    for (const session of run.sessions) {
      const use = session.at >= from && session.at < to ? uses.of(session.effect) : undefined;
      if (!use) continue;
      const key = keyOf(use.template, use.version);
      const tally = tallies.get(key) ?? createSessionTally();
      tallies.set(key, tally);
      tally.add(run, session);
    }
  }
  return tallies;
}

export const keyOf = (template: string, version: string): string => `${template} ${version}`;

/** People reword a prompt some dozen times; what was sent last is kept. */
const MOST_VERSIONS = 100;

function versionsOf(
  name: PromptName,
  { uses, current, sources }: PromptKnowledge,
  tallies: ReadonlyMap<string, SessionTally>,
): PromptVersion[] {
  const now = current.filter((one) => one.name === name);
  const sent = new Map(uses.all().flatMap((use) => (use.template === name ? [[use.version, use] as const] : [])));
  const all = new Set([...now.map(({ version }) => version), ...sent.keys()]);
  const versions = [...all].map((version): PromptVersion => {
    const key = keyOf(name, version);
    const own = now.filter((one) => one.version === version);
    // A copy that nobody has changed yet is worded as the bundled one.
    const source = own.some((one) => one.source === 'bundled') ? 'bundled' : (sources.get(key) ?? own[0]?.source);
    const use = sent.get(version);
    return {
      version,
      source: source ?? null,
      firstSentAt: use?.firstSentAt ?? null,
      lastSentAt: use?.lastSentAt ?? null,
      current: own.map(({ project }) => project),
      kept: source !== undefined,
      ...(tallies.get(key) ?? createSessionTally()).figures(),
    };
  });
  return versions.toSorted(byNewest).slice(0, MOST_VERSIONS);
}

const byNewest = (one: PromptVersion, other: PromptVersion): number =>
  Math.sign(other.current.length) - Math.sign(one.current.length) || (other.lastSentAt ?? 0) - (one.lastSentAt ?? 0);

/** The two that were judged most often. */
function compare(versions: readonly PromptVersion[]): PromptComparison | null {
  const used = versions.filter(({ success }) => success.of > 0);
  const [one, other] = used.toSorted((a, b) => b.success.of - a.success.of);
  if (!one || !other) return null;
  const { low, high } = differenceOf(one.success, other.success);
  const verdict = low > 0 ? 'one' : high < 0 ? 'other' : 'unclear';
  return { one: one.version, other: other.version, low: Math.max(-1, low), high: Math.min(1, high), verdict };
}
