import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';
import { PRD, PRP, shop } from '../helpers/shop-project.ts';

const prp = shop[PRP] ?? '';
const broken = prp.replace('**Depends on**: api', '**Depends on**: apii');

const TRACKER = 'WORKFLOW.md';
const tracker = `# CLUTCH Workflow Tracker

**Project**: shop
**PRD**: PRDs/PRD-shop.md

## Execution Summary

| Phase | Status | Commit | Workstreams | Mode | Debug Cycles |
|---|---|---|---|---|---|
| 1: Cart | in-progress | — | 2 | team | 0 |

## Phase 1: Cart

- **Status**: in-progress
- **Workstreams**:
  - api: completed (files: src/cart.ts)

## Phase 2: Payment

- **Status**: completed
- **Commit**: SHA (docs: plan lengths, formats and thinning)
`;

/** A second project below the one that the window has open, so that nothing of that one is touched. */
let folder = '';
/** A commit that its repository knows. */
let sha = '';

const uriOf = (path: string): vscode.Uri => vscode.Uri.file(join(folder, path));

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const findings = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'clutch');

const ruleOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

const has = (uri: vscode.Uri, rule: string): boolean => findings(uri).some((one) => ruleOf(one) === rule);

const placeOf = (document: vscode.TextDocument, words: string, offset = 0): vscode.Position =>
  document.positionAt(document.getText().indexOf(words) + offset);

/** The commands of VS Code answer with what the providers of every extension say. */
async function execute<Result>(command: string, ...args: readonly unknown[]): Promise<Result> {
  return vscode.commands.executeCommand<Result>(command, ...args);
}

async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document);
  return document;
}

describe('plans in the editor', () => {
  before(async () => {
    const root = openSampleProject();
    folder = join(root, 'shop');
    sha = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
    write(folder, {
      ...shop,
      [PRP]: broken,
      [TRACKER]: tracker.replace('SHA', sha),
      'notes.md': '# Notes\n\n## Phase 1\n\nWe met.\n',
    });
    await connectedClutch();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  it('have findings before they are opened, with a link to what is written about the rule', async () => {
    await until('the finding', () => has(uriOf(PRP), 'CL205'));
    const finding = findings(uriOf(PRP)).find((one) => ruleOf(one) === 'CL205');
    assert.equal(finding?.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(typeof finding.code === 'object', 'the rule is a link');
    await vscode.workspace.fs.stat(finding.code.target);
  });

  it('are mended by the quick fix, which is the preferred one', async () => {
    const document = await open(PRP);
    const place = placeOf(document, 'apii');
    const actions = await execute<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(place, place),
      vscode.CodeActionKind.QuickFix.value,
      5,
    );
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert.equal(fix?.title, 'Rename to "api"');
    assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
    await until('the finding to go', () => findings(document.uri).length === 0);
    assert.equal(document.getText(), prp);
    await document.save();
  });

  it('are mended all at once by the command', async () => {
    const document = await open(PRP);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, whole, broken);
    await vscode.workspace.applyEdit(edit);
    await until('the finding', () => has(document.uri, 'CL205'));
    await vscode.commands.executeCommand('clutch.fixAllInPlans');
    await until('the finding to go', () => findings(document.uri).length === 0);
    assert.equal(document.getText(), prp);
    await document.save();
  });

  it('explain a workstream, propose what it may depend on, and lead to where it is written', async () => {
    const document = await open(PRP);
    const reference = placeOf(document, '**Depends on**: api', 17);
    const hovers = await execute<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, reference);
    const said = hovers.flatMap(({ contents }) => contents).map((one) => (typeof one === 'object' ? one.value : one));
    assert.ok(
      said.some((one) => one.includes('executor-api')),
      said.join('\n'),
    );
    const list = await execute<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, reference);
    assert.ok(list.items.some(({ label }) => label === 'api'));
    const [target] = await execute<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      reference,
    );
    const range = target && ('targetRange' in target ? target.targetRange : target.range);
    assert.equal(range?.start.line, placeOf(document, 'Workstream 1: api').line);
  });

  it('offer on a phase to run it and to open or create its PRP', async () => {
    const document = await open(PRD);
    const lenses = await until('the lenses', async () => {
      const found = await execute<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
      return found.length >= 4 ? found : null;
    });
    const titles = lenses.map(({ command }) => command?.title);
    assert.deepEqual(titles, ['Run phase 1', 'Open PRP', 'Run phase 2', 'Create PRP']);
    const [, openPrp, , createPrp] = lenses.map(({ command }) => command);
    assert.ok(openPrp && createPrp);
    await vscode.commands.executeCommand(openPrp.command, ...(openPrp.arguments ?? []));
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uriOf(PRP).fsPath);
    await vscode.commands.executeCommand(createPrp.command, ...(createPrp.arguments ?? []));
    const created = vscode.window.activeTextEditor?.document;
    assert.equal(created?.uri.fsPath, uriOf('PRPs/PRP-PRD-shop-phase-2.md').fsPath);
    assert.match(created?.getText() ?? '', /Payment/);
  });

  it('are renamed together: a workstream in its PRP and in the tracker, a phase in every document', async () => {
    const document = await open(PRP);
    const changes = async (words: string, offset: number, name: string, from: vscode.TextDocument) => {
      const place = placeOf(from, words, offset);
      const edit = await execute<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', from.uri, place, name);
      return edit.entries().map(([uri]) => uri.fsPath.slice(folder.length + 1));
    };
    const workstream = await changes('Workstream 1: api', 15, 'backend', document);
    assert.deepEqual(new Set(workstream), new Set([PRP, TRACKER]));
    const phase = await changes('Phase 1:', 6, '7', await open(PRD));
    for (const path of [PRD, PRP, TRACKER]) assert.ok(phase.includes(path), `${path} in ${phase.join(', ')}`);
  });

  it('lead from a SHA to its commit', async () => {
    const document = await open(TRACKER);
    const [target] = await execute<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      placeOf(document, sha, 2),
    );
    const uri = target && ('targetUri' in target ? target.targetUri : target.uri);
    assert.ok(uri, 'the SHA leads nowhere');
    const commit = await vscode.workspace.openTextDocument(uri);
    assert.match(commit.getText(), /^commit [0-9a-f]+[\s\S]+docs: plan lengths, formats and thinning/);
  });

  it('leave the renaming of any other heading to VS Code', async () => {
    const document = await open(PRP);
    const heading = placeOf(document, 'Contract Chain', 3);
    const offered = await execute<{ placeholder: string }>('vscode.prepareRename', document.uri, heading);
    assert.equal(offered.placeholder, 'Contract Chain');
  });

  it('are found by name in the whole window', async () => {
    const symbols = await execute<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'Payment');
    assert.ok(
      symbols.some(({ name, location }) => name.includes('Payment') && location.uri.fsPath === uriOf(PRD).fsPath),
    );
  });

  it('are the only documents that CLUTCH speaks of', async () => {
    const notes = await open('notes.md');
    await vscode.commands.executeCommand('vscode.executeHoverProvider', notes.uri, new vscode.Position(2, 4));
    assert.deepEqual(findings(notes.uri), []);
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'markdown');
  });

  it('that lie outside of every project have hints at most', async () => {
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
    try {
      write(elsewhere, { 'PRP-other-phase-1.md': broken });
      const uri = vscode.Uri.file(join(elsewhere, 'PRP-other-phase-1.md'));
      await vscode.window.showTextDocument(uri);
      await until('the finding', () => has(uri, 'CL205'));
      for (const { severity } of findings(uri)) assert.equal(severity, vscode.DiagnosticSeverity.Hint);
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
