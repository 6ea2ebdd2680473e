import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connectedClutch } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';
import { PRD, shop } from '../helpers/shop-project.ts';

const readme = `# Shop

See [the plan](PRDs/PRD-shop.md).

## Phase 1: Cart

### Workstream 1: api

- **Depends on**: api
- **Status**: completed
- **Files to modify**: \`src/cart.ts\`
`;

let folder = '';
const uriOf = (path: string): vscode.Uri => vscode.Uri.file(join(folder, path));

async function ask<Result>(command: string, ...args: readonly unknown[]): Promise<Result> {
  return vscode.commands.executeCommand<Result>(command, ...args);
}

async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document);
  return document;
}

const placeOf = (document: vscode.TextDocument, words: string): vscode.Position =>
  document.positionAt(document.getText().indexOf(words) + 1);

const namesOf = (symbols: readonly vscode.DocumentSymbol[]): readonly string[] =>
  symbols.flatMap(({ name, children }) => [name, ...namesOf(children)]);

describe('markdown that is no plan', () => {
  before(async () => {
    folder = join(openSampleProject(), 'other');
    for (const [path, text] of Object.entries({ ...shop, 'README.md': readme })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await connectedClutch();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  it('has no finding, lens, hint, colour, hover, definition or fix of ours', async () => {
    const document = await open('README.md');
    const { uri } = document;
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    assert.deepEqual(await ask('vscode.executeCodeLensProvider', uri, 10), []);
    assert.deepEqual(
      (await ask<vscode.InlayHint[] | undefined>('vscode.executeInlayHintProvider', uri, whole)) ?? [],
      [],
    );
    const tokens = await ask<vscode.SemanticTokens | undefined>('vscode.provideDocumentSemanticTokens', uri);
    assert.equal(tokens?.data.length ?? 0, 0);
    for (const words of ['Phase 1', '1: Cart', 'api', 'completed', 'src/cart.ts']) {
      const place = placeOf(document, words);
      assert.deepEqual(await ask('vscode.executeHoverProvider', uri, place), [], words);
      // VS Code itself leads from a heading to that heading.
      const targets = await ask<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        uri,
        place,
      );
      for (const target of targets) {
        assert.equal(('targetUri' in target ? target.targetUri : target.uri).fsPath, uri.fsPath, words);
      }
      const actions = await ask<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(place, place),
      );
      assert.deepEqual(
        actions.filter(({ kind }) => kind?.value.includes('clutch') === true),
        [],
      );
    }
  });

  it('is offered neither our words nor our snippets', async () => {
    const document = await open('README.md');
    for (const place of [new vscode.Position(1, 0), placeOf(document, ': api').translate(0, 1)]) {
      const list = await ask<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, place);
      // VS Code proposes the words of the document as text.
      const ours = list.items.filter(({ label, kind }) => {
        const words = typeof label === 'string' ? label : label.label;
        return /clutch/.test(words) || (/^(?:api|none)$/.test(words) && kind !== vscode.CompletionItemKind.Text);
      });
      assert.deepEqual(ours, []);
    }
  });

  it('keeps what VS Code does with markdown: links, the renaming of headings, the outline', async () => {
    const document = await open('README.md');
    const links = await ask<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri);
    assert.deepEqual(
      links.map(({ range }) => document.getText(range)),
      ['PRDs/PRD-shop.md'],
    );
    const heading = placeOf(document, 'Phase 1: Cart');
    const offered = await ask<{ placeholder: string }>('vscode.prepareRename', document.uri, heading);
    assert.equal(offered.placeholder, 'Phase 1: Cart');
    const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.deepEqual(namesOf(symbols), ['# Shop', '## Phase 1: Cart', '### Workstream 1: api']);
  });
});

describe('a plan', () => {
  it('has each heading once in the outline, and its other headings are renamed by VS Code', async () => {
    folder = join(openSampleProject(), 'outline');
    mkdirSync(join(folder, 'PRDs'), { recursive: true });
    writeFileSync(join(folder, PRD), shop[PRD] ?? '');
    try {
      const document = await open(PRD);
      const names = namesOf(await ask('vscode.executeDocumentSymbolProvider', document.uri));
      assert.equal(new Set(names).size, names.length, names.join('\n'));
      assert.ok(names.includes('### Phase 1: Cart'));
      const place = placeOf(document, 'Executive Summary');
      const edit = await ask<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        place,
        'Summary',
      );
      assert.deepEqual(
        edit.entries().flatMap(([, edits]) => edits.map(({ newText }) => newText)),
        ['Summary'],
      );
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
