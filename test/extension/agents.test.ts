import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AGENT_TOOLS, OPEN_TOOL_NAMES } from '#schemas/agent-tools.ts';
import { connectedClutch } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

describe('CLUTCH for agents', () => {
  before(async () => {
    openSampleProject();
    await connectedClutch();
  });

  it('gives the language models of the window every tool that only reads', () => {
    const names = vscode.lm.tools.filter(({ name }) => name.startsWith('clutch_')).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), OPEN_TOOL_NAMES.map((name) => `clutch_${name}`).toSorted());
    const entry = vscode.lm.tools.find(({ name }) => name === 'clutch_session_entry');
    assert.equal(entry?.description, AGENT_TOOLS.session_entry.description);
  });

  it('says how the plans of the window’s project stand, when a tool is used', async () => {
    const options = { input: {}, toolInvocationToken: undefined };
    const { content } = await vscode.lm.invokeTool('clutch_session_entry', options);
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    assert.match(part.value, /"plans":\[\{"prd":"/);
  });

  it('tells the model why a tool cannot answer', async () => {
    const options = { input: { id: 'none' }, toolInvocationToken: undefined };
    await assert.rejects(async () => vscode.lm.invokeTool('clutch_task_get', options), /There is no task none/);
  });
});
