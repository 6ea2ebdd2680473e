import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editJson } from '../../../server/connect-agents/edit-json.ts';
import { editToml } from '../../../server/connect-agents/edit-toml.ts';
import type { EditConfig, Launch } from '../../../server/connect-agents/edit.ts';

const LAUNCH: Launch = { command: '/usr/bin/node', args: ['/opt/clutch "1".mjs', 'mcp'], env: {} };
const json = editJson('mcpServers', { type: 'stdio' });

/** The text that comes of it; it must not be refused. */
function edited(edit: EditConfig, text: string, launch: Launch | null = LAUNCH): string {
  const result = edit(text, launch);
  assert.ok(result.ok, JSON.stringify(result));
  return result.after ?? text;
}
function refusal(edit: EditConfig, text: string, launch: Launch | null = LAUNCH): string {
  const result = edit(text, launch);
  assert.ok(!result.ok, JSON.stringify(result));
  return result.problem;
}

/** Whatever is written, it is written once, and goes again without a trace. */
function goesAndComes(edit: EditConfig, text: string): string {
  const after = edited(edit, text);
  assert.deepEqual(edit(after, LAUNCH), { ok: true, after: null }, 'it is there already');
  assert.deepEqual(edit(edited(edit, after, null), null), { ok: true, after: null }, 'it is gone');
  return after;
}

describe('a configuration in JSON', () => {
  test('that is empty or not there becomes one with the entry', () => {
    for (const text of ['', ' \n', '{}']) {
      const { mcpServers } = JSON.parse(goesAndComes(json, text));
      assert.deepEqual(mcpServers, { clutch: { type: 'stdio', command: '/usr/bin/node', args: LAUNCH.args } });
    }
  });

  test('keeps its comments, its indentation, its other servers and its line ends', () => {
    const text =
      '{\n\t// mine\n\t"theme": "dark",\n\t"mcpServers": {\n\t\t"other": { "command": "x" } // theirs\n\t},\n}\n';
    for (const own of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
      const after = goesAndComes(json, own);
      assert.equal(after.includes('\r\n'), own.includes('\r\n'));
      assert.doesNotMatch(after.replaceAll('\r\n', ''), own.includes('\r\n') ? /\n/ : /\r/);
      assert.equal(after.startsWith('\uFEFF'), own.startsWith('\uFEFF'));
      for (const words of ['// mine', '// theirs', '"other": { "command": "x" }', '\t\t"clutch": {']) {
        assert.ok(after.includes(words), after);
      }
    }
  });

  test('is the same again when the entry is taken out, wherever it stands', () => {
    const other = '"other": {} // theirs';
    const own = '"clutch": { "command": "x" }';
    const servers = (...lines: string[]): string => `{\n  "mcpServers": {\n    ${lines.join('\n    ')}\n  }\n}\n`;
    for (const [before, after] of [
      [servers(`${own},`, '// mine', other), servers('// mine', other)],
      [servers('"other": {}, // theirs', own), servers(other)],
      [servers('"a": 1,', `${own},`, '"b": 2'), servers('"a": 1,', '"b": 2')],
      [servers('"a": 1 /* , */ ,', own), servers('"a": 1 /* , */ ')],
      ['{"mcpServers":{"clutch":{},"b":2}}', '{"mcpServers":{"b":2}}'],
    ] as const) {
      assert.equal(edited(json, before, null), after);
    }
  });

  test('gets what is outdated replaced, and keeps what the person added to the entry', () => {
    const text = '{"mcpServers":{"clutch":{"type":"stdio","command":"old","args":[],"trust":true,"env":{"A":"1"}}}}';
    const { mcpServers } = JSON.parse(edited(json, text, { ...LAUNCH, env: { CLUTCH_HOME: '/h' } }));
    assert.deepEqual(mcpServers.clutch, {
      type: 'stdio',
      command: '/usr/bin/node',
      args: LAUNCH.args,
      trust: true,
      env: { A: '1', CLUTCH_HOME: '/h' },
    });
  });

  for (const [text, words] of [
    ['{\n  "a": 1\n  "b": 2\n}', /^line 3, column 3: this is no JSON/],
    ['{"mcpServers": {', /^line 1, column 17: this is no JSON/],
    ['[]', /^line 1, column 1: the file holds no object/],
    ['{\n "mcpServers": []}', /^line 2, column 16: “mcpServers” is no object/],
    ['{"mcpServers": {}, "mcpServers": {}}', /^line 1, column 20: “mcpServers” is there twice/],
    ['{"mcpServers": {"clutch": {}, "clutch": {}}}', /^line 1, column 31: “clutch” is there twice/],
    ['null', /holds no object/],
  ] as const) {
    test(`is refused with the place: ${text.replaceAll('\n', '⏎')}`, () => {
      assert.match(refusal(json, text), words);
      assert.match(refusal(json, text, null), words);
    });
  }
});

