import type { AgentSettings } from '#schemas/agents.ts';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { ProjectConfig } from '#schemas/settings.ts';
import {
  AgentError,
  type AgentEvent,
  type AgentMission,
  type AgentOutcome,
  type AgentRuntime,
  type McpServer,
  type MissionPlan,
} from '../engine/ports.ts';
import { type DeliveredReports, DELIVERED, reportsOf } from '../agent-tools/reports.ts';
import { takesTools } from '../runtimes/catalog.ts';
import { executorOf } from '../engine/state.ts';
import { createRedactor, type Redactor } from '../platform/redact.ts';
import type { OutputSink } from './agent-outputs.ts';
import { type Beginning, beginAfresh, beginSession } from './begin-session.ts';
import { type Broker, createBroker } from './broker.ts';
import { createNarrator } from './narrator.ts';
import type { OpenSession } from './open-sessions.ts';
import { watchOwnership } from './ownership-watch.ts';
import type { EffectContext } from './performer.ts';
import type { AwayGuard } from './away-guard.ts';
import { readProjectConfig } from './project-config.ts';
import { policiesOf } from './permission-policies.ts';
import { promptRecord, renderPrompt } from './prompts/render-prompt.ts';
import { redactedContext } from './redacted-context.ts';
import { trustedAgent, type AgentDeps } from './trusted-agent.ts';
import type { Identity } from './worktrees.ts';

type Mission = EffectOf<'run-agent'>;

interface Session {
  readonly deps: AgentDeps;
  readonly effect: Mission;
  readonly context: EffectContext;
  readonly config: ProjectConfig;
  readonly runtime: AgentRuntime;
  readonly settings: AgentSettings;
  readonly redactor: Redactor;
  /** Sees every event before anybody else. */
  readonly count: (event: AgentEvent) => void;
}

export interface SessionOutcome extends AgentOutcome {
  readonly delivered: DeliveredReports;
}

/** Runs one agent session: the one place where an agent meets its folder, its prompt, its tools and its bounds. */
export async function runSession(
  deps: AgentDeps,
  effect: Mission,
  given: EffectContext,
  identity: Identity,
  count: (event: AgentEvent) => void,
): Promise<SessionOutcome> {
  const config = readProjectConfig(effect.root);
  const { runtime, settings } = trustedAgent(deps, { run: given.run, root: effect.root, name: effect.runtime, config });
  const redactor = createRedactor({ ...process.env, ...settings.env });
  const context = redactedContext(given, redactor);
  let didAnything = false;
  const noticing = (event: AgentEvent): void => {
    didAnything ||= event.type === 'text' || event.type === 'thought' || event.type === 'tool';
    count(event);
  };
  const session: Session = { deps, effect, context, config, runtime, settings, redactor, count: noticing };
  const beginning = await beginSession(effect, runtime, context, identity);
  try {
    return withoutSecrets(await play(session, beginning), redactor);
  } catch (error) {
    if (!isSessionLost(beginning, error, didAnything)) throw redacted(error, redactor);
  }
  await beginAfresh(effect, context, identity);
  try {
    return withoutSecrets(await play(session, { kind: 'afresh' }), redactor);
  } catch (error) {
    throw redacted(error, redactor);
  }
}

/** An agent that did nothing but fail no longer knows the session that it was to go on with: it begins a new one. */
function isSessionLost(beginning: Beginning, error: unknown, didAnything: boolean): boolean {
  const isResumed = beginning.kind === 'continued' && beginning.session !== null;
  return isResumed && !didAnything && error instanceof AgentError && error.code !== 'aborted';
}

/** Only those who own single files can be outside of them. */
async function play(session: Session, beginning: Beginning): Promise<SessionOutcome> {
  const { deps, effect, context, config, runtime } = session;
  const watched = effect.role === 'executor' || effect.role === 'debugger';
  const watch = watched ? watchOwnership(effect, config.ownershipCheckSeconds * 1000, context.onObserved) : null;
  const broker = brokerOf(session);
  // One that starts afresh has delivered nothing, whatever the session that was interrupted had.
  const earlier = beginning.kind === 'continued' ? 0 : context.records.own(DELIVERED).length;
  const token = deps.sessions.open(openSessionOf(session));
  const output = deps.sessions.outputs.open({ ...effect, run: context.run }, session.redactor);
  try {
    const outcome = await runtime.run(missionOf(session, beginning, broker, deps.tools(token), output));
    return { ...outcome, delivered: reportsOf(context.records.own(DELIVERED).slice(earlier)) };
  } finally {
    deps.sessions.close(token);
    output.end();
    await watch?.stop();
    broker.close();
  }
}

function openSessionOf({ effect, context: { run, records, ask } }: Session): OpenSession {
  const { id, phase, workstream, role, task, root, worktree } = effect;
  const executor = executorOf(effect);
  return { run, effect: id, phase, workstream, role, executor, task, root, worktree, record: records.add, ask };
}

function brokerOf({ deps, effect, context, config }: Session): Broker {
  const { worktree, phase, workstream, role } = effect;
  const where = { phase, workstream, executor: executorOf(effect), role };
  const policies = policiesOf(config, deps.machine());
  const away = (): AwayGuard | null => deps.away(effect.root);
  return createBroker({ worktree, where, policies, away, records: context.records, ask: context.ask });
}

function missionOf(
  session: Session,
  beginning: Beginning,
  broker: Broker,
  tools: McpServer,
  output: OutputSink,
): AgentMission {
  const { effect, context, config, settings, redactor, count } = session;
  const narrator = createNarrator(redactor);
  const prompt = renderPrompt(effect, {
    root: effect.root,
    tools: takesTools(effect.runtime, settings),
    answers: effect.brief.answers,
  });
  context.records.add(promptRecord(prompt));
  const { template, version, source, wording } = prompt;
  session.deps.keepWording({ template, version, source, text: session.redactor.text(wording) });
  return {
    id: effect.id,
    cwd: effect.worktree,
    prompt: beginning.kind === 'continued' ? `${INTERRUPTED}\n\n${prompt.text}` : prompt.text,
    plan: planOf(effect),
    phase: effect.phase,
    workstream: effect.workstream,
    role: effect.role,
    task: effect.task,
    attempt: effect.attempt,
    playbook: effect.playbook,
    settings,
    model: effect.model ?? settings.model ?? null,
    tools,
    resume: beginning.kind === 'continued' ? beginning.session : null,
    silenceMs: config.agentSilenceSeconds * 1000,
    signal: context.signal,
    onStarted: context.onStarted,
    onEvent(event) {
      count(event);
      output.take(event);
      if (event.type === 'session') context.records.add({ kind: 'session', session: event.id });
      context.onActivity(narrator.take(event));
    },
    ask: broker.ask,
  };
}

const INTERRUPTED =
  'You were interrupted while you worked on this. Your folder is as you left it: look at it, then go on. Your mission was:';

function planOf({ prd, prp, ownership: { files, granted } }: Mission): MissionPlan {
  return { prd, prp, files: [...files, ...granted] };
}

function withoutSecrets(outcome: SessionOutcome, redactor: Redactor): SessionOutcome {
  return { ...outcome, text: redactor.text(outcome.text) };
}

function redacted(error: unknown, redactor: Redactor): unknown {
  if (!(error instanceof AgentError)) return error;
  return new AgentError(error.code, redactor.text(error.message), { cause: error });
}
