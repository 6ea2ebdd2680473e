import type { EffectOf } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import { checkContract } from '../../language/contracts/check-contract.ts';
import { findContractBlocks } from '../../language/contracts/contract-blocks.ts';
import { readContracts } from '../../language/contracts/read-contracts.ts';
import { parseExecutionReport } from '../../language/reports/execution-report.ts';
import { parseFixReport } from '../../language/reports/fix-report.ts';
import { parseVerificationReport } from '../../language/reports/verification-report.ts';
import { executorOf } from '../../engine/state.ts';
import { AgentError, type AgentEvent, type AgentOutcome, type AgentRuntime } from '../../engine/ports.ts';
import { createGit } from '../../platform/git.ts';
import { agentSettings } from '../agent-settings.ts';
import { ownerOf } from '../attribution.ts';
import { createBroker } from '../broker.ts';
import { policiesOf } from '../permission-policies.ts';
import { EffectError } from '../effect-error.ts';
import { mergeInto } from '../merging.ts';
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
}

export function createRunAgent({ runtimes, machine }: AgentDeps, identity: Identity): Performer<'run-agent'> {
  const toldIn = new Map<string, Set<string>>();
  return async (effect, context) => {
    const told = toldIn.get(context.run) ?? new Set();
    toldIn.set(context.run, told);
    const runtime = runtimes.get(effect.runtime);
    if (!runtime) {
      const known = [...runtimes.keys()].join(', ');
      throw new EffectError('user', `There is no agent runtime named ${effect.runtime}. Known are: ${known}.`);
    }
    await setTheStage(effect, context, identity);
    const usage = createSessionMeter();
    const checkout = await watchCheckout(effect.root, told);
    try {
      const outcome = await play(runtime, effect, context, machine, usage.take);
      return { ...ended(effect, outcome, usage.read()), elsewhere: await checkout.changed() };
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
  machine: () => MachineConfig,
  count: (event: AgentEvent) => void,
): Promise<AgentOutcome> {
  const config = readProjectConfig(effect.root);
  const { agentSilenceSeconds, ownershipCheckSeconds } = config;
  const settings = agentSettings(effect.runtime, config, machine());
  const watched = effect.role === 'executor' || effect.role === 'debugger';
  const broker = createBroker({
    worktree: effect.worktree,
    where: { phase: effect.phase, workstream: effect.workstream, executor: executorOf(effect), role: effect.role },
    policies: policiesOf(config, machine()),
    records: context.records,
    ask: context.ask,
  });
  const watch = watched ? watchOwnership(effect, ownershipCheckSeconds * 1000, context.onObserved) : null;
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
      tools: null,
      resume: null,
      silenceMs: agentSilenceSeconds * 1000,
      signal: context.signal,
      onStarted: context.onStarted,
      onEvent(event) {
        count(event);
        context.onAgentEvent(event);
      },
      ask: broker.ask,
    });
  } finally {
    await watch?.stop();
    broker.close();
  }
}

/** What it said, read; nothing of it is believed before it was seen in git, in receipts or by comparison. */
function ended(effect: Mission, { stopReason, text }: AgentOutcome, usage: EventOf<'agent-ended'>['usage']) {
  const verification = effect.role === 'validator' ? parseVerificationReport(text) : null;
  const owners = effect.ownership.others.map(({ executor, files }) => ({
    workstream: executor.replace(/^executor-/, ''),
    files,
  }));
  return {
    type: 'agent-ended' as const,
    stopReason,
    report: parseExecutionReport(text),
    verification,
    gapOwners: (verification?.gaps ?? []).map(({ files }) => (files.length === 0 ? null : ownerOf(files, owners))),
    fix: effect.role === 'debugger' ? parseFixReport(text) : null,
    contract: effect.role === 'executor' ? contractIn(text) : null,
    usage,
  };
}

/** The contract blocks of a text, verbatim, with what the checklist finds in them; null where it holds none. */
function contractIn(text: string): EventOf<'agent-ended'>['contract'] {
  const blocks = findContractBlocks(text);
  if (blocks.length === 0) return null;
  const { contracts, findings } = readContracts(text);
  const checked = contracts.flatMap(({ name, contract }) =>
    checkContract(contract).map(({ path, message }) => ({ path: `${name}: ${path}`, message })),
  );
  return {
    text: contracts.map((one) => `\`\`\`contract\n${one.text.trimEnd()}\n\`\`\``).join('\n\n'),
    findings: [...findings.map(({ path, message }) => ({ path, message })), ...checked],
  };
}
