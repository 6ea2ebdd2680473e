import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ResponseError } from 'vscode-jsonrpc/node';
import { positionOf, uriOf, type TestLanguageClient } from '../helpers/language-client.ts';
import { until } from '../helpers/processes.ts';
import { at, broken, complete, inShop, isRead, prd, prp } from '../helpers/shop-client.ts';
import { PRD, PRP } from '../helpers/shop-project.ts';

interface Action {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly edit?: { readonly documentChanges?: readonly Change[]; readonly changes?: Record<string, readonly Edit[]> };
}
interface Edit {
  readonly newText: string;
}
interface Change {
  readonly kind?: string;
  readonly uri?: string;
  readonly textDocument?: { readonly uri: string; readonly version: number | null };
  readonly edits?: readonly Edit[];
}

describe('code actions', () => {
  const ask = (client: TestLanguageClient, uri: string, only?: readonly string[]): Promise<readonly Action[]> => {
    const { position: start } = at(uri, broken, 'apii');
    const context = { diagnostics: [], ...(only ? { only } : {}) };
    return client.request('textDocument/codeAction', { textDocument: { uri }, range: { start, end: start }, context });
  };

  test('mend a finding; the edit comes when it is chosen, for the version it was made for', () =>
    inShop(
      async ({ client, folder }) => {
        const uri = client.open(path.join(folder, PRP), broken);
        const [first] = await ask(client, uri, ['quickfix']);
        assert.deepEqual([first?.title, first?.kind, first?.isPreferred], ['Rename to "api"', 'quickfix', true]);
        assert.equal(first?.edit, undefined);
        const resolved: Action = await client.request('codeAction/resolve', first ?? {});
        const [change] = resolved.edit?.documentChanges ?? [];
        assert.deepEqual(change?.textDocument, { uri, version: 1 });
        assert.deepEqual(
          change?.edits?.map(({ newText }) => newText),
          ['api'],
        );
      },
      { capabilities: complete },
    ));

  test('bring their edit along for an editor that does not ask again', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP), broken);
      const [first] = await ask(client, uri, ['quickfix']);
      assert.deepEqual(
        first?.edit?.changes?.[uri]?.map(({ newText }) => newText),
        ['api'],
      );
    }));

  test('switch a rule off for a line and for a document', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP), broken);
      const actions = await ask(client, uri, ['quickfix']);
      const off = actions.filter(({ title }) => title.startsWith('Disable'));
      assert.deepEqual(
        off.map(({ title, edit }) => [title, edit?.changes?.[uri]?.[0]?.newText]),
        [
          ['Disable CL205 for this line', ' <!-- clutch-disable-line CL205 -->'],
          ['Disable CL205 in this document', '<!-- clutch-disable-file CL205 -->\n\n'],
        ],
      );
    }));

  test('fix all that is safe at once', () =>
    inShop(
      async ({ client, folder }) => {
        const uri = client.open(path.join(folder, PRP), broken);
        const [action, ...rest] = await ask(client, uri, ['source.fixAll']);
        assert.deepEqual(rest, []);
        assert.equal(action?.kind, 'source.fixAll.clutch');
        const resolved: Action = await client.request('codeAction/resolve', action ?? {});
        assert.deepEqual(
          resolved.edit?.documentChanges?.flatMap(({ edits }) => edits?.map(({ newText }) => newText)),
          ['- **Depends on**: api\n'],
        );
      },
      { capabilities: complete },
    ));

  test('are not offered where nothing is wrong', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP));
      assert.deepEqual(await ask(client, uri, ['quickfix', 'source.fixAll']), []);
    }));
});

describe('finding one’s way', () => {
  interface Location {
    readonly uri: string;
    readonly targetUri?: string;
    readonly range: { readonly start: { readonly line: number } };
  }

  test('definitions lead from a phase to its PRP, and from a workstream to its heading', () =>
    inShop(async ({ client, folder }) => {
      await isRead(client);
      const [prdUri, prpUri] = [client.open(path.join(folder, PRD)), client.open(path.join(folder, PRP))];
      const phase: Location[] = await client.request('textDocument/definition', at(prdUri, prd, 'Phase 1:', 6));
      assert.deepEqual(
        phase.map(({ uri }) => uri),
        [prpUri],
      );
      const reference: Location[] = await client.request(
        'textDocument/definition',
        at(prpUri, prp, '**Depends on**: api', 17),
      );
      assert.deepEqual(
        reference.map(({ uri, range }) => [uri, range.start.line]),
        [[prpUri, positionOf(prp, 'Workstream 1').line]],
      );
    }));

  test('references are found in every document of the plan, open or not', () =>
    inShop(async ({ client, folder }) => {
      await isRead(client);
      const uri = client.open(path.join(folder, PRD));
      const params = { ...at(uri, prd, 'Phase 1:', 6), context: { includeDeclaration: true } };
      const found: Location[] = await client.request('textDocument/references', params);
      assert.deepEqual([...new Set(found.map((one) => one.uri))].sort(), [uri, uriOf(path.join(folder, PRP))].sort());
    }));

  test('renaming a workstream changes every place; elsewhere renaming is left to others', () =>
    inShop(
      async ({ client, folder }) => {
        const uri = client.open(path.join(folder, PRP));
        const place = at(uri, prp, 'Workstream 1: api', 15);
        assert.deepEqual(await client.request('textDocument/prepareRename', place), {
          range: { start: positionOf(prp, 'Workstream 1: api', 14), end: positionOf(prp, 'Workstream 1: api', 17) },
          placeholder: 'api',
        });
        const edit: Action['edit'] = await client.request('textDocument/rename', { ...place, newName: 'backend' });
        const [change] = edit?.documentChanges ?? [];
        assert.equal(change?.edits?.length, 4);
        assert.equal(await client.request('textDocument/prepareRename', at(uri, prp, 'Goal')), null);
        await assert.rejects(
          client.request('textDocument/rename', { ...place, newName: 'page' }),
          (error) => error instanceof ResponseError && error.code === -32803 && /page/.test(error.message),
        );
      },
      { capabilities: complete },
    ));

  test('renaming a phase renames the file of its PRP, where the editor can do that', () =>
    inShop(
      async ({ client, folder }) => {
        await isRead(client);
        const uri = client.open(path.join(folder, PRD));
        const params = { ...at(uri, prd, 'Phase 1:', 6), newName: '3' };
        const edit: Action['edit'] = await client.request('textDocument/rename', params);
        assert.ok(edit?.documentChanges?.some(({ kind }) => kind === 'rename'));
      },
      { capabilities: complete },
    ));

  test('symbols of all projects in the window are found by name', () =>
    inShop(async ({ client }) => {
      const names = async (query: string): Promise<readonly string[]> => {
        const symbols: readonly { name: string }[] | null = await client.request('workspace/symbol', { query });
        return symbols?.map(({ name }) => name) ?? [];
      };
      await until(async () => (await names('cart')).length > 0, { what: 'the phase is known' });
      assert.ok((await names('paym')).some((name) => name.includes('Payment')));
      assert.deepEqual(await names('nothing of the kind'), []);
    }));

  test('paths of files that exist are links', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP));
      const links: readonly { target: string }[] = await client.request('textDocument/documentLink', {
        textDocument: { uri },
      });
      assert.deepEqual(
        links.map(({ target }) => target),
        [uriOf(path.join(folder, 'src/cart.ts'))],
      );
    }));
});

