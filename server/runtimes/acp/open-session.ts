import { type ClientContext, methods, PROTOCOL_VERSION } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import { AgentError, type AgentMission, type McpServer } from '../../engine/ports.ts';
import type { AcpQuirks } from './quirks.ts';

export interface OpenedSession {
  readonly id: string;
  /** As the agent names it; null where it does not, or chooses for itself. */
  readonly model: string | null;
  readonly resumable: boolean;
  /** What the session had been before may still be coming in. */
  readonly replays: boolean;
}

export interface SessionDeps {
  readonly agentName: string;
  readonly mission: AgentMission;
  readonly quirks: AcpQuirks;
}

const Capabilities = z.object({
  loadSession: z.boolean().nullish().catch(null),
  sessionCapabilities: z
    .object({ resume: z.object({}).nullish() })
    .nullish()
    .catch(null),
});
const Initialized = z.object({ agentCapabilities: Capabilities.nullish().catch(null) });
const Choice = z.object({ value: z.string(), name: z.string() });
const ConfigOption = z.object({
  id: z.string(),
  category: z.string().nullish(),
  currentValue: z.string(),
  options: z.array(z.union([Choice, z.object({ options: z.array(Choice) })])),
});
const Opened = z.object({
  modes: z
    .object({ currentModeId: z.string(), availableModes: z.array(z.object({ id: z.string() })) })
    .nullish()
    .catch(null),
  /** An older way to choose a model, which Gemini still has. */
  models: z
    .object({
      currentModelId: z.string(),
      availableModels: z.array(z.object({ modelId: z.string(), name: z.string() })),
    })
    .nullish()
    .catch(null),
  configOptions: z.array(ConfigOption.nullable().catch(null)).nullish().catch(null),
});
type Opened = z.infer<typeof Opened>;

/** How agents call it that the choice is theirs. */
const THEIR_CHOICE = ['default', 'auto'];

/** Agrees on the protocol and opens the mission's session, in the mode and with the model that it is to have. */
export async function openSession(agent: ClientContext, deps: SessionDeps): Promise<OpenedSession> {
  const capabilities = await initialize(agent, deps.agentName);
  const canResume = capabilities?.sessionCapabilities?.resume !== undefined;
  const resumable = deps.quirks.resumes === 'session' && (canResume || capabilities?.loadSession === true);
  const { mission, agentName } = deps;
  if (mission.resume !== null && !resumable) {
    const message = `The agent ${agentName} cannot go on with its session ${mission.resume}; start its work afresh.`;
    throw new AgentError('not-startable', message);
  }
  const { id, opened } = await open(agent, deps, canResume);
  await choose(agent, id, opened, deps);
  const model = await chooseModel(agent, id, opened, mission.model);
  return { id, model, resumable, replays: mission.resume !== null && !canResume };
}

async function initialize(agent: ClientContext, agentName: string) {
  const answer = await agent.request(methods.agent.initialize, {
    protocolVersion: PROTOCOL_VERSION,
    clientInfo: { name: 'clutch', title: 'CLUTCH', version: '1' },
    // No file system and no terminal: agents bring their own, and what they change is read from git.
    clientCapabilities: {},
  });
  if (answer.protocolVersion !== PROTOCOL_VERSION) {
    const versions = `version ${answer.protocolVersion} of the Agent Client Protocol, CLUTCH speaks ${PROTOCOL_VERSION}`;
    throw new AgentError('protocol', `The agent ${agentName} speaks ${versions}. Check its version.`);
  }
  return Initialized.parse(answer).agentCapabilities;
}

async function open(agent: ClientContext, { mission, quirks }: SessionDeps, canResume: boolean) {
  const { cwd, phase, workstream, role, task, attempt, resume, tools } = mission;
  const meta = { ...quirks.meta(mission), clutch: { phase, workstream, role, task, attempt } };
  const params = { cwd, mcpServers: tools === null ? [] : [stdioServer(tools)], _meta: meta };
  if (resume === null) {
    const answer = await agent.request(methods.agent.session.new, params);
    return { id: z.object({ sessionId: z.string() }).parse(answer).sessionId, opened: Opened.parse(answer) };
  }
  const { session } = methods.agent;
  const answer = await agent.request(canResume ? session.resume : session.load, { ...params, sessionId: resume });
  return { id: resume, opened: Opened.parse(answer ?? {}) };
}

function stdioServer({ name, program, args, env }: McpServer) {
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  return { name, command: program, args: [...args], env: variables };
}

/** An agent that has no longer the mode in which it asks could do anything unasked. */
async function choose(
  agent: ClientContext,
  sessionId: string,
  { modes }: Opened,
  { agentName, quirks: { mode } }: SessionDeps,
): Promise<void> {
  if (mode === null || modes?.currentModeId === mode) return;
  if (modes?.availableModes.some(({ id }) => id === mode) !== true) {
    const message = `The agent ${agentName} does not offer its mode ${mode}, in which it asks before it acts; check its version.`;
    throw new AgentError('not-startable', message);
  }
  await agent.request(methods.agent.session.setMode, { sessionId, modeId: mode });
}

/** Where the agent lets nobody choose, it takes its own. Resolves to the model that it will use. */
async function chooseModel(
  agent: ClientContext,
  sessionId: string,
  { configOptions, models }: Opened,
  wanted: string | null,
): Promise<string | null> {
  const option = configOptions?.find((one) => one?.category === 'model') ?? null;
  if (option !== null) {
    const values = option.options.flatMap((one) => ('options' in one ? one.options : [one]));
    const value = wanted && namedBy(wanted, values);
    if (value !== null && value !== option.currentValue) {
      await agent.request(methods.agent.session.setConfigOption, { sessionId, configId: option.id, value });
    }
    return ofItsOwn(value ?? option.currentValue);
  }
  if (models === null || models === undefined) return null;
  const values = models.availableModels.map(({ modelId, name }) => ({ value: modelId, name }));
  const modelId = wanted && namedBy(wanted, values);
  if (modelId !== null && modelId !== models.currentModelId) {
    await agent.request('session/set_model', { sessionId, modelId });
  }
  return ofItsOwn(modelId ?? models.currentModelId);
}

/** By its id or by what a person reads; an agent may know more models than it lists. */
function namedBy(wanted: string, values: readonly z.infer<typeof Choice>[]): string {
  const same = (text: string) => text.toLowerCase() === wanted.toLowerCase();
  const found = values.find(({ value }) => same(value)) ?? values.find(({ name }) => same(name));
  return found?.value ?? wanted;
}

const ofItsOwn = (model: string) => (THEIR_CHOICE.includes(model) ? null : model);
