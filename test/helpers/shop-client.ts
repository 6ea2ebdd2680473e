import assert from 'node:assert/strict';
import {
  positionOf,
  startLanguageClient,
  type Diagnostic,
  type LanguageClientOptions,
  type Position,
  type TestLanguageClient,
} from './language-client.ts';
import { until } from './processes.ts';
import { PRD, PRP, shop } from './shop-project.ts';
import { withTempDir, writeTree } from './temp.ts';

export const prp = shop[PRP] ?? '';
export const prd = shop[PRD] ?? '';
/** The second workstream depends on one that does not exist. */
export const broken = prp.replace('**Depends on**: api', '**Depends on**: apii');

export type Shop = { readonly folder: string; readonly client: TestLanguageClient };

/** Plays with a client that has the small project open; afterwards nothing may have gone wrong in the service. */
export function inShop(
  play: (shop: Shop) => Promise<void>,
  options: Partial<LanguageClientOptions> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  return withTempDir(async (folder) => {
    writeTree(folder, { ...shop, ...files });
    const client = await startLanguageClient({ folders: [folder], ...options });
    try {
      await play({ folder, client });
      assert.deepEqual(client.logged, []);
    } finally {
      await client.close();
    }
  });
}

export const rulesOf = (diagnostics: readonly Diagnostic[]): string[] => diagnostics.map(({ code }) => code);

/** Parameters of a request about the place of words in a text. */
export const at = (
  uri: string,
  text: string,
  words: string,
  offset = 0,
): { readonly textDocument: { readonly uri: string }; readonly position: Position } => ({
  textDocument: { uri },
  position: positionOf(text, words, offset),
});

/** What lies in the folders has been read. */
export const isRead = (client: TestLanguageClient): Promise<boolean> =>
  until(
    async () => {
      const symbols: readonly object[] | null = await client.request('workspace/symbol', { query: '' });
      return (symbols ?? []).length >= 4;
    },
    { what: 'the plan is known' },
  );

export const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** What VS Code and other complete editors can do. */
export const complete = {
  workspace: {
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    configuration: true,
    workspaceFolders: true,
  },
  textDocument: {
    codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};
