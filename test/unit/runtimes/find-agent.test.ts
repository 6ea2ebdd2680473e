import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { AgentSettings } from '#schemas/agents.ts';
import { catalog, knownAgent } from '../../../server/runtimes/catalog.ts';
import { type AgentMachine, findAgent } from '../../../server/runtimes/find-agent.ts';
import { agentMachine, makeProgram } from '../../helpers/agent-machine.ts';
import { withTempDir } from '../../helpers/temp.ts';

/** Looks for `gemini` on a machine whose PATH is `bin` of the folder. */
function find(folder: string, settings: AgentSettings = {}, changes: Partial<AgentMachine> = {}, name = 'gemini') {
  const entry = knownAgent(name, settings);
  assert.ok(entry);
  const machine = agentMachine({ env: { PATH: path.join(folder, 'bin') }, npxFolder: '/home/npx', ...changes });
  return findAgent({ entry, settings, outside: [path.join(folder, 'project')] }, machine);
}

const allowed = { mayDownload: () => true };

describe('an agent', () => {
  test('is the program of its settings before that of the PATH, and that before its package', () =>
    withTempDir((folder) => {
      const npx = makeProgram(folder, 'bin/npx', '');
      const fetched = find(folder, {}, allowed);
      assert.ok(fetched.found);
      assert.deepEqual([fetched.source, fetched.program, fetched.version], ['npx', npx, '0.61.0']);
      const onPath = makeProgram(folder, 'bin/gemini', '');
      const found = find(folder, {}, allowed);
      assert.ok(found.found);
      assert.deepEqual([found.source, found.program, found.args], ['PATH', onPath, ['--acp']]);
      const own = makeProgram(folder, 'own/agent', '');
      const chosen = find(folder, { program: own }, allowed);
      assert.ok(chosen.found);
      assert.deepEqual([chosen.source, chosen.program, chosen.args], ['settings', own, ['--acp']]);
    }));

  test('is fetched in exactly one version, away from what a project could put in the way of it', () =>
    withTempDir((folder) => {
      makeProgram(folder, 'bin/npx', '');
      const found = find(folder, {}, allowed);
      assert.ok(found.found);
      const before = ['--yes', '--prefix=/home/npx', '--package=@google/gemini-cli@0.61.0', '--', 'gemini'];
      assert.deepEqual(found.args, [...before, '--acp']);
      assert.equal(found.package, '@google/gemini-cli@0.61.0');
    }));

  test('is not fetched without consent; what to do is said', () =>
    withTempDir((folder) => {
      makeProgram(folder, 'bin/npx', '');
      const missing = find(folder);
      assert.ok(!missing.found);
      assert.equal(missing.reason, 'not-allowed');
      assert.match(missing.message, /npm install --global @google\/gemini-cli@0\.61\.0/);
      assert.match(missing.message, /clutch agents --allow gemini/);
    }));

  test('cannot be fetched where there is no npx', () =>
    withTempDir((folder) => {
      const missing = find(folder, {}, allowed);
      assert.ok(!missing.found);
      assert.match(missing.message, /npx is not on the PATH/);
    }));

  test('is no program that lies in the project, though it stands on the PATH', () =>
    withTempDir((folder) => {
      const bin = path.join(folder, 'project/node_modules/.bin');
      makeProgram(bin, 'gemini', '');
      makeProgram(bin, 'npx', '');
      for (const changes of [{}, allowed]) {
        assert.ok(!find(folder, {}, { ...changes, env: { PATH: bin } }).found);
      }
    }));

  test('gets the arguments of its settings in place of its usual ones', () =>
    withTempDir((folder) => {
      makeProgram(folder, 'bin/gemini', '');
      const found = find(folder, { args: ['--experimental-acp'] });
      assert.ok(found.found);
      assert.deepEqual(found.args, ['--experimental-acp']);
      assert.equal(found.versionArgs, null, 'what it would say to them is not known');
    }));

  test('gets the variables of its settings, and is looked for on their PATH', () =>
    withTempDir((folder) => {
      const program = makeProgram(folder, 'elsewhere/gemini', '');
      const found = find(folder, { env: { PATH: path.join(folder, 'elsewhere'), KEY: 'k' } });
      assert.ok(found.found);
      assert.equal(found.program, program);
      assert.equal(found.env['KEY'], 'k');
    }));

  test('with a setting that cannot be used is not looked for anywhere else', () =>
    withTempDir((folder) => {
      makeProgram(folder, 'bin/gemini', '');
      for (const [program, why] of [
        ['./bin/gemini', /absolute path, or a name on the PATH/],
        [path.join(folder, 'missing'), /which is not there/],
        ['missing', /which is not there/],
      ] as const) {
        const missing = find(folder, { program }, allowed);
        assert.ok(!missing.found);
        assert.equal(missing.reason, 'settings');
        assert.match(missing.message, why);
      }
    }));

  test('that only settings know needs a kind and a program', () =>
    withTempDir((folder) => {
      assert.equal(knownAgent('mine', {}), null);
      const without = find(folder, { kind: 'command' }, allowed, 'mine');
      assert.ok(!without.found);
      assert.match(without.message, /`agents\.mine\.program`/);
      const program = makeProgram(folder, 'bin/mine', '');
      const found = find(folder, { kind: 'command', program: 'mine' }, {}, 'mine');
      assert.ok(found.found);
      assert.equal(found.program, program);
      assert.equal(found.versionArgs, null, 'starting it to ask could be starting its work');
    }));

  test('that a person keeps running is no package to fetch, and needs no program where its address is known', () =>
    withTempDir((folder) => {
      makeProgram(folder, 'bin/npx', '');
      const missing = find(folder, {}, allowed, 'openclaw');
      assert.ok(!missing.found);
      assert.match(missing.message, /npm install --global openclaw@.*`agents\.openclaw\.url` to its gateway\.$/);
      const found = find(folder, { url: 'ws://127.0.0.1:18789' }, {}, 'openclaw');
      assert.ok(found.found);
      assert.deepEqual([found.source, found.program], ['settings', null]);
    }));

  test('that is built in needs nothing', () =>
    withTempDir((folder) => {
      for (const name of ['playbook', 'human']) {
        const found = find(folder, {}, {}, name);
        assert.ok(found.found);
        assert.equal(found.source, 'built-in');
      }
    }));
});

test('every agent of the catalog has a name of its own and one exact version of its package', () => {
  assert.equal(new Set(catalog.map(({ name }) => name)).size, catalog.length);
  for (const { name, npm, program } of catalog) {
    if (npm) assert.match(npm.version, /^\d+\.\d+\.\d+$/, name);
    assert.equal(npm === null, program === null, name);
  }
});
