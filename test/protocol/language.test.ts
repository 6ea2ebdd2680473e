import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { positionOf, startLanguageClient, uriOf } from '../helpers/language-client.ts';
import { at, broken, complete, inShop, isRead, prp, rulesOf, whole } from '../helpers/shop-client.ts';
import { PRP, shop } from '../helpers/shop-project.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';

describe('findings', () => {
  test('name the rule, its page, the version and where they come from', () =>
    inShop(
      async ({ client, folder }) => {
        const uri = client.open(path.join(folder, PRP), broken);
        const { version, diagnostics } = await client.findings(uri, (one) => one.diagnostics.length > 0);
        assert.equal(version, 1);
        const [finding] = diagnostics;
        const start = positionOf(broken, '**Depends on**: apii', 16);
        assert.deepEqual(finding?.range, { start, end: { ...start, character: start.character + 4 } });
        assert.deepEqual(
          [finding?.code, finding?.source, finding?.severity, finding?.codeDescription?.href],
          ['CL205', 'clutch', 1, 'file:///rules/CL205.md'],
        );
        client.change(uri, prp);
        await client.findings(uri, (one) => one.version === 2 && one.diagnostics.length === 0);
      },
      { rulePage: (rule) => `file:///rules/${rule}.md` },
    ));

  test('of plans that are not open are reported too, and go when the file is mended or deleted', () =>
    inShop(
      async ({ client, folder }) => {
        const uri = uriOf(path.join(folder, PRP));
        const { version } = await client.findings(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('CL205'));
        assert.equal(version, undefined);
        rmSync(path.join(folder, PRP));
        await client.findings(uri, ({ diagnostics }) => diagnostics.length === 0);
      },
      {},
      { [PRP]: broken },
    ));

  test('of a closed document are those of the file again', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP), broken);
      await client.findings(uri, ({ diagnostics }) => diagnostics.length > 0);
      client.notify('textDocument/didClose', { textDocument: { uri } });
      await client.findings(uri, ({ diagnostics }) => diagnostics.length === 0);
    }));

  test('outside of a project are hints, and ordinary markdown has none', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'notes.md': '# Notes\n\n## Phase 1\n\nWe met.\n', 'PRP-x-phase-1.md': broken });
      const client = await startLanguageClient({ folders: [folder] });
      const uri = client.open(path.join(folder, 'PRP-x-phase-1.md'));
      const { diagnostics } = await client.findings(uri, (one) => one.diagnostics.length > 0);
      assert.deepEqual([...new Set(diagnostics.map(({ severity }) => severity))], [4]);
      const notes = client.open(path.join(folder, 'notes.md'));
      assert.deepEqual((await client.findings(notes, () => true)).diagnostics, []);
      await client.close();
    }));

  test('of an unsaved document without a place are as loud as its window', () =>
    inShop(async ({ client }) => {
      await isRead(client);
      const uri = client.open('untitled:Untitled-1', broken);
      client.change(uri, `${broken}\n`);
      const { diagnostics } = await client.findings(uri, (one) => one.diagnostics.length > 0);
      assert.deepEqual(diagnostics.filter(({ code }) => code === 'CL205').length, 1);
      client.notify('textDocument/didClose', { textDocument: { uri } });
      await client.findings(uri, (one) => one.diagnostics.length === 0);
    }));

  test('are not made for documents that lie in no file system here, nor for what is too large to be a plan', () =>
    inShop(async ({ client, folder }) => {
      const others = [
        'git:/x/PRPs/PRP-x-phase-1.md?HEAD',
        'vscode-remote://ssh/x/PRPs/PRP-x-phase-1.md',
        'file://host/x.md',
      ];
      for (const uri of others) client.open(uri, broken);
      const large = client.open(path.join(folder, 'PRPs/PRP-PRD-shop-phase-2.md'), broken + 'x'.repeat(9 * 1_048_576));
      const uri = client.open(path.join(folder, PRP), broken);
      await client.findings(uri, (one) => one.diagnostics.length > 0);
      for (const one of [...others, large]) {
        assert.ok(
          client.published.every((published) => published.uri !== one || published.diagnostics.length === 0),
          one,
        );
        assert.equal(await client.request('textDocument/hover', at(one, prp, 'api')), null);
      }
    }));
});

