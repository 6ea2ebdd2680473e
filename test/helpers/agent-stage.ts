import { join } from 'node:path';
import type { AgentEvent, AgentMission, AgentRuntime } from '../../server/engine/ports.ts';
import { perform, type Performance } from '../contract/runtime/contract.ts';
import { type FakeModel, inSteps, type Script, startFakeModel, writeFile } from './fake-model/index.ts';
import { withTempDir, writeTree } from './temp.ts';

/** A real agent's program with a home of its own, a folder to work in and a model that says what a test tells it to. */
export interface AgentStage {
  readonly home: string;
  readonly cwd: string;
  readonly model: FakeModel;
  start(changes?: Partial<AgentMission>): Performance;
}

export interface AgentStageSpec {
  script(cwd: string): Script;
  runtime(stage: Omit<AgentStage, 'start'>): AgentRuntime;
}

export function onAgentStage(
  { script, runtime }: AgentStageSpec,
  play: (stage: AgentStage) => Promise<void>,
): Promise<void> {
  return withTempDir(async (folder) => {
    writeTree(folder, { 'home/.keep': '', 'work/.keep': '' });
    const cwd = join(folder, 'work');
    const model = await startFakeModel({ script: script(cwd) });
    const stage = { home: join(folder, 'home'), cwd, model };
    const start: AgentStage['start'] = (changes = {}) => perform(runtime(stage), { cwd, ...changes });
    try {
      await play({ ...stage, start });
    } finally {
      await model.close();
    }
  });
}

/** A model that has `made.txt` written and says so. */
export const writes = (cwd: string): Script =>
  inSteps((request) => ({ say: 'working', call: writeFile(request, join(cwd, 'made.txt'), 'made') }), {
    say: 'finished',
  });

export const allowing = { ask: () => Promise.resolve({ option: 'allow', text: null }) };

/** The last thing of a kind that an agent told; undefined when it told none. */
export function lastOf<Type extends AgentEvent['type']>(
  { events }: Performance,
  type: Type,
): Extract<AgentEvent, { type: Type }> | undefined {
  const isOfType = (event: AgentEvent): event is Extract<AgentEvent, { type: Type }> => event.type === type;
  return events.filter(isOfType).at(-1);
}
