import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import {
  type AgentView,
  AllowAgentMethod,
  AllowAgentResult,
  ListAgentsMethod,
  type ListAgentsParams,
  ListAgentsResult,
  UseAgentMethod,
  UseAgentResult,
} from '#schemas/protocol/agents.ts';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { ShowTrustMethod } from '#schemas/protocol/trust.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { TrustView } from '#schemas/run/trust.ts';
import { makeProgram } from '../helpers/agent-machine.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';

type Request = (method: string, params: object) => Promise<unknown>;

/** A client of the server's socket, as VS Code is one, in a project with this configuration. */
function asClient(config: object, play: (request: Request, stage: PlanStage) => Promise<void>): Promise<void> {
  return withPlanStage(
    simplePhases(1),
    async (stage) => {
      await stage.clutch.run(stage.project.root, 'server', 'start');
      const info = ServerInfo.parse(JSON.parse(readFileSync(path.join(stage.clutch.home, 'server.json'), 'utf8')));
      const socket = createConnection(info.address);
      const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
      connection.listen();
      try {
        await play((method, params) => connection.sendRequest(method, params), stage);
      } finally {
        connection.dispose();
        socket.destroy();
      }
    },
    { config },
  );
}

async function list(request: Request, params: ListAgentsParams): Promise<ReadonlyMap<string, AgentView>> {
  const { agents } = ListAgentsResult.parse(await request(ListAgentsMethod, params));
  return new Map(agents.map((agent) => [agent.name, agent]));
}

describe('the list of agents', () => {
  test('holds all that are known or configured, with what stands in their way', () =>
    asClient(
      { roles: { validator: 'nobody' }, agents: { mine: { kind: 'command' } } },
      async (request, { project }) => {
        const agents = await list(request, { project: project.root, look: 'files' });
        assert.deepEqual([...agents.keys()].slice(-3), ['human', 'mine', 'nobody']);
        assert.equal(agents.get('playbook')?.problem, null);
        assert.match(agents.get('mine')?.problem ?? '', /has no program/);
        assert.match(agents.get('nobody')?.problem ?? '', /no agent runtime named nobody/);
        assert.deepEqual(agents.get('nobody')?.roles, [{ role: 'validator', model: null }]);
        assert.equal(agents.get('playbook')?.roles.length, 4);
      },
    ));

  test('of no project says nothing of roles', () =>
    asClient({}, async (request) => {
      const agents = await list(request, { project: null, look: 'files' });
      assert.ok([...agents.values()].every(({ roles }) => roles.length === 0));
    }));

  test('says whether the built-in agent answers', () =>
    asClient({}, async (request, { project }) => {
      const agents = await list(request, { project: project.root, look: 'greeting', names: ['playbook', 'human'] });
      assert.equal(agents.size, 2);
      assert.equal(agents.get('playbook')?.answers, true);
      assert.equal(agents.get('human')?.answers, null);
    }));

  test('starts nothing that a project brings and nobody has trusted', () =>
    asClient({}, async (request, { project, folder }) => {
      const mark = path.join(folder, 'started');
      const program = makeProgram(
        folder,
        'agent',
        `require('fs').writeFileSync(${JSON.stringify(mark)}, ''); console.log('1.2.3');`,
      );
      const config = { runtime: 'gemini', agents: { gemini: { program } } };
      writeFileSync(path.join(project.root, '.clutch/config.json'), JSON.stringify(config));
      const look: ListAgentsParams = { project: project.root, look: 'version', names: ['gemini'] };
      const open = (await list(request, look)).get('gemini');
      assert.match(open?.problem ?? '', /Nobody has trusted the runtime gemini: .*clutch trust --show/);
      assert.equal(open?.version, null);
      assert.ok(!existsSync(mark));
      const trusted = (await list(request, { ...look, trusted: true })).get('gemini');
      assert.deepEqual([trusted?.version, trusted?.problem, trusted?.source], ['1.2.3', null, 'settings']);
    }));
});

describe('choosing an agent', () => {
  test('writes the configuration, and counts as trust in that name', () =>
    asClient({}, async (request, { project }) => {
      const choice = { project: project.root, name: 'human', role: 'validator', model: null };
      const { config, agent } = UseAgentResult.parse(await request(UseAgentMethod, choice));
      assert.equal(config, path.join(project.root, '.clutch/config.json'));
      assert.deepEqual(agent.roles, [{ role: 'validator', model: null }]);
      assert.equal(JSON.parse(readFileSync(config, 'utf8')).roles.validator, 'human');
      const asked = { scope: 'project', target: project.root, start: null, end: null };
      const none = { runtime: null, playbook: null, run: null };
      const { entries } = TrustView.parse(await request(ShowTrustMethod, { ...asked, ...none }));
      const open = entries.filter(({ trusted }) => !trusted).map(({ text }) => text);
      assert.ok(!open.includes('human'), open.join());
    }));

  test('refuses a name that means nothing, and what no file can hold', () =>
    asClient({}, async (request, { project }) => {
      const choice = { project: project.root, name: 'copilot', role: null, model: null };
      await assert.rejects(request(UseAgentMethod, choice), /no agent runtime named copilot/);
      await assert.rejects(request(UseAgentMethod, { ...choice, name: '../x' }), /letters, digits/);
      await assert.rejects(request(UseAgentMethod, { ...choice, name: 'human', role: 'boss' }), /role/);
    }));

  test('consent to a download names the package, is kept on this machine and can be taken back', () =>
    asClient({}, async (request, { clutch }) => {
      const file = path.join(clutch.home, 'config.json');
      const download = (): unknown =>
        MachineConfig.parse(JSON.parse(readFileSync(file, 'utf8'))).agents['gemini']?.download;
      for (const allowed of [true, false]) {
        const answer = AllowAgentResult.parse(await request(AllowAgentMethod, { name: 'gemini', allowed }));
        assert.equal(answer.package, '@google/gemini-cli@0.61.0');
        assert.equal(download(), allowed);
      }
      await assert.rejects(
        request(AllowAgentMethod, { name: 'human', allowed: true }),
        /none of the agents that can be/,
      );
    }));
});