describe('reading and writing', () => {
  test('hovers are markdown where the editor shows that, and plain text elsewhere', async () => {
    const seen: string[] = [];
    for (const capabilities of [complete, {}]) {
      await inShop(
        async ({ client, folder }) => {
          const uri = client.open(path.join(folder, PRP));
          const hover: { contents: { kind: string; value: string } } = await client.request(
            'textDocument/hover',
            at(uri, prp, 'Workstream 2: page', 15),
          );
          seen.push(hover.contents.kind);
          assert.equal(hover.contents.value.includes('**'), hover.contents.kind === 'markdown');
          assert.match(hover.contents.value, /executor-page/);
        },
        { capabilities },
      );
    }
    assert.deepEqual(seen, ['markdown', 'plaintext']);
  });

  test('the workstreams of the PRP are proposed where one depends on another, with the edit to be made', () =>
    inShop(async ({ client, folder }) => {
      const text = prp.replace('**Depends on**: api', '**Depends on**: ');
      const uri = client.open(path.join(folder, PRP), text);
      const position = positionOf(text, '**Depends on**: \n', 16);
      const items: readonly { label: string; textEdit: { newText: string } }[] = await client.request(
        'textDocument/completion',
        { textDocument: { uri }, position, context: { triggerKind: 2, triggerCharacter: ' ' } },
      );
      assert.ok(items.some(({ label, textEdit }) => label === 'api' && textEdit.newText.includes('api')));
      const space = { ...at(uri, text, 'can collect', 4), context: { triggerKind: 2, triggerCharacter: ' ' } };
      assert.equal(await client.request('textDocument/completion', space), null);
    }));

  test('ids and statuses have semantic tokens, in a part of the document too', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP));
      const textDocument = { uri };
      const all: { data: readonly number[] } = await client.request('textDocument/semanticTokens/full', {
        textDocument,
      });
      assert.ok(all.data.length > 0 && all.data.length % 5 === 0);
      const { line } = positionOf(prp, 'Workstream 2');
      const range = { start: { line, character: 0 }, end: { line, character: 100 } };
      const part: { data: readonly number[] } = await client.request('textDocument/semanticTokens/range', {
        textDocument,
        range,
      });
      assert.equal(part.data[0], line);
      assert.ok(part.data.length < all.data.length);
    }));

  test('outline and folding are for editors that have none; lenses for the one that has their commands', async () => {
    await inShop(
      async ({ client, folder }) => {
        const uri = client.open(path.join(folder, PRP));
        const textDocument = { uri };
        const [goal, workstreams]: readonly { name: string; children: readonly { name: string }[] }[] =
          await client.request('textDocument/documentSymbol', { textDocument });
        assert.deepEqual(
          [goal?.name, workstreams?.children.map(({ name }) => name)],
          ['Goal', ['Workstream 1: api', 'Workstream 2: page']],
        );
        const folds: readonly object[] = await client.request('textDocument/foldingRange', { textDocument });
        assert.ok(folds.length > 5);
        assert.equal(client.capabilities['codeLensProvider'], undefined);
      },
      { capabilities: complete },
    );
    await inShop(
      async ({ client, folder }) => {
        assert.equal(client.capabilities['documentSymbolProvider'], undefined);
        assert.equal(client.capabilities['foldingRangeProvider'], undefined);
        await isRead(client);
        const uri = client.open(path.join(folder, PRD));
        const lenses: readonly { command: { title: string; command: string; arguments: readonly object[] } }[] =
          await client.request('textDocument/codeLens', { textDocument: { uri } });
        assert.deepEqual(
          lenses.map(({ command }) => command.command),
          ['clutch.runPhase', 'clutch.openPrp', 'clutch.runPhase', 'clutch.createPrp'],
        );
      },
      { capabilities: complete, initializationOptions: { extension: true } },
    );
  });
});
