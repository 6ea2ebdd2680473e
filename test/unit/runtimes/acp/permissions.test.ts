import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentRequest } from '../../../../server/engine/ports.ts';
import { requestOf, responseFor } from '../../../../server/runtimes/acp/permissions.ts';
import { quirksOf, usualQuirks } from '../../../../server/runtimes/acp/quirks.ts';
import { createToolCalls, type ToolState } from '../../../../server/runtimes/acp/tool-calls.ts';

const options = [
  { optionId: 'always', name: 'Always', kind: 'allow_always' as const },
  { optionId: 'yes', name: 'Yes', kind: 'allow_once' as const },
  { optionId: 'no', name: 'No', kind: 'reject_once' as const },
];

/** The request that comes of these mentions of one tool call. */
function requestFor(mentions: readonly object[], quirks = usualQuirks): AgentRequest {
  return requestOf(options, stateOf(mentions), quirks, '/tree');
}

function stateOf(mentions: readonly object[]): ToolState {
  const tools = createToolCalls();
  const states = mentions.map((mention) => tools.upsert({ toolCallId: '1', ...mention })?.state);
  const last = states.at(-1);
  assert.ok(last !== undefined);
  return last;
}

describe('a request for permission', () => {
  test('names the command, wherever the agent puts it', () => {
    const commands: readonly [object, AgentRequest['command']][] = [
      [{ command: 'ls -l' }, 'ls -l'],
      [{ cmd: 'ls -l' }, 'ls -l'],
      [{ command: ['ls', '-l'] }, ['ls', '-l']],
      [{ command: 'ls', args: ['-l', ''] }, ['ls', '-l', '']],
      [{ command: '', script: 'ls' }, 'ls'],
      [{ command: 7, cmd: ['a', 7] }, null],
      [{ text: 'ls' }, null],
    ];
    for (const [rawInput, command] of commands) {
      assert.deepEqual(requestFor([{ kind: 'execute', rawInput }]).command, command, JSON.stringify(rawInput));
    }
  });

  test('names files and addresses, wherever the agent puts them', () => {
    const { paths, urls } = requestFor([
      {
        locations: [{ path: '/tree/a', line: 3 }],
        content: [
          { type: 'diff', path: '/tree/b', newText: '' },
          { type: 'content', content: {} },
        ],
        rawInput: { file_path: '/tree/c', paths: ['/tree/d', '/tree/a'], filePath: '', url: 'https://example.com' },
      },
    ]);
    assert.deepEqual([...paths].sort(), ['/tree/a', '/tree/b', '/tree/c', '/tree/d']);
    assert.deepEqual(urls, ['https://example.com']);
  });

  test('names the folder of a command that runs elsewhere', () => {
    const pathsIn = (cwd: string) => requestFor([{ rawInput: { command: 'ls', cwd } }]).paths;
    assert.deepEqual(pathsIn('/tree'), []);
    assert.deepEqual(pathsIn('/tree/deep/er'), []);
    assert.deepEqual(pathsIn('/tree-not'), ['/tree-not']);
    assert.deepEqual(pathsIn('/'), ['/']);
  });

  test('takes what an earlier mention told, unless a later one tells it anew', () => {
    const begun = { title: 'Run', kind: 'execute', rawInput: { command: 'ls' } };
    const { title, kind, command } = requestFor([begun, { status: 'pending' }]);
    assert.deepEqual([title, kind, command], ['Run', 'execute', 'ls']);
    assert.equal(requestFor([begun, { rawInput: { what: 'else' } }]).command, null);
    assert.equal(requestFor([begun, { rawInput: {} }]).command, 'ls');
    assert.equal(requestFor([begun, { status: 'completed' }, { status: 'pending' }]).command, null);
  });

  test('takes a title for a command only where that is known of the agent', () => {
    const mention = { title: 'rm -rf /', kind: 'execute' };
    assert.equal(requestFor([mention]).command, null);
    assert.equal(requestFor([mention], quirksOf('gemini')).command, 'rm -rf /');
    assert.equal(requestFor([{ ...mention, kind: 'edit' }], quirksOf('gemini')).command, null);
    const long = `echo ${'x'.repeat(2_000)}; rm -rf /`;
    assert.equal(requestFor([{ ...mention, title: long }], quirksOf('gemini')).command, long);
    assert.equal(requestFor([{ ...mention, title: long }]).title.length, 500);
  });

  test('that is too much to be judged is one of which nothing is known', () => {
    const many = Array.from({ length: 150 }, (_, at) => `/tree/${at}`);
    const excessive: readonly object[] = [
      { kind: 'execute', rawInput: { command: 'x'.repeat(20_000) } },
      { kind: 'execute', rawInput: { command: ['echo', 'x'.repeat(20_000)] } },
      { kind: 'read', rawInput: { paths: many } },
      { kind: 'read', rawInput: { path: `/${'x'.repeat(5_000)}` } },
      { kind: 'read', locations: many.map((path) => ({ path })) },
    ];
    for (const mention of excessive) {
      const { kind, command, paths } = requestFor([mention]);
      assert.deepEqual([kind, command, paths], [null, null, []]);
    }
    const title = 'x'.repeat(20_000);
    assert.equal(requestFor([{ kind: 'execute', title }], quirksOf('gemini')).kind, null);
  });

  test('is short, whatever the agent says', () => {
    const request = requestOf(
      Array.from({ length: 500 }, (_, at) => ({
        optionId: String(at),
        name: 'x'.repeat(9_999),
        kind: 'allow_once' as const,
      })),
      stateOf([{ title: 'x'.repeat(1_000_000), rawInput: { text: 'x'.repeat(1_000_000), deep: { command: 'no' } } }]),
      usualQuirks,
      '/tree',
    );
    assert.ok(JSON.stringify(request).length < 10_000);
  });

  test('is answered only with an option that was offered', () => {
    assert.deepEqual(responseFor(options, { option: 'no', text: null }).outcome, {
      outcome: 'selected',
      optionId: 'no',
    });
    assert.deepEqual(responseFor(options, { option: 'maybe', text: null }).outcome, { outcome: 'cancelled' });
    assert.deepEqual(responseFor(options, null).outcome, { outcome: 'cancelled' });
  });
});

