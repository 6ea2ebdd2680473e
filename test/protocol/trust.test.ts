import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { ForecastRunMethod, ForecastRunResult, StartRunMethod } from '#schemas/protocol/runs.ts';
import { GrantTrustMethod, ShowTrustMethod, TrustCount } from '#schemas/protocol/trust.ts';
import { RunView } from '#schemas/run/run.ts';
import { TrustView } from '#schemas/run/trust.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';

type Request = (method: string, params: object) => Promise<unknown>;

/** A client of the server's socket, as VS Code is one. */
function asClient(play: (request: Request, stage: PlanStage) => Promise<void>): Promise<void> {
  return withPlanStage(simplePhases(1), async (stage) => {
    await stage.clutch.run(stage.project.root, 'server', 'start');
    const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(stage.clutch.home, 'server.json'), 'utf8')));
    const socket = createConnection(address);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.listen();
    try {
      await play((method, params) => connection.sendRequest(method, params), stage);
    } finally {
      connection.dispose();
      socket.destroy();
    }
  });
}

const everything = { start: null, end: null, runtime: null };

describe('a client', () => {
  test('that does not say who consents starts nothing; with a trusted workspace it does', () =>
    asClient(async (request, { project }) => {
      const params = { ...everything, target: project.prd, playbook: project.playbook };
      await assert.rejects(
        request(StartRunMethod, params),
        /would start what nobody has trusted yet: `test -f 1-alpha\.txt`/,
      );
      const run = RunView.parse(await request(StartRunMethod, { ...params, consent: 'workspace' }));
      assert.equal(run.status, 'running');
    }));

  test('sees what is not trusted, and grants exactly what it saw', () =>
    asClient(async (request, { project }) => {
      const params = { ...everything, scope: 'run', target: project.prd, playbook: project.playbook, run: null };
      const before = TrustView.parse(await request(ShowTrustMethod, params));
      assert.deepEqual(
        before.entries.map(({ text, trusted }) => [text, trusted]),
        [['test -f 1-alpha.txt', false]],
      );
      const grant = { project: before.project, hashes: before.entries.map(({ hash }) => hash) };
      assert.deepEqual(TrustCount.parse(await request(GrantTrustMethod, grant)), { count: 1 });
      assert.deepEqual(TrustCount.parse(await request(GrantTrustMethod, grant)), { count: 0 });
      const start = { ...everything, target: project.prd, playbook: project.playbook };
      assert.equal(RunView.parse(await request(StartRunMethod, start)).status, 'running');
    }));

  test('asks for a forecast without starting anything', () =>
    asClient(async (request, { clutch, project }) => {
      const found = ForecastRunResult.parse(
        await request(ForecastRunMethod, { target: project.prd, start: null, end: null }),
      );
      assert.equal(found.sentence, '1 phase in 1 session.');
      assert.deepEqual(await clutch.runs(project.root), []);
    }));
});
