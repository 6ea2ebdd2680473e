import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readProjectConfig } from '../../../server/runs/project-config.ts';
import { agentEntries, commandEntries, configEntries, promptEntries } from '../../../server/runs/trust-entries.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const nothing = { runtime: null, playbook: null };
const prp = (path: string, ...commands: string[]) => ({
  path,
  validation: [{ level: 1, title: 'Tests', commands, line: 7 }],
});
const shown = (entries: readonly { kind: string; text: string }[]): string[] =>
  entries.map(({ kind, text }) => `${kind} ${text}`);

test('what the project lets agents do without asking is trusted clause by clause', () =>
  withTempDir((root) => {
    const allow = [{ command: 'npm ci' }, { hosts: ['registry.example.com'] }];
    writeTree(root, { '.clutch/config.json': JSON.stringify({ permissions: { allow } }) });
    assert.deepEqual(shown(configEntries(root, { runtime: 'human', playbook: null })), [
      'permission {"command":"npm ci"}',
      'permission {"hosts":["registry.example.com"]}',
    ]);
  }));

describe('what a plan starts', () => {
  test('is each command once, where it comes first', () => {
    const entries = commandEntries([prp('a.md', 'npm test', 'make'), prp('b.md', 'make', 'cargo test')]);
    assert.deepEqual(
      entries.map(({ text, source }) => `${text} ${source}`),
      ['npm test a.md:7', 'make a.md:7', 'cargo test b.md:7'],
    );
  });

  test('is another thing when a single character is another', () => {
    const hashes = commandEntries([prp('a.md', 'rm -rf out', 'rm -rf /out')]).map(({ hash }) => hash);
    assert.equal(new Set(hashes).size, 2);
  });
});

describe('what a configuration starts', () => {
  const config = { runtime: 'one', roles: { validator: 'two' }, playbook: 'steps.yaml' };
  const inProject = (work: (root: string) => void) =>
    withTempDir((root) => {
      writeTree(root, { '.clutch/config.json': JSON.stringify(config), 'steps.yaml': 'version: 1\n' });
      work(root);
    });

  test('is its runtimes and its playbook', () =>
    inProject((root) =>
      assert.deepEqual(shown(configEntries(root, nothing)), ['runtime one', 'runtime two', 'playbook steps.yaml']),
    ));

  test('is less what the person named themselves', () =>
    inProject((root) => {
      const named = { runtime: null, playbook: '/elsewhere.yaml' };
      assert.deepEqual(shown(configEntries(root, named)), ['runtime two']);
    }));

  test('is another thing when the playbook holds other steps', () =>
    inProject((root) => {
      const before = configEntries(root, nothing).at(-1)?.hash;
      assert.equal(configEntries(root, nothing).at(-1)?.hash, before);
      writeTree(root, { 'steps.yaml': 'version: 2\n' });
      assert.notEqual(configEntries(root, nothing).at(-1)?.hash, before);
    }));

  test('is also how it has an agent started, whoever chose that agent', () =>
    withTempDir((root) => {
      const claude = { program: '/opt/claude', args: ['--x'], env: { ANTHROPIC_BASE_URL: 'http://elsewhere' } };
      writeTree(root, { '.clutch/config.json': JSON.stringify({ runtime: 'claude', agents: { claude } }) });
      const way = 'runtime claude: /opt/claude --x, with ANTHROPIC_BASE_URL=http://elsewhere';
      assert.deepEqual(shown(configEntries(root, nothing)), ['runtime claude', way]);
      assert.deepEqual(shown(configEntries(root, { runtime: 'claude', playbook: null })), [way]);
      assert.deepEqual(shown(configEntries(root, { runtime: 'codex', playbook: null })), []);
      assert.deepEqual(shown(agentEntries(readProjectConfig(root), 'claude')), [way]);
    }));

  test('is another thing with another program, argument, variable or address, and the same with another model', () =>
    withTempDir((root) => {
      const hashOf = (settings: object): string | undefined => {
        writeTree(root, { '.clutch/config.json': JSON.stringify({ agents: { claude: settings } }) });
        return agentEntries(readProjectConfig(root), 'claude')[0]?.hash;
      };
      const program = '/opt/claude';
      const ways = [
        { program },
        { program: '/opt/other' },
        { program, args: ['--x'] },
        { program, args: ['--x', ''] },
        { program, env: { A: 'b' } },
        { program, env: { A: 'c' } },
        { program, url: 'ws://127.0.0.1:1' },
        { program, kind: 'acp' },
      ];
      assert.equal(new Set(ways.map(hashOf)).size, ways.length);
      assert.equal(hashOf({ program, model: 'big' }), hashOf({ program }));
      assert.equal(hashOf({ model: 'big' }), undefined);
    }));

  test('is nothing without a configuration', () =>
    withTempDir((root) => assert.deepEqual(configEntries(root, nothing), [])));
});

describe('what a project tells agents in words of its own', () => {
  const file = '.clutch/prompts/qa.md';

  test('is each of its prompts, and another thing when its text is another', () =>
    withTempDir((root) => {
      writeTree(root, { [file]: 'one', '.clutch/prompts/notes.md': 'no prompt' });
      const [before, ...more] = promptEntries(root);
      assert.deepEqual(more, []);
      assert.deepEqual([before?.kind, before?.text, before?.source], ['prompt', 'qa', file]);
      assert.deepEqual(promptEntries(root), [before]);
      writeTree(root, { [file]: 'two' });
      assert.notEqual(promptEntries(root)[0]?.hash, before?.hash);
    }));

  test('is nothing where it has none', () => withTempDir((root) => assert.deepEqual(promptEntries(root), [])));
});
