import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';
import { PRP, shop } from '../helpers/shop-project.ts';

const broken = (shop[PRP] ?? '').replace('**Depends on**: api', '**Depends on**: apii');

let folder = '';
const uriOf = (path: string): vscode.Uri => vscode.Uri.file(join(folder, path));

const ruleOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

const findingOf = (uri: vscode.Uri, rule: string): vscode.Diagnostic | undefined =>
  vscode.languages.getDiagnostics(uri).find((one) => one.source === 'clutch' && ruleOf(one) === rule);

async function withSetting(name: string, value: unknown, look: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('clutch.diagnostics');
  await settings.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    await look();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}

describe('settings of the diagnostics, changed while the window is open', () => {
  before(async () => {
    folder = join(openSampleProject(), 'settings');
    for (const [path, text] of Object.entries({ ...shop, [PRP]: broken })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await connectedClutch();
    await until('the finding', () => findingOf(uriOf(PRP), 'CL205'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  for (const state of ['closed', 'open'] as const) {
    it(`set the severity of a rule and switch it off in a document that is ${state}`, async () => {
      if (state === 'open') await vscode.window.showTextDocument(uriOf(PRP));
      await withSetting('severity', { CL205: 'info' }, async () => {
        const information = vscode.DiagnosticSeverity.Information;
        await until('the severity', () => findingOf(uriOf(PRP), 'CL205')?.severity === information);
      });
      await withSetting('severity', { CL205: 'off' }, async () => {
        await until('the finding to go', () => !findingOf(uriOf(PRP), 'CL205'));
      });
      await until('the finding to come back', () => {
        return findingOf(uriOf(PRP), 'CL205')?.severity === vscode.DiagnosticSeverity.Error;
      });
    });
  }

  it('survive a value that makes no sense', async () => {
    await withSetting('severity', { CL205: 'loud', nonsense: 3 }, async () => {
      await until('the finding', () => findingOf(uriOf(PRP), 'CL205'));
    });
  });

  it('wait as long as they say after a keystroke', async () => {
    const editor = await vscode.window.showTextDocument(uriOf(PRP));
    const at = editor.document.getText().indexOf('apii');
    const replace = async (from: string, to: string): Promise<number> => {
      const place = editor.document.positionAt(at);
      const range = new vscode.Range(place, place.translate(0, from.length));
      const startedAt = performance.now();
      assert.ok(await editor.edit((edit) => edit.replace(range, to)));
      await until('the finding to follow', () => Boolean(findingOf(uriOf(PRP), 'CL205')) === (to === 'apii'));
      return performance.now() - startedAt;
    };
    await withSetting('debounceMs', 1000, async () => {
      const took = await replace('apii', 'api');
      assert.ok(took > 700, `it took ${took} ms`);
    });
    const took = await replace('api', 'apii');
    assert.ok(took < 700, `it took ${took} ms`);
    // VS Code in a browser saves by itself after a while: this is what the next test begins with.
    assert.ok(await editor.document.save());
  });

  it('say nothing of documents of another scheme', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('memo', {
      provideTextDocumentContent: () => broken,
    });
    try {
      const uri = vscode.Uri.from({ scheme: 'memo', path: `/${PRP}` });
      await vscode.window.showTextDocument(uri);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
      assert.deepEqual(lenses, []);
      assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    } finally {
      provider.dispose();
    }
  });

  it('have their findings again when the server was killed', async () => {
    const clutch = await connectedClutch();
    await vscode.window.showTextDocument(uriOf(PRP));
    const before = clutch.server.server?.pid;
    assert.ok(before);
    process.kill(before, 'SIGKILL');
    await until(
      'another server',
      () => clutch.server.state === 'ready' && clutch.server.server?.pid !== before,
      30_000,
    );
    await until('the finding', () => findingOf(uriOf(PRP), 'CL205'));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const place = editor.document.positionAt(editor.document.getText().indexOf('apii'));
    assert.ok(await editor.edit((edit) => edit.replace(new vscode.Range(place, place.translate(0, 4)), 'api')));
    await until('the finding to go', () => !findingOf(uriOf(PRP), 'CL205'));
  });
});
