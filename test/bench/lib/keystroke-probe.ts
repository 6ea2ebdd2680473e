/**
 * Runs inside the extension host, as the test module of a VS Code that loads the measured extension. Types into the
 * document named by CLUTCH_BENCH_DOCUMENT and writes to CLUTCH_BENCH_KEYSTROKES how long each keystroke took until its
 * finding had come or gone.
 */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ClutchExtension } from '../../../client/extension.ts';

const KEYSTROKES = 120;
/** The first ones pay for what is compiled and opened once. */
const WARM_UP = 20;
const PATIENCE_MS = 20_000;

export async function run(): Promise<void> {
  const file = process.env['CLUTCH_BENCH_KEYSTROKES'];
  const path = process.env['CLUTCH_BENCH_DOCUMENT'];
  const extension = vscode.extensions.getExtension<ClutchExtension>('clutch.clutch');
  if (file === undefined || path === undefined || extension === undefined) throw new Error('Nothing to measure.');
  const { settled } = await extension.activate();
  await settled;
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
  const { uri } = editor.document;
  // Behind the second dependency: a letter more makes it unknown, and without it all is well.
  const first = editor.document.getText().indexOf('**Depends on**: quay-1\n');
  const end = editor.document.positionAt(first + '**Depends on**: quay-1'.length);
  const samples: number[] = [];
  for (let index = 0; index < KEYSTROKES; index += 1) {
    const adds = index % 2 === 0;
    const shown = findingAt(uri, end.line, adds);
    const typed = changeOf(uri);
    await editor.edit((edit) =>
      adds ? edit.insert(end, 'x') : edit.delete(new vscode.Range(end, end.translate(0, 1))),
    );
    const took = (await shown) - (await typed);
    if (index >= WARM_UP) samples.push(took);
  }
  writeFileSync(file, JSON.stringify(samples));
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** The moment at which extensions hear of the keystroke; how fast the window draws it is not what is measured. */
function changeOf(uri: vscode.Uri): Promise<number> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.toString() !== uri.toString() || contentChanges.length === 0) return;
      listener.dispose();
      resolve(performance.now());
    });
  });
}

/** The moment at which the line has a finding of ours, or has none any more. */
function findingAt(uri: vscode.Uri, line: number, wanted: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`The finding in line ${line + 1} has not ${wanted ? 'come' : 'gone'}.`));
    }, PATIENCE_MS);
    const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((one) => one.toString() === uri.toString())) return;
      const isThere = vscode.languages
        .getDiagnostics(uri)
        .some(({ source, range }) => source === 'clutch' && range.start.line === line);
      if (isThere !== wanted) return;
      clearTimeout(timer);
      listener.dispose();
      resolve(performance.now());
    });
  });
}