describe("a call of CLUTCH's own tools", () => {
  const calls: Readonly<Record<string, readonly object[]>> = {
    gemini: [{ title: 'report (clutch MCP Server)', kind: 'other' }],
    opencode: [{ title: 'clutch_report', kind: 'other', rawInput: { text: 'hi' } }],
    'claude-acp': [{ title: 'mcp__clutch__report', kind: 'other', rawInput: { text: 'hi' } }],
    'codex-acp': [
      { title: 'mcp.clutch.report', kind: 'execute', rawInput: { server: 'clutch', tool: 'report', arguments: {} } },
      { kind: 'execute', status: 'pending' },
    ],
  };
  for (const [agent, mentions] of Object.entries(calls)) {
    test(`is known from ${agent}`, () => {
      assert.equal(quirksOf(agent).callsTool(stateOf(mentions), 'clutch'), true);
      assert.equal(quirksOf(agent).callsTool(stateOf(mentions), 'other'), false);
      assert.equal(quirksOf('unknown').callsTool(stateOf(mentions), 'clutch'), false);
    });
  }

  test('is not a command that only sounds like one', () => {
    const titles = [
      'report (clutch MCP Server)',
      'clutch_report; rm -rf /',
      'mcp__clutch__report',
      'mcp.clutch.report',
    ];
    for (const title of titles) {
      for (const agent of Object.keys(calls)) {
        const state = stateOf([{ title, kind: 'execute', rawInput: { command: title } }]);
        assert.equal(quirksOf(agent).callsTool(state, 'clutch'), false, `${agent}: ${title}`);
      }
    }
  });
});
