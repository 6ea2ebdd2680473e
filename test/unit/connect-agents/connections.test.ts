import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { AgentConnection, ConnectableAgent } from '#schemas/protocol/connect-agents.ts';
import { type Connections, createConnections, launchOf } from '../../../server/connect-agents/connections.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

interface Bench {
  readonly home: string;
  readonly connections: Connections;
  file(name: string): string;
  read(name: string): string;
  planned(agent: ConnectableAgent, remove?: boolean): AgentConnection;
  connect(agent: ConnectableAgent, remove?: boolean): ReturnType<Connections['apply']>;
}

function inHome(files: Readonly<Record<string, string>>, work: (bench: Bench) => void | Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const home = path.join(folder, 'home');
    mkdirSync(home);
    writeTree(home, files);
    const connections = createConnections(
      { home, platform: 'linux', env: {} },
      launchOf({ node: '/bin/node', program: '/opt/clutch.mjs', env: {} }),
    );
    const planned = (agent: ConnectableAgent, remove = false): AgentConnection => {
      const found = connections.plan(remove).find((one) => one.agent === agent);
      assert.ok(found);
      return found;
    };
    const file = (name: string): string => path.join(home, name);
    await work({
      home,
      connections,
      file,
      read: (name) => readFileSync(file(name), 'utf8'),
      planned,
      connect: (agent, remove = false) => connections.apply({ agent, remove, seen: planned(agent, remove).seen }),
    });
  });
}

describe('connecting an agent', () => {
  test('knows which agents are there, and where each keeps its configuration', () =>
    inHome({ '.gemini/settings.json': '{}', '.config/Code/User/settings.json': '{}' }, ({ connections, home }) => {
      assert.deepEqual(
        connections.plan(false).map(({ agent, found, file }) => [agent, found, path.relative(home, file)]),
        [
          ['claude', false, '.claude.json'],
          ['codex', false, '.codex/config.toml'],
          ['gemini', true, '.gemini/settings.json'],
          ['vscode', true, '.config/Code/User/mcp.json'],
        ],
      );
    }));

  test('writes the entry, keeps the mode, and a copy of what the file was; the second time nothing is left to do', () =>
    inHome({ '.claude.json': '{ "projects": {} }\n' }, async ({ connect, planned, file, read }) => {
      chmodSync(file('.claude.json'), 0o640);
      const { backup } = await connect('claude');
      assert.equal(backup, file('.claude.json.before-clutch'));
      assert.equal(readFileSync(backup, 'utf8'), '{ "projects": {} }\n');
      assert.equal(statSync(file('.claude.json')).mode & 0o777, 0o640);
      assert.deepEqual(JSON.parse(read('.claude.json')), {
        projects: {},
        mcpServers: { clutch: { type: 'stdio', command: '/bin/node', args: ['/opt/clutch.mjs', 'mcp'] } },
      });
      assert.equal(planned('claude').after, null);
      assert.deepEqual(await connect('claude'), { file: file('.claude.json'), backup: null });
      await connect('claude', true);
      assert.doesNotMatch(read('.claude.json'), /clutch/);
    }));

  test('makes what is not there, for the person alone', () =>
    inHome({}, async ({ connect, file, read }) => {
      assert.equal((await connect('codex')).backup, null);
      assert.match(read('.codex/config.toml'), /^\[mcp_servers\.clutch\]$/m);
      assert.equal(statSync(file('.codex/config.toml')).mode & 0o777, 0o600);
      assert.equal(statSync(file('.codex')).mode & 0o777, 0o700);
    }));

  test('writes nothing over a file that has changed since it was shown, or appeared since', () =>
    inHome({ '.gemini/settings.json': '{}' }, async ({ connections, planned, file, read }) => {
      const seen = [planned('gemini').seen, planned('vscode').seen] as const;
      writeFileSync(file('.gemini/settings.json'), '{"theme": "dark"}');
      writeTree(file('.config/Code/User'), { 'mcp.json': '{}' });
      const apply = (agent: ConnectableAgent, one: string) => connections.apply({ agent, remove: false, seen: one });
      await assert.rejects(apply('gemini', seen[0]), /has changed since it was shown/);
      await assert.rejects(apply('vscode', seen[1]), /has changed since it was shown/);
      assert.equal(read('.gemini/settings.json'), '{"theme": "dark"}');
      assert.equal(existsSync(file('.gemini/settings.json.before-clutch')), false);
    }));

  test('names the file and the place where it cannot be read', () =>
    inHome({ '.gemini/settings.json': '{\n  "a": }\n' }, async ({ planned, connect, file }) => {
      assert.equal(planned('gemini').problem?.startsWith(`${file('.gemini/settings.json')}: line 2, column 8: `), true);
      await assert.rejects(connect('gemini'), /line 2, column 8/);
      writeFileSync(file('.gemini/settings.json'), Buffer.from([0x7b, 0xff, 0x7d]));
      assert.match(planned('gemini').problem ?? '', /is not UTF-8/);
      mkdirSync(file('.codex/config.toml'), { recursive: true });
      assert.match(planned('codex').problem ?? '', /is no file/);
    }));

  test('follows a link inside of the home, and none that leads out of it', () =>
    inHome({ 'dotfiles/claude.json': '{}', '.gemini/x': '' }, async ({ connect, file, read, home }) => {
      symlinkSync(file('dotfiles/claude.json'), file('.claude.json'));
      assert.equal((await connect('claude')).file, file('dotfiles/claude.json'));
      assert.match(read('dotfiles/claude.json'), /clutch\.mjs/);
      assert.ok(existsSync(file('dotfiles/claude.json.before-clutch')));
      writeTree(path.dirname(home), { 'foreign.json': '{}' });
      symlinkSync(path.join(home, '../foreign.json'), file('.gemini/settings.json'));
      await assert.rejects(connect('gemini'), /is a link that leads out of/);
      assert.equal(readFileSync(path.join(home, '../foreign.json'), 'utf8'), '{}');
    }));
});
