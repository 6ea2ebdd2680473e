import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { AgentRuntime } from '../../../server/engine/ports.ts';
import { type FakeModel, type Script, startFakeModel } from '../../helpers/fake-model/index.ts';
import type { AgentUnderTest, SettledAgent } from './agents.ts';

/** An agent that lives in a home of its own, with a model that says what a test tells it to. */
export interface AgentInHome {
  readonly runtime: AgentRuntime;
  readonly model: FakeModel;
  /** What the model says from now on. */
  follow(script: Script): void;
}

/** Moves the agent in before the tests of a suite and out after them. */
export function settle(agent: AgentUnderTest): AgentInHome {
  let folder = '';
  let model: FakeModel | null = null;
  let settled: SettledAgent | null = null;
  let script: Script = () => ({ status: 400, message: 'This test has nothing to say.' });
  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'clt-')));
    model = await startFakeModel({ script: (request) => script(request) });
    settled = await agent.settleIn(join(folder, 'home'), model.url);
  });
  after(async () => {
    await settled?.leave();
    await model?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    get runtime() {
      assert.ok(settled);
      return settled.runtime;
    },
    get model() {
      assert.ok(model);
      return model;
    },
    follow: (next) => void (script = next),
  };
}
