import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBriefProcesses } from '../../server/platform/processes/brief-processes.ts';
import { membersOf } from '../../server/platform/processes/kill-group.ts';
import { createVersionReader } from '../../server/runtimes/agent-version.ts';
import { catalog, knownAgent } from '../../server/runtimes/catalog.ts';
import { findAgent } from '../../server/runtimes/find-agent.ts';
import { probeAgent } from '../../server/runtimes/probe-agent.ts';
import { agentMachine } from '../helpers/agent-machine.ts';
import { startOpenclawGateway } from '../helpers/openclaw-gateway.ts';
import { until } from '../helpers/processes.ts';
import { realAgent, strangersEnvironment } from '../helpers/real-agent.ts';
import { withTempDir } from '../helpers/temp.ts';

/** The machine is shared: what takes seconds alone may take many beside others. */
const PATIENCE_MS = 60_000;

describe('a real agent, without an account', () => {
  for (const entry of catalog.filter(({ kind, npm }) => npm && kind !== 'openclaw')) {
    const { program, skip } = realAgent(entry.name, entry.program ?? '');
    test(`${entry.name} tells its version, answers and leaves`, { skip }, () =>
      withTempDir(async (home) => {
        const machine = agentMachine({ env: strangersEnvironment(home, {}) });
        const found = findAgent({ entry, settings: { program }, outside: [] }, machine);
        assert.ok(found.found);
        const pids: number[] = [];
        const onStarted = ({ pid }: { pid: number }): void => void pids.push(pid);
        const processes = createBriefProcesses({ atOnce: 1, onStarted, onEnded: () => {} });
        assert.equal(await createVersionReader(processes, PATIENCE_MS)(found), entry.npm?.version);
        assert.deepEqual(await probeAgent({ ...entry, settings: {}, found }, processes, PATIENCE_MS), {
          answers: true,
        });
        assert.equal(pids.length, 2);
        for (const pid of pids) assert.deepEqual(membersOf(pid), []);
      }),
    );
  }

  const { program, skip } = realAgent('openclaw');
  test('openclaw answers once its gateway runs', { skip }, () =>
    withTempDir(async (home) => {
      const gateway = await startOpenclawGateway(program, home, 'http://127.0.0.1:9');
      try {
        const settings = { program, url: gateway.url, env: { OPENCLAW_GATEWAY_TOKEN: gateway.token } };
        const entry = knownAgent('openclaw', settings);
        assert.ok(entry);
        const machine = agentMachine({ env: strangersEnvironment(home, {}) });
        const found = findAgent({ entry, settings, outside: [] }, machine);
        assert.ok(found.found);
        const processes = createBriefProcesses({ atOnce: 1, onStarted: () => {}, onEnded: () => {} });
        assert.equal(await createVersionReader(processes, PATIENCE_MS)(found), entry.npm?.version);
        const greet = () => probeAgent({ ...entry, settings, found }, processes, PATIENCE_MS);
        await until(async () => (await greet())?.answers, { what: 'the gateway answers', deadlineMs: PATIENCE_MS });
        const stranger = { ...settings, env: { OPENCLAW_GATEWAY_TOKEN: 'wrong' } };
        const wrong = { ...found, env: { ...found.env, ...stranger.env } };
        const refused = await probeAgent({ ...entry, settings: stranger, found: wrong }, processes, PATIENCE_MS);
        assert.equal(refused?.answers, false);
      } finally {
        await gateway.kill();
      }
    }),
  );
});
