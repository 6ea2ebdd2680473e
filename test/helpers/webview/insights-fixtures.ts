/** What the tabs that look back are told, made by the server's own computation from runs that were made up. */
import type { PromptVersion } from '#schemas/protocol/analytics.ts';
import { bucketOf, InsightsFilters, type InsightsTab, type ToInsights } from '#schemas/webview/insights.ts';
import { bucketStarts } from '../../../server/analytics/buckets.ts';
import { byModel } from '../../../server/analytics/by-model.ts';
import { byPrompt, type CurrentPrompt } from '../../../server/analytics/by-prompt.ts';
import { overTime } from '../../../server/analytics/over-time.ts';
import type { PromptUses } from '../../../server/analytics/prompt-log.ts';
import type { RunFacts, SessionFact } from '../../../server/runs/facts/run-facts.ts';
import { timeZone } from '../../../server/analytics/time-zone.ts';
import { facts, randomRuns, session, usage } from '../../unit/analytics/facts.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PROJECTS = [
  { root: '/home/me/shop', name: 'shop' },
  { root: '/home/me/lab', name: 'lab' },
];
const VERSIONS = ['2 9f8e7d', '1 a1b2c3'] as const;

export const sampleRuns = (runs = 24, sessions = 9): RunFacts[] =>
  randomRuns(11, { runs, sessions, from: NOW - 60 * DAY, to: NOW }).map((run) => ({
    ...run,
    sessions: run.sessions.map((one, index) => ({ ...one, completed: completedBy(one, index) })),
    validations: new Map(run.sessions.map(({ phase, taken }) => [phase, taken !== false])),
    waits: run.waits.map(({ from }, index) => ({ from, to: from + (12 + 9 * index) * MINUTE })),
  }));

function completedBy({ role, taken }: SessionFact, index: number): SessionFact['completed'] {
  if (role !== 'executor' || taken !== true) return null;
  return index % 3 === 0 ? 'later' : 'first';
}

/** One run with one session of which nothing is known but that it was there. */
export const oneRun = (): RunFacts[] => [
  facts({
    startedAt: NOW - DAY,
    sessions: [session({ at: NOW - DAY / 2, model: null, usage: usage({ tokens: 1200 }) })],
  }),
];

export function answerFor(
  tab: InsightsTab,
  runs: readonly RunFacts[],
  given: Partial<InsightsFilters> = {},
): ToInsights {
  const filters = InsightsFilters.parse(given);
  const bucket = bucketOf(filters);
  const starts = bucketStarts(NOW - 30 * DAY, NOW, bucket, timeZone('UTC'));
  const from = starts[0] ?? NOW;
  const about = { from, to: NOW, bucket, zone: 'UTC', projects: PROJECTS };
  const told = { type: 'insights', tab, filters } as const;
  switch (tab) {
    case 'analytics':
      return { ...told, answer: { kind: tab, result: { ...about, ...overTime(runs, { starts, to: NOW }, true) } } };
    case 'models':
      return {
        ...told,
        answer: { kind: tab, result: { ...about, rows: byModel(runs, from, NOW), choices: choices() } },
      };
    case 'prompts': {
      const knowledge = {
        uses: usesOf(runs),
        current: CURRENT,
        sources: new Map([[`executor ${VERSIONS[1]}`, 'bundled']]),
      };
      const prompts = byPrompt(runs, from, NOW, knowledge);
      return { ...told, answer: { kind: tab, result: { ...about, prompts, problems: [] } } };
    }
  }
}

const choices = () =>
  [
    {
      root: '/home/me/shop',
      name: 'shop',
      problem: null,
      roles: [
        { role: 'executor', runtime: 'claude', runtimeFrom: 'project', model: 'claude-opus-4', modelFrom: 'role' },
        { role: 'validator', runtime: 'codex', runtimeFrom: 'role', model: 'gpt-5.4', modelFrom: 'machine' },
        { role: 'debugger', runtime: 'claude', runtimeFrom: 'project', model: null, modelFrom: null },
      ] as const satisfies object[],
    },
    {
      root: '/home/me/lab',
      name: 'lab',
      problem: '.clutch/config.json is not JSON. Mend it, then try again.',
      roles: [],
    },
  ].map((choice) => ({ ...choice, roles: [...choice.roles] }));

const CURRENT: readonly CurrentPrompt[] = [
  current('executor', 'Works on one workstream.', '.clutch/prompts/executor.md', VERSIONS[0]),
  current('validator', 'Looks at a phase as nobody who worked on it can.', 'bundled', '3 0c0c0c'),
  current('debugger', 'Mends what validation found.', 'bundled', '1 d1d1d1'),
];

function current(
  name: CurrentPrompt['name'],
  description: string,
  source: string,
  version: PromptVersion['version'],
): CurrentPrompt {
  return { name, description, source, version, project: 'shop' };
}

/** Executors were told the one version in the earlier half of the time and the other since. */
function usesOf(runs: readonly RunFacts[]): PromptUses {
  const sent = new Map(
    runs.flatMap(({ sessions }) =>
      sessions.map(({ effect, role, at }) => {
        const isNew = at > NOW - 15 * DAY;
        const version = role === 'validator' ? '3 0c0c0c' : VERSIONS[isNew ? 0 : 1];
        const use = { template: role, version, firstSentAt: NOW - (isNew ? 15 : 60) * DAY, lastSentAt: at };
        return [effect, use] as const;
      }),
    ),
  );
  const newest = new Map([...sent.values()].map((use) => [`${use.template} ${use.version}`, use] as const));
  return { of: (effect) => sent.get(effect), all: () => [...newest.values()] };
}
