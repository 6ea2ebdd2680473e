import { existsSync, realpathSync } from 'node:fs';
import type {
  AnalyticsParams,
  AnalyticsResult,
  ModelAnalyticsResult,
  PromptAnalyticsResult,
  PromptWording,
  PromptWordingParams,
} from '#schemas/protocol/analytics.ts';
import { MOST_BUCKETS } from '#schemas/protocol/analytics.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import { findProjectRoot } from '../plans/project.ts';
import { EffectError } from '../runs/effect-error.ts';
import { readProjectConfig } from '../runs/project-config.ts';
import { bundledTemplate } from '../runs/prompts/project-prompts.ts';
import type { Journal } from '../store/journal.ts';
import { BUCKET_MS, bucketStarts } from './buckets.ts';
import { byModel } from './by-model.ts';
import { byPrompt, keyOf } from './by-prompt.ts';
import { currentPrompts, type KnownProject } from './current-prompts.ts';
import { overTime } from './over-time.ts';
import { createPromptLog } from './prompt-log.ts';
import { roleChoices } from './role-choices.ts';
import type { RunFacts } from '../runs/facts/run-facts.ts';
import { timeZone, type TimeZone } from './time-zone.ts';

/** Figures about runs, made from what they did. Changes nothing. */
export interface Analytics {
  overTime(params: AnalyticsParams): AnalyticsResult;
  models(params: AnalyticsParams): ModelAnalyticsResult;
  prompts(params: AnalyticsParams): Promise<PromptAnalyticsResult>;
  wording(params: PromptWordingParams): PromptWording;
}

export interface AnalyticsDeps {
  readonly facts: () => readonly RunFacts[];
  readonly journal: Pick<Journal, 'sentPrompts' | 'wordings' | 'projects'>;
  readonly machine: () => MachineConfig;
  readonly now: () => number;
}

/** The configuration of more projects is not read for one answer. */
const MOST_PROJECTS = 50;

export function createAnalytics({ facts, journal, machine, now }: AnalyticsDeps): Analytics {
  const log = createPromptLog(journal);
  const select = (params: AnalyticsParams): Selection => {
    const roots = params.folders.length === 0 ? null : new Set(params.folders.map(rootOf));
    const runs = facts().filter(({ project }) => roots === null || roots.has(project.root));
    const { starts, period } = periodOf(params, runs, now());
    return { runs, starts, about: { ...period, projects: projectsWithRuns(facts()) } };
  };
  const projectsOf = ({ folders }: AnalyticsParams): KnownProject[] => {
    const known = journal.projects().filter(({ root }) => existsSync(root));
    const roots = new Set(folders.map(rootOf));
    return known.filter(({ root }) => folders.length === 0 || roots.has(root)).slice(0, MOST_PROJECTS);
  };
  return {
    overTime(params) {
      const { runs, starts, about } = select(params);
      return { ...about, ...overTime(runs, { starts, to: about.to }, params.from !== null) };
    },
    models(params) {
      const { runs, about } = select(params);
      const choices = projectsOf(params).map((project) => ({ ...project, ...choicesOf(project, machine()) }));
      return { ...about, rows: byModel(runs, about.from, about.to), choices };
    },
    async prompts(params) {
      const uses = await log.read();
      const { runs, about } = select(params);
      const sources = new Map(
        journal.wordings().map(({ template, version, source }) => [keyOf(template, version), source] as const),
      );
      const { prompts, problems } = currentPrompts(projectsOf(params));
      const rows = byPrompt(runs, about.from, about.to, { uses, sources, current: prompts });
      return { ...about, prompts: rows, problems: [...problems] };
    },
    wording({ prompt, version }) {
      const kept = journal.wordings().find((one) => one.template === prompt && one.version === version);
      if (kept) return kept;
      const bundled = bundledTemplate(prompt);
      if (bundled.template.version === version) {
        return { template: prompt, version, source: bundled.source, text: bundled.wording };
      }
      const { prompts } = currentPrompts(projectsOf({ ...ALL, folders: [] }));
      const own = prompts.find((one) => one.name === prompt && one.version === version);
      if (own) return { template: PromptName.parse(prompt), version, source: own.source, text: own.wording };
      throw new EffectError('user', `How version ${version} of ${prompt} was worded is not kept on this machine.`);
    },
  };
}

const ALL: AnalyticsParams = { folders: [], from: null, to: null, bucket: 'day', zone: 'UTC' };

interface Selection {
  readonly runs: readonly RunFacts[];
  readonly starts: readonly number[];
  readonly about: Period & Pick<AnalyticsResult, 'projects'>;
}

type Period = Pick<AnalyticsResult, 'from' | 'to' | 'bucket' | 'zone'>;

function periodOf(
  { from, to, bucket, zone: name }: AnalyticsParams,
  runs: readonly RunFacts[],
  now: number,
): { readonly starts: readonly number[]; readonly period: Period } {
  const zone = zoneNamed(name);
  const end = to ?? now;
  const begin = from ?? runs.reduce((first, { startedAt }) => Math.min(first, startedAt), end - 1);
  if (begin >= end) throw new EffectError('user', 'The period ends before it begins. Choose another.');
  if ((end - begin) / BUCKET_MS[bucket] > MOST_BUCKETS) {
    const why = `The period has more than ${MOST_BUCKETS} pieces of one ${bucket} each`;
    throw new EffectError('user', `${why}. Choose a shorter period or longer pieces.`);
  }
  const starts = bucketStarts(begin, end, bucket, zone);
  return { starts, period: { from: starts[0] ?? begin, to: end, bucket, zone: name } };
}

function zoneNamed(name: string): TimeZone {
  try {
    return timeZone(name);
  } catch {
    throw new EffectError('user', `There is no time zone ${name}. Name one as in Europe/Berlin, or UTC.`);
  }
}

/** A folder that is gone may still have runs. */
function rootOf(folder: string): string {
  if (!existsSync(folder)) return folder;
  const real = realpathSync(folder);
  return findProjectRoot(real) ?? real;
}

function projectsWithRuns(runs: readonly RunFacts[]): KnownProject[] {
  const byRoot = new Map(runs.map(({ project }) => [project.root, project] as const));
  return [...byRoot.values()]
    .map(({ root, name }) => ({ root, name }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

function choicesOf(
  { root }: KnownProject,
  machine: MachineConfig,
): Pick<ModelAnalyticsResult['choices'][number], 'roles' | 'problem'> {
  try {
    return { roles: roleChoices(readProjectConfig(root), machine), problem: null };
  } catch (error) {
    if (!(error instanceof EffectError)) throw error;
    return { roles: [], problem: error.message };
  }
}
