import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { lineDiff } from '../../../server/cli/line-diff.ts';
import { createClutch, type Clutch } from '../../helpers/clutch.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

function atHome(
  files: Readonly<Record<string, string>>,
  work: (clutch: Clutch, home: string) => Promise<void>,
): Promise<void> {
  return withTempDir(async (home) => {
    writeTree(home, files);
    const own = { HOME: home, PATH: '', XDG_CONFIG_HOME: '', CODEX_HOME: '', CLAUDE_CONFIG_DIR: '' };
    await work(createClutch(path.join(home, 'clutch'), own), home);
  });
}

describe('clutch connect-agents', () => {
  test('shows what it would change, and writes it when it is told to', () =>
    atHome({ '.codex/config.toml': 'model = "big"\n' }, async ({ run }, home) => {
      const file = path.join(home, '.codex/config.toml');
      const shown = await run(home, 'connect-agents');
      assert.equal(shown.code, 0, shown.stderr);
      assert.match(
        shown.stdout,
        /^Codex:\n--- .*config\.toml\n\+\+\+ .*\n@@ -1,1 \+1,\d @@\n model = "big"\n\+\n\+\[mcp_servers/,
      );
      assert.match(shown.stdout, /Nothing was written; --write writes it\./);
      assert.equal(readFileSync(file, 'utf8'), 'model = "big"\n');
      const written = await run(home, 'connect-agents', '--write');
      assert.match(written.stdout, /Written to .*config\.toml\. What it was is in .*before-clutch/);
      assert.match(readFileSync(file, 'utf8'), /args = \[".*dist\/clutch\.mjs", "mcp"\]/);
      assert.match((await run(home, 'connect-agents')).stdout, /Codex: has CLUTCH's tools already/);
      await run(home, 'connect-agents', '--remove', '--write');
      assert.equal(readFileSync(file, 'utf8').trimEnd(), 'model = "big"');
    }));

  test('sets up exactly the agents that are named', () =>
    atHome({ '.codex/config.toml': '' }, async ({ run }, home) => {
      const { code } = await run(home, 'connect-agents', '--agent', 'gemini', '--agent', 'claude', '--write');
      assert.equal(code, 0);
      assert.equal(readFileSync(path.join(home, '.codex/config.toml'), 'utf8'), '');
      for (const file of ['.gemini/settings.json', '.claude.json']) assert.ok(existsSync(path.join(home, file)));
    }));

  test('says what it cannot do, and does the rest', () =>
    atHome({ '.codex/config.toml': 'a =\n', '.gemini/settings.json': '{}' }, async ({ run }, home) => {
      const { code, stderr, stdout } = await run(home, 'connect-agents', '--write');
      assert.equal(code, 1);
      assert.match(stderr, /Codex: .*config\.toml: line 1, column \d+: this is no TOML/);
      assert.match(stdout, /Gemini CLI:[^]*Written to/);
      const unknown = await run(home, 'connect-agents', '--agent', 'other');
      assert.deepEqual([unknown.code, /knows no agent “other”/.test(unknown.stderr)], [2, true]);
    }));

  test('finds no agent where there is none', () =>
    atHome({}, async ({ run }, home) => {
      const { code, stderr } = await run(home, 'connect-agents');
      assert.equal(code, 2);
      assert.match(stderr, /finds none of the agents it knows/);
    }));
});

test('a diff shows an edit with two lines around it, and nothing where nothing changed', () => {
  const lines = (words: string): string => `${words.split(' ').join('\n')}\n`;
  assert.equal(
    lineDiff('f', lines('a b c d e f'), lines('a b c X Y e f')),
    '--- f\n+++ f\n@@ -2,5 +2,6 @@\n b\n c\n-d\n+X\n+Y\n e\n f\n',
  );
  assert.equal(lineDiff('f', null, 'a\n'), '--- /dev/null\n+++ f\n@@ -0,0 +1,1 @@\n+a\n');
  assert.equal(lineDiff('f', 'a\n', 'a\n'), '');
  assert.ok(lineDiff('f', '', 'x'.repeat(10_000)).length < 300);
});
