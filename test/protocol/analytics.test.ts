import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import {
  AnalyticsMethod,
  AnalyticsResult,
  ModelAnalyticsMethod,
  ModelAnalyticsResult,
  PromptAnalyticsMethod,
  PromptAnalyticsResult,
  PromptWording,
  PromptWordingMethod,
} from '#schemas/protocol/analytics.ts';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';

type Request = (method: string, params: object) => Promise<unknown>;

test('figures of a run are the same after the server was started anew, and of another folder there are none', () =>
  withPlanStage(simplePhases(2), async (stage) => {
    const { clutch, project, folder } = stage;
    const run = await clutch.run(project.root, 'run', project.prd, '--yes', '--playbook', project.playbook);
    assert.equal(run.code, 0, run.stderr);
    const ask = { folders: [project.root], bucket: 'hour', zone: 'Europe/Berlin' };
    const first = await withServer(stage, async (request) =>
      AnalyticsResult.parse(await request(AnalyticsMethod, ask)),
    );
    assert.deepEqual([first.total.runsStarted, first.total.runsCompleted, first.total.phases], [1, 1, 2]);
    assert.equal(first.total.workstreams, 2);
    assert.equal(first.total.cost.unknownSessions, first.total.sessions, 'the built-in agent tells no cost');
    assert.equal(first.before, null);
    assert.deepEqual(
      first.projects.map(({ root }) => root),
      [project.root],
    );
    await clutch.run(project.root, 'server', 'stop');
    await withServer(stage, async (request) => {
      const again = AnalyticsResult.parse(await request(AnalyticsMethod, { ...ask, to: first.to }));
      assert.deepEqual(again, first);
      const other = AnalyticsResult.parse(await request(AnalyticsMethod, { ...ask, folders: [folder] }));
      assert.equal(other.total.runsStarted, 0);
      const models = ModelAnalyticsResult.parse(await request(ModelAnalyticsMethod, ask));
      assert.deepEqual(
        models.rows.map(({ runtime, role, firstSession }) => [runtime, role, firstSession.hits, firstSession.of]),
        [
          ['playbook', 'executor', 2, 2],
          ['playbook', 'validator', 0, 0],
        ],
      );
      assert.equal(models.choices[0]?.roles.length, 5);
      const { prompts } = PromptAnalyticsResult.parse(await request(PromptAnalyticsMethod, ask));
      const executor = prompts.find(({ name }) => name === 'executor');
      const [version] = executor?.versions ?? [];
      assert.deepEqual([version?.source, version?.sessions, version?.current.length], ['bundled', 2, 1]);
      const wanted = { prompt: 'executor', version: version?.version };
      const wording = PromptWording.parse(await request(PromptWordingMethod, wanted));
      assert.equal(wording.text, readFileSync(path.join(BUNDLED, 'executor.md'), 'utf8'));
      await assert.rejects(request(PromptWordingMethod, { prompt: 'executor', version: '9 ffffff' }), /is not kept/);
    });
  }));

test('what cannot be a period is refused with a sentence', () =>
  withPlanStage(simplePhases(1), (stage) =>
    withServer(stage, async (request) => {
      await assert.rejects(request(AnalyticsMethod, { zone: 'Mars/Olympus' }), /There is no time zone Mars\/Olympus\./);
      await assert.rejects(request(AnalyticsMethod, { from: 2000, to: 1000 }), /ends before it begins/);
      await assert.rejects(request(AnalyticsMethod, { from: 0, bucket: 'hour' }), /more than 1000 pieces of one hour/);
      await assert.rejects(request(AnalyticsMethod, { from: Number.MAX_VALUE }), /clutch\/analytics:/);
      const empty = AnalyticsResult.parse(await request(AnalyticsMethod, {}));
      assert.deepEqual([empty.total.sessions, empty.projects], [0, []]);
    }),
  ));

const BUNDLED = path.join(import.meta.dirname, '../../server/prompts/role-prompts');

async function withServer<T>({ clutch, project }: PlanStage, play: (request: Request) => Promise<T>): Promise<T> {
  await clutch.run(project.root, 'server', 'start');
  const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(clutch.home, 'server.json'), 'utf8')));
  const socket = createConnection(address);
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  connection.listen();
  try {
    return await play((method, params) => connection.sendRequest(method, params));
  } finally {
    connection.dispose();
    socket.destroy();
  }
}
