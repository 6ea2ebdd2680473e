import type { ShowTrustParams } from '#schemas/protocol/trust.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Consent, TrustEntry, TrustView } from '#schemas/run/trust.ts';
import { findPrds } from '../plans/project.ts';
import { relativeTo } from '../plans/relative-to.ts';
import type { Journal } from '../store/journal.ts';
import { EffectError } from './effect-error.ts';
import { phasesToRun, planAhead, type PhaseAhead, type PlanTarget } from './plan-ahead.ts';
import { projectAt } from './project-at.ts';
import { normalisePhase, resolveProject, resolveTarget } from './resolve-target.ts';
import { commandEntries, configEntries, once, promptEntries } from './trust-entries.ts';

/** What a person has agreed to have started on this machine. */
export interface Trust {
  /** `all` where it was given for the whole run, when it began or when it was resumed. */
  ofRun(run: string): Consent;
  /** What of this nobody has trusted in this project. */
  untrusted(root: string, entries: readonly TrustEntry[]): TrustEntry[];
  /** How many of them are new. */
  grant(root: string, hashes: readonly string[]): number;
  /** How many there were. */
  revoke(root: string): number;
}

export function createTrust(journal: Journal): Trust {
  const known = (root: string): ReadonlySet<string> => new Set(journal.trusted(projectAt(root).id));
  return {
    ofRun: (run) => (journal.isTrustedRun(run) ? 'all' : 'listed'),
    untrusted(root, entries) {
      const trusted = known(root);
      return entries.filter(({ hash }) => !trusted.has(hash));
    },
    grant(root, hashes) {
      const before = known(root).size;
      journal.trust(projectAt(root).id, hashes);
      return known(root).size - before;
    },
    revoke(root) {
      const before = known(root).size;
      journal.revokeTrust(projectAt(root).id);
      return before;
    },
  };
}

type Named = Pick<ShowTrustParams, 'runtime' | 'playbook'>;

/** What is started by a run of this plan. */
export async function entriesOfPlan(plan: PlanTarget, named: Named): Promise<TrustEntry[]> {
  return entriesOf(plan.root, phasesToRun(await planAhead(plan), plan), named);
}

/** What is started by a run that goes on. */
export async function entriesOfRun(view: RunView, runtime: string | null): Promise<TrustEntry[]> {
  const { root } = view.project;
  const phases = await planAhead({ root, prd: view.prd, start: null, end: null });
  const isOver = (id: string): boolean =>
    view.phases.some((one) => one.id === id && (one.status === 'completed' || one.status === 'deferred'));
  const isIn = (id: string): boolean => view.phases.length === 0 || view.phases.some((one) => one.id === id);
  const ahead = phases.filter(({ id }) => isIn(id) && !isOver(id));
  // The run has its runtime already; what is read again is the rest of the configuration.
  return entriesOf(root, ahead, { runtime: runtime ?? view.runtime, playbook: null });
}

function entriesOf(root: string, phases: readonly PhaseAhead[], named: Named): TrustEntry[] {
  const commands = commandEntries(phases.flatMap(({ prp }) => prp ?? []));
  return once([...configEntries(root, named), ...promptEntries(root), ...commands]);
}

/** Answers `clutch/trust/show`. `view` is the run that `params` names. */
export async function showTrust(trust: Trust, params: ShowTrustParams, view: RunView | null): Promise<TrustView> {
  const { root, entries } = await entriesToShow(params, view);
  const whole = view !== null && trust.ofRun(view.id) === 'all';
  const open = new Set(whole ? [] : trust.untrusted(root, entries).map(({ hash }) => hash));
  return { project: root, entries: entries.map((one) => ({ ...one, trusted: !open.has(one.hash) })) };
}

async function entriesToShow(
  params: ShowTrustParams,
  view: RunView | null,
): Promise<{ root: string; entries: TrustEntry[] }> {
  if (view) return { root: view.project.root, entries: await entriesOfRun(view, params.runtime) };
  const start = params.start === null ? null : normalisePhase(params.start);
  const end = params.end === null ? null : normalisePhase(params.end);
  if (params.scope === 'run') {
    const { root, prd } = resolveTarget(params.target);
    return { root, entries: await entriesOfPlan({ root, prd, start, end }, params) };
  }
  const root = resolveProject(params.target);
  const prds = params.target.toLowerCase().endsWith('.md')
    ? [resolveTarget(params.target).prd]
    : findPrds(root).map((file) => relativeTo(root, file));
  const plans = await Promise.all(prds.map((prd) => phasesOrNone(root, prd)));
  return { root, entries: entriesOf(root, plans.flat(), params) };
}

/** A PRD without phases starts nothing. */
async function phasesOrNone(root: string, prd: string): Promise<PhaseAhead[]> {
  try {
    return await planAhead({ root, prd, start: null, end: null });
  } catch (error) {
    if (error instanceof EffectError) return [];
    throw error;
  }
}

/** Refuses to start what nobody has trusted, with the ways to trust it. */
export function requireTrust(trust: Trust, root: string, entries: readonly TrustEntry[]): void {
  const open = trust.untrusted(root, entries);
  const [first] = open;
  if (!first) return;
  const more = open.length === 1 ? '' : ` and ${open.length - 1} more`;
  const what = `${root} would start what nobody has trusted yet: ${describeEntry(first)}${more}`;
  throw new EffectError(
    'user',
    `${what}. Look at it and trust it with \`clutch trust\`, or pass --yes for this run alone; nothing was started.`,
  );
}

/** `npm test (PRPs/x.md:41)`, on one line. */
export function describeEntry({ kind, text, source }: TrustEntry): string {
  const [line = '', ...rest] = text.split('\n');
  const shown = rest.length > 0 ? `${line} …` : line;
  return kind === 'command' ? `\`${shown}\` (${source})` : `the ${kind} ${shown} (${source})`;
}
