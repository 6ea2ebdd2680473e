import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ProjectConfig } from '#schemas/settings.ts';
import { policyOf, readProjectConfig } from '../../../server/runs/project-config.ts';
import { useAgent } from '../../../server/runs/use-agent.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const CONFIG = '.clutch/config.json';
const everyRole = { role: null };

describe('choosing an agent', () => {
  test('makes the configuration of a project that has none', () =>
    withTempDir((root) => {
      useAgent(root, { ...everyRole, name: 'claude' });
      assert.equal(readFileSync(path.join(root, CONFIG), 'utf8'), '{\n  "runtime": "claude"\n}\n');
      assert.equal(statSync(path.join(root, CONFIG)).mode & 0o777, 0o644);
    }));

  test('changes nothing else in the text', () =>
    withTempDir((root) => {
      const before =
        '{\r\n\t"playbook":   null,\r\n\t"runtime": "playbook",\r\n\t"roles": { "validator": "codex" }\r\n}';
      writeTree(root, { [CONFIG]: before });
      useAgent(root, { ...everyRole, name: 'claude' });
      assert.equal(
        readFileSync(path.join(root, CONFIG), 'utf8'),
        before.replace('"runtime": "playbook"', '"runtime": "claude"'),
      );
      useAgent(root, { name: 'claude', role: 'research', model: 'small' });
      const { runtime, roles, models } = readProjectConfig(root);
      assert.deepEqual(
        { runtime, roles, models },
        {
          runtime: 'claude',
          roles: { validator: 'codex', research: 'claude' },
          models: { research: 'small' },
        },
      );
    }));

  test('takes with it the models that were words of another agent, and no others', () =>
    withTempDir((root) => {
      const config = {
        runtime: 'claude',
        roles: { validator: 'codex' },
        models: { executor: 'opus', validator: 'large' },
      };
      writeTree(root, { [CONFIG]: JSON.stringify(config) });
      useAgent(root, { ...everyRole, name: 'claude' });
      assert.deepEqual(readProjectConfig(root).models, config.models);
      useAgent(root, { name: 'gemini', role: null, model: 'pro' });
      assert.deepEqual(readProjectConfig(root).models, { validator: 'large' });
      assert.equal(readProjectConfig(root).agents['gemini']?.model, 'pro');
      useAgent(root, { name: 'opencode', role: 'validator' });
      assert.deepEqual(readProjectConfig(root).models, {});
    }));

  test('with a model sets it for all that the agent does, and with none leaves the choice to the agent', () =>
    withTempDir((root) => {
      const before = {
        runtime: 'claude',
        roles: { validator: 'codex' },
        models: { executor: 'opus', validator: 'large' },
      };
      writeTree(root, { [CONFIG]: JSON.stringify(before) });
      const now = () => {
        const { models, agents } = readProjectConfig(root);
        return { models, model: agents['claude']?.model };
      };
      useAgent(root, { ...everyRole, name: 'claude', model: 'sonnet' });
      assert.deepEqual(now(), { models: { validator: 'large' }, model: 'sonnet' });
      useAgent(root, { role: 'research', name: 'claude', model: 'haiku' });
      useAgent(root, { role: 'research', name: 'claude' });
      assert.deepEqual(now(), { models: { validator: 'large', research: 'haiku' }, model: 'sonnet' });
      useAgent(root, { role: 'research', name: 'claude', model: null });
      useAgent(root, { ...everyRole, name: 'claude', model: null });
      assert.deepEqual(now(), { models: { validator: 'large' }, model: undefined });
    }));

  test('writes to no place that a link leads to', () =>
    withTempDir((folder) => {
      const root = path.join(folder, 'project');
      mkdirSync(root);
      mkdirSync(path.join(folder, 'elsewhere'));
      symlinkSync('../elsewhere', path.join(root, '.clutch'));
      assert.throws(() => useAgent(root, { ...everyRole, name: 'claude' }), /behind a link/);
    }));

  test('leaves a configuration alone that cannot be read', () =>
    withTempDir((root) => {
      writeTree(root, { [CONFIG]: '{ "runtime": ' });
      assert.throws(() => useAgent(root, { ...everyRole, name: 'claude' }), /is not JSON/);
      assert.equal(readFileSync(path.join(root, CONFIG), 'utf8'), '{ "runtime": ');
    }));
});

describe('the model of a role', () => {
  const config = ProjectConfig.parse({
    runtime: 'claude',
    roles: { validator: 'codex' },
    models: { executor: 'opus', validator: 'large' },
  });

  test('is that of the configuration, for the agent that it was set for', () => {
    assert.deepEqual(policyOf(config, { runtime: 'claude' }).models, { executor: 'opus', validator: 'large' });
    assert.deepEqual(policyOf(config, { runtime: 'gemini' }).models, { validator: 'large' });
  });

  test('is the one that was named for the run, where the role has no agent of its own', () => {
    const model = 'pro';
    assert.deepEqual(policyOf(config, { runtime: 'gemini', model }).models, {
      executor: model,
      research: model,
      validator: 'large',
      debugger: model,
      conflict_resolver: model,
    });
  });
});
