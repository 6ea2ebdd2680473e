import type { EffectOf } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import { type DeliveredReports, reportsOf } from '../../agent-tools/reports.ts';
import { deliveredContract } from '../../language/contracts/delivered-contract.ts';
import { parseExecutionReport } from '../../language/reports/execution-report.ts';
import { parseFixReport } from '../../language/reports/fix-report.ts';
import { parseVerificationReport } from '../../language/reports/verification-report.ts';
import {
  AgentError,
  type AgentEvent,
  type AgentOutcome,
  type AgentRuntime,
  type McpServer,
} from '../../engine/ports.ts';
import { executorOf } from '../../engine/state.ts';
import { createGit } from '../../platform/git.ts';
import { agentSettings } from '../agent-settings.ts';
import { ownerOf } from '../attribution.ts';
import { createBroker } from '../broker.ts';
import { EffectError } from '../effect-error.ts';
import { mergeInto } from '../merging.ts';
import type { OpenSession, OpenSessions } from '../open-sessions.ts';
import { watchCheckout } from '../checkout-watch.ts';
import { watchOwnership } from '../ownership-watch.ts';
import type { EffectContext, Performer } from '../performer.ts';
import { readProjectConfig } from '../project-config.ts';
import { promptFor } from '../prompts/index.ts';
import { createSessionMeter } from '../session-meter.ts';
import { openWorktree, type Identity } from '../worktrees.ts';

type Mission = EffectOf<'run-agent'>;

export interface AgentDeps {
  readonly runtimes: ReadonlyMap<string, AgentRuntime>;
  /** The machine's configuration as it is now. */
  readonly machine: () => MachineConfig;
  readonly sessions: OpenSessions;
  /** CLUTCH's tools for the agent of the session that has this token. */
  readonly tools: (token: string) => McpServer;
}

export function createRunAgent(deps: AgentDeps, identity: Identity): Performer<'run-agent'> {
  const toldIn = new Map<string, Set<string>>();
  return async (effect, context) => {
    const told = toldIn.get(context.run) ?? new Set();
    toldIn.set(context.run, told);
    const runtime = deps.runtimes.get(effect.runtime);
    if (!runtime) {
      const known = [...deps.runtimes.keys()].join(', ');
      throw new EffectError('user', `There is no agent runtime named ${effect.runtime}. Known are: ${known}.`);
    }
    await setTheStage(effect, context, identity);
    const usage = createSessionMeter();
    const checkout = await watchCheckout(effect.root, told);
    // One that starts afresh has delivered nothing, whatever the session that was interrupted had.
    const earlier = runtime.resumes === 'afresh' ? context.records.own().length : 0;
    try {
      const outcome = await play(runtime, effect, context, deps, usage.take);
      const delivered = reportsOf(context.records.own().slice(earlier));
      return { ...ended(effect, outcome, delivered, usage.read()), elsewhere: await checkout.changed() };
    } catch (error) {
      if (!(error instanceof AgentError) || error.code === 'aborted') throw error;
      const { code, message } = error;
      const elsewhere = await checkout.changed();
      return {
        type: 'agent-failed',
        code,
        message: `phase ${effect.phase}: ${message}`,
        usage: usage.read(),
        elsewhere,
      };
    }
  };
}

/** A session starts from exactly its base; a resolver finds the merge begun. */
async function setTheStage(
  { root, worktree, base, merge }: Mission,
  { run }: EffectContext,
  identity: Identity,
): Promise<void> {
  const { git } = await openWorktree(root, worktree, base);
  if (merge) await mergeInto(git, await identity(createGit(root), run), merge.theirs);
}

/** Only those who own single files can be outside of them. */
async function play(
  runtime: AgentRuntime,
  effect: Mission,
  context: EffectContext,
  { machine, sessions, tools }: AgentDeps,
  count: (event: AgentEvent) => void,
): Promise<AgentOutcome> {
  const config = readProjectConfig(effect.root);
  const { agentSilenceSeconds, ownershipCheckSeconds } = config;
  const settings = agentSettings(effect.runtime, config, machine());
  const watched = effect.role === 'executor' || effect.role === 'debugger';
  const watch = watched ? watchOwnership(effect, ownershipCheckSeconds * 1000, context.onObserved) : null;
  const token = sessions.open(sessionOf(effect, context));
  try {
    return await runtime.run({
      cwd: effect.worktree,
      prompt: promptFor(effect),
      phase: effect.phase,
      workstream: effect.workstream,
      role: effect.role,
      task: effect.task,
      attempt: effect.attempt,
      playbook: effect.playbook,
      settings,
      model: effect.model ?? settings.model ?? null,
      tools: tools(token),
      resume: null,
      silenceMs: agentSilenceSeconds * 1000,
      signal: context.signal,
      onStarted: context.onStarted,
      onEvent(event) {
        count(event);
        context.onAgentEvent(event);
      },
      ask: createBroker({ worktree: effect.worktree, ask: context.ask }),
    });
  } finally {
    sessions.close(token);
    await watch?.stop();
  }
}

function sessionOf(effect: Mission, { run, records, ask }: EffectContext): OpenSession {
  const { id, phase, workstream, role, task, root, worktree } = effect;
  const executor = executorOf(effect);
  return { run, effect: id, phase, workstream, role, executor, task, root, worktree, record: records.add, ask };
}

/**
 * What it delivered by tools, and else what it said, read; nothing of it is believed before it was seen in git, in
 * receipts or by comparison.
 */
function ended(
  effect: Mission,
  { stopReason, text }: AgentOutcome,
  delivered: DeliveredReports,
  usage: EventOf<'agent-ended'>['usage'],
) {
  const verification = effect.role === 'validator' ? (delivered.verification ?? parseVerificationReport(text)) : null;
  const owners = effect.ownership.others.map(({ executor, files }) => ({
    workstream: executor.replace(/^executor-/, ''),
    files,
  }));
  return {
    type: 'agent-ended' as const,
    stopReason,
    report: delivered.report ?? parseExecutionReport(text),
    verification,
    gapOwners: (verification?.gaps ?? []).map(({ files }) => (files.length === 0 ? null : ownerOf(files, owners))),
    fix: effect.role === 'debugger' ? (delivered.fix ?? parseFixReport(text)) : null,
    contract: effect.role === 'executor' ? deliveredContract(delivered.contract ?? text) : null,
    usage,
  };
}
