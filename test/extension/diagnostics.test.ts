import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

const findings = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'clutch');

/** A rule is a link where something is written about it. */
const ruleOf = ({ code }: vscode.Diagnostic): string => String(typeof code === 'object' ? code.value : code);

const rulesOf = (uri: vscode.Uri): string[] => findings(uri).map(ruleOf);

async function type(editor: vscode.TextEditor, text: string): Promise<void> {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  assert.ok(await editor.edit((edit) => edit.insert(end, text)));
}

const prp = [
  'name: "PRP for phase 1: Typing"',
  'description: |',
  '  Two workstreams.',
  '',
  '## Goal',
  '',
  'Typing.',
  '',
  '## Workstreams',
  '',
  '### Workstream 1: one',
  '',
  '- **Files to create**: `src/one.ts`',
  '- **Depends on**: none',
  '',
].join('\n');

describe('diagnostics', () => {
  it('appear and go while a person types in a document that was never saved', async () => {
    openSampleProject();
    await connectedClutch();
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: prp });
    assert.ok(document.isUntitled);
    const editor = await vscode.window.showTextDocument(document);
    assert.ok(!rulesOf(document.uri).includes('CL205'));
    await type(editor, '\n### Workstream 2: two\n\n- **Files to create**: `src/two.ts`\n- **Depends on**: nobody\n');
    await until('the unknown dependency to be found', () => rulesOf(document.uri).includes('CL205'));
    const [finding] = findings(document.uri).filter((one) => ruleOf(one) === 'CL205');
    assert.equal(document.lineAt(finding?.range.start.line ?? 0).text, '- **Depends on**: nobody');
    const at = document.getText().indexOf('nobody');
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 'nobody'.length));
    assert.ok(await editor.edit((edit) => edit.replace(range, 'one')));
    await until('the finding to go', () => !rulesOf(document.uri).includes('CL205'));
  });

  it('are withheld while clutch.diagnostics.enabled is false, and come back', async () => {
    await connectedClutch();
    const content = `${prp}\n### Workstream 2: two\n\n- **Files to create**: \`src/one.ts\`\n- **Depends on**: none\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
    await until('the file that two own to be found', () => rulesOf(document.uri).includes('CL204'));
    const settings = vscode.workspace.getConfiguration('clutch');
    try {
      await settings.update('diagnostics.enabled', false, vscode.ConfigurationTarget.Global);
      await until('the findings to go', () => rulesOf(document.uri).length === 0);
    } finally {
      await settings.update('diagnostics.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
    await until('the findings to come back', () => rulesOf(document.uri).includes('CL204'));
  });
});
