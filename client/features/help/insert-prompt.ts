import { SnippetString, ViewColumn, window, workspace } from 'vscode';

/**
 * Puts a prompt where the person writes: into the editor that they used last, else into a new document. What they have
 * to fill in, `<name>`, is selected one after the other.
 */
export async function insertPrompt(prompt: string): Promise<void> {
  const editor = window.activeTextEditor ?? window.visibleTextEditors[0];
  const target = editor ?? (await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown' })));
  await window.showTextDocument(target.document, target.viewColumn ?? ViewColumn.Active);
  await (window.activeTextEditor ?? target).insertSnippet(promptSnippet(prompt));
}

/** The same name twice is the same place to fill in. */
export function promptSnippet(prompt: string): SnippetString {
  const snippet = new SnippetString();
  const places = new Map<string, number>();
  for (const [index, part] of prompt.split(/<([^<>\n]{1,60})>/).entries()) {
    if (index % 2 === 0) snippet.appendText(part);
    else {
      const number = places.get(part) ?? places.size + 1;
      places.set(part, number);
      snippet.appendPlaceholder(part, number);
    }
  }
  return snippet;
}
