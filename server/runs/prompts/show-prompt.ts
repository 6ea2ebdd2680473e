import { takesTools } from '../../runtimes/catalog.ts';
import type { SessionRecord } from '#schemas/journal/records.ts';
import type { ShownPrompt, ShowPromptParams } from '#schemas/protocol/prompts.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import type { RunView } from '#schemas/run/run.ts';
import { executorOf } from '../../engine/state.ts';
import { createGit } from '../../platform/git.ts';
import { sampleVariables } from '../../prompts/sample.ts';
import { EffectError } from '../effect-error.ts';
import { plannedPhases } from '../effects/inspect-project.ts';
import { readPrp } from '../effects/read-prp.ts';
import { PREFLIGHT } from '../preflight.ts';
import { policyOf, readProjectConfig } from '../project-config.ts';
import { normalisePhase, resolveProject, resolveTarget } from '../resolve-target.ts';
import { missionAhead, sessionOf, type PlannedPhase } from './mission-ahead.ts';
import { renderFilled, renderPrompt } from './render-prompt.ts';
import type { FilledPrompt } from './variables.ts';

/** A run and what its sessions have left behind, oldest first. */
export interface SentRun {
  readonly view: RunView;
  readonly records: readonly SessionRecord[];
}

/** Answers `clutch/prompts/show`. Starts nothing; `sent` is the run that `params` names. */
export async function showPrompt(params: ShowPromptParams, sent: SentRun | null): Promise<ShownPrompt> {
  const prompt = params.prompt ?? promptOfWorkstream(params.workstream);
  if (params.run !== null) {
    if (!sent) throw new EffectError('user', `There is no run ${params.run}. \`clutch status\` lists the runs.`);
    const found = sentPrompt(params, sent);
    if (found) return found;
    const { view } = sent;
    // Asked for a workstream and not for a prompt: nothing was sent to it yet, so what is going to be is meant.
    if (params.prompt === null) return aheadPrompt(view.project.root, view.prd, prompt, params);
    throw new EffectError('user', `Run ${view.id} has sent no prompt ${prompt}${whereOf(params)} yet.`);
  }
  if (params.planned) {
    const { root, prd } = resolveTarget(params.target);
    return aheadPrompt(root, prd, prompt, params);
  }
  const project = resolveProject(params.target);
  // The name and the variables are of one prompt, which the compiler cannot follow through a union.
  const filled = { name: prompt, variables: sampleVariables(prompt, false) } as FilledPrompt;
  return { ...renderFilled(project, filled), kind: 'sample', session: null, project };
}

/** Who works for a phase as a whole has the name of its role in place of a workstream: `@debugger`. */
function promptOfWorkstream(workstream: string | null): PromptName {
  return PromptName.safeParse(workstream?.replace(/^@/, '')).data ?? 'executor';
}

/** The last one that fits. */
function sentPrompt({ prompt, phase, workstream }: ShowPromptParams, { view, records }: SentRun): ShownPrompt | null {
  const id = phase === null ? null : normalisePhase(phase);
  const fits = (record: SessionRecord): boolean =>
    (id === null || record.phase === id) && (workstream === null || record.workstream === workstream);
  for (const record of records.toReversed()) {
    const { body } = record;
    if (body.kind !== 'prompt' || !fits(record) || (prompt !== null && body.template !== prompt)) continue;
    const template = PromptName.safeParse(body.template).data;
    if (!template) continue;
    const session = `${executorOf(record)} of phase ${record.phase}`;
    const { version, text } = body;
    return { template, version, text, source: null, kind: 'sent', session, project: view.project.root };
  }
  return null;
}

async function aheadPrompt(
  root: string,
  prd: string,
  prompt: PromptName,
  params: Pick<ShowPromptParams, 'phase' | 'workstream'>,
): Promise<ShownPrompt> {
  const wanted = sessionOf(prompt, params.workstream);
  if (!wanted) {
    const how = 'Leave the plan out to see the prompt with sample values';
    throw new EffectError('user', `A run of a plan has no session of ${prompt}. ${how}.`);
  }
  const phase = await plannedPhase(root, prd, params.phase);
  if (phase.plan.type === 'prp-missing' && wanted.role !== 'research') {
    const where = `Phase ${phase.id} has no PRP yet, so nobody can say what its executors are told`;
    throw new EffectError('user', `${where}. Write ${phase.plan.wanted}, or look at the prompt research.`);
  }
  const mission = missionAhead(phase, wanted);
  const session = `${executorOf(mission)} of phase ${mission.phase}`;
  const tools = takesTools(mission.runtime, readProjectConfig(root).agents[mission.runtime] ?? {});
  const rendered = renderPrompt(mission, { root, tools, answers: [] });
  return { ...rendered, kind: 'ahead', session, project: root };
}

/** The phase of this id, else the first that is not completed, else the first. */
async function plannedPhase(root: string, prd: string, wanted: string | null): Promise<PlannedPhase> {
  const git = createGit(root);
  const head = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  const start = wanted === null ? null : normalisePhase(wanted);
  const phases = await plannedPhases({ git, root, prd, start, end: null, head });
  const phase = phases.find(({ id, completed }) => (start === null ? completed === null : id === start)) ?? phases[0];
  if (!phase) throw new EffectError('user', `${prd} names no phases.`);
  const { id, title } = phase;
  const plan = await readPrp({ id: 'ahead', type: 'read-prp', root, prd, phase: id }, PREFLIGHT);
  if (plan.type !== 'prp-read' && plan.type !== 'prp-missing') throw new Error(`read-prp answered ${plan.type}`);
  const config = readProjectConfig(root);
  return { root, prd, policy: policyOf(config, { runtime: config.runtime }), runtime: config.runtime, id, title, plan };
}

function whereOf({ phase, workstream }: ShowPromptParams): string {
  const parts = [phase === null ? '' : ` in phase ${phase}`, workstream === null ? '' : ` for ${workstream}`];
  return parts.join('');
}
