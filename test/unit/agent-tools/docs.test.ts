import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { AGENT_TOOLS, AGENT_TOOL_NAMES, type AgentToolSpec } from '#schemas/agent-tools.ts';
import { AgentCallRefusal } from '#schemas/protocol/agent-tools.ts';
import { AgentRole } from '#schemas/run/policy.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../../docs/mcp.md'), 'utf8');
const rows = [...text.matchAll(/^\| `([\w-]+)` \| ([^|]*) \|/gm)].map(([, name = '', second = '']) => [name, second]);

test('docs/mcp.md names every tool with those who may use it', () => {
  const audience = ({ roles }: AgentToolSpec): string =>
    roles === 'everyone' ? 'everyone' : roles.length === AgentRole.options.length ? 'every session' : roles.join(', ');
  assert.deepEqual(
    Object.fromEntries(rows.filter(([name = '']) => name.includes('_') || name === 'ask' || name === 'message')),
    Object.fromEntries(AGENT_TOOL_NAMES.map((name) => [name, audience(AGENT_TOOLS[name])])),
  );
});

test('docs/mcp.md explains every refusal', () => {
  const explained = new Set(rows.map(([name]) => name));
  assert.deepEqual(
    AgentCallRefusal.options.filter((code) => !explained.has(code)),
    [],
  );
});