describe('a configuration in TOML', () => {
  test('that is empty becomes one with the entry', () => {
    assert.equal(
      goesAndComes(editToml, ''),
      '[mcp_servers.clutch]\ncommand = "/usr/bin/node"\nargs = ["/opt/clutch \\"1\\".mjs", "mcp"]\n',
    );
  });

  test('keeps every other line as it is, whatever its line ends', () => {
    const text =
      '# mine\nmodel = "big" # really\nsince = 2026-01-01\n\n[mcp_servers.other]\ncommand = "x"\n\n[tui]\ntext = """\n[mcp_servers.clutch]\n"""';
    for (const own of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}\n`]) {
      const after = goesAndComes(editToml, own);
      assert.ok(after.startsWith(own), after);
      assert.equal(edited(editToml, after, null).trimEnd(), own.trimEnd());
    }
  });

  test('gets what is outdated replaced in its place, and keeps what the person added to the entry', () => {
    const text =
      'a = 1\n[mcp_servers.clutch] # ours\nstartup_timeout_sec = 20\ncommand = "old"\nargs = []\n\n[mcp_servers.clutch.tools.ask]\napproval = "auto"\n\n# about z\n[z]\nb = 2\n';
    const after = edited(editToml, text);
    assert.equal(
      after,
      'a = 1\n[mcp_servers.clutch] # ours\ncommand = "/usr/bin/node"\nargs = ["/opt/clutch \\"1\\".mjs", "mcp"]\nstartup_timeout_sec = 20\n\n[mcp_servers.clutch.tools.ask]\napproval = "auto"\n\n# about z\n[z]\nb = 2\n',
    );
    assert.equal(edited(editToml, after, null), 'a = 1\n# about z\n[z]\nb = 2\n');
  });

  test('takes variables beside those of the person', () => {
    const text = '["mcp_servers".\'clutch\']\ncommand = "old"\nenv = { A = "1" }\n';
    const after = edited(editToml, text, { ...LAUNCH, env: { CLUTCH_HOME: '/h' } });
    assert.match(after, /^env = \{ "A" = "1", "CLUTCH_HOME" = "\/h" \}$/m);
  });

  for (const [text, words] of [
    ['a = 1\nb = = 2\n', /^line 2, column \d+: this is no TOML/],
    ['[mcp_servers]\nclutch = { command = "old" }\n', /cannot be edited without changing more.*Write it by hand/],
    ['mcp_servers = { other = { command = "x" } }\n', /cannot be edited without changing more/],
    ['[mcp_servers.clutch]\nargs = [\n  "old",\n]\ncommand = "x"\n', /cannot be edited without changing more/],
    ['mcp_servers = 5\n', /cannot be edited without changing more/],
  ] as const) {
    test(`is refused with what to do: ${text.replaceAll('\n', '⏎')}`, () =>
      assert.match(refusal(editToml, text), words));
  }
});