describe('settings', () => {
  test('of a folder decide how loud a rule is, and are asked for again when they change', () =>
    withTempDir(async (folder) => {
      writeTree(folder, shop);
      const uri = uriOf(folder);
      const settings: Record<string, unknown> = { [uri]: { severity: { CL205: 'info' } } };
      const client = await startLanguageClient({ folders: [folder], capabilities: complete, settings });
      const document = client.open(path.join(folder, PRP), broken);
      await client.findings(document, ({ diagnostics: [one] }) => one?.code === 'CL205' && one.severity === 3);
      settings[uri] = { severity: { CL205: 'off' } };
      client.notify('workspace/didChangeConfiguration', { settings: null });
      await client.findings(document, ({ diagnostics }) => diagnostics.length === 0);
      settings[uri] = { severity: 'nonsense', debounceMs: -1 };
      client.notify('workspace/didChangeConfiguration', { settings: null });
      await client.findings(document, ({ diagnostics: [one] }) => one?.severity === 1);
      await client.close();
    }));

  test('come as initialization options or with the notification from a client that cannot be asked', () =>
    inShop(
      async ({ client, folder }) => {
        const uri = client.open(path.join(folder, PRP), broken);
        await client.findings(uri, ({ diagnostics: [one] }) => one?.severity === 2);
        client.notify('workspace/didChangeConfiguration', {
          settings: { clutch: { diagnostics: { enabled: false } } },
        });
        await client.findings(uri, ({ diagnostics }) => diagnostics.length === 0);
        client.notify('workspace/didChangeConfiguration', { settings: { clutch: { diagnostics: {} } } });
        await client.findings(uri, ({ diagnostics: [one] }) => one?.severity === 1);
      },
      { initializationOptions: { diagnostics: { severity: { CL205: 'warning' } } } },
    ));

  test('a folder that joins the window is checked, and one that leaves is forgotten', () =>
    withTempDir(async (folder) => {
      const [first, second] = [path.join(folder, 'first'), path.join(folder, 'second')];
      writeTree(first, shop);
      writeTree(second, { ...shop, [PRP]: broken });
      const client = await startLanguageClient({ folders: [first], capabilities: complete });
      const uri = uriOf(path.join(second, PRP));
      const member = { uri: uriOf(second), name: 'second' };
      client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [member], removed: [] } });
      await client.findings(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('CL205'));
      client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [member] } });
      await client.findings(uri, ({ diagnostics }) => diagnostics.length === 0);
      await client.close();
    }));
});

describe('the border', () => {
  test('a document that is not open is not looked at, whatever a request says', () =>
    inShop(async ({ client, folder }) => {
      const closed = uriOf(path.join(folder, PRP));
      for (const uri of [closed, 'file:///etc/passwd', 'file:///%00', 'not a uri', '']) {
        assert.equal(await client.request('textDocument/hover', at(uri, prp, 'api')), null, uri);
        assert.equal(await client.request('textDocument/documentLink', { textDocument: { uri } }), null, uri);
      }
    }));

  test('parameters that are none are refused in words', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP));
      const wrong = [{}, { textDocument: { uri: 3 } }, { textDocument: { uri }, position: { line: -1, character: 0 } }];
      for (const params of wrong) {
        await assert.rejects(
          client.request('textDocument/hover', params),
          (error) => error instanceof ResponseError && error.code === ErrorCodes.InvalidParams,
        );
      }
    }));

  test('places beyond the text have no answer', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP));
      const place = { textDocument: { uri }, position: { line: 999_999, character: 999_999 } };
      for (const method of ['hover', 'definition', 'prepareRename', 'completion']) {
        const answer: unknown = await client.request(`textDocument/${method}`, place);
        assert.ok(answer === null || (Array.isArray(answer) && answer.length === 0), method);
      }
      const context = { diagnostics: [], only: ['quickfix'] };
      assert.deepEqual(await client.request('textDocument/codeAction', { ...place, range: whole, context }), []);
    }));

  test('the service ends with code 0 when the editor says goodbye, with 1 when it vanishes', () =>
    withTempDir(async (folder) => {
      const polite = await startLanguageClient({ folders: [folder] });
      await polite.close();
      assert.equal(await polite.ended, 0);
      const rude = await startLanguageClient({ folders: [folder] });
      await rude.request('workspace/symbol', { query: '' });
      rude.hangUp();
      assert.equal(await rude.ended, 1);
    }));

  test('folders that are not there are no hindrance', () =>
    withTempDir(async (folder) => {
      const gone = path.join(folder, 'gone');
      const client = await startLanguageClient({ folders: [gone] });
      assert.equal(await client.request('workspace/symbol', { query: 'x' }).then(() => 'answered'), 'answered');
      mkdirSync(path.join(gone, 'PRPs'), { recursive: true });
      writeFileSync(path.join(gone, PRP), broken);
      assert.ok(existsSync(path.join(gone, PRP)));
      await client.close();
    }));
});
