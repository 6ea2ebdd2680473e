import assert from 'node:assert/strict';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { ErrorCodes } from 'vscode-languageserver';
import { noLivePlans } from '../../server/language/assist/live-plans.ts';
import { serveLanguage } from '../../server/lsp/stdio.ts';
import { createPlanIndex } from '../../server/plans/plan-index.ts';
import { uriOf } from '../helpers/language-client.ts';
import { at, broken, inShop, prp, rulesOf } from '../helpers/shop-client.ts';
import { PRP } from '../helpers/shop-project.ts';

const refusedWith = (code: number) => (error: unknown) => error instanceof ResponseError && error.code === code;

describe('a client that does not keep to the protocol', () => {
  test('is refused before it has initialized the service, and when it does so twice', async () => {
    const { connection, ended } = serve();
    const place = { textDocument: { uri: 'file:///PRD.md' }, position: { line: 0, character: 0 } };
    for (const [method, params] of [
      ['textDocument/hover', place],
      ['textDocument/references', { ...place, context: { includeDeclaration: true } }],
      ['workspace/symbol', { query: '' }],
    ] as const) {
      await assert.rejects(
        connection.sendRequest(method, params),
        refusedWith(ErrorCodes.ServerNotInitialized),
        method,
      );
    }
    const initialize = { processId: null, rootUri: null, capabilities: {} };
    const { capabilities }: { capabilities: { positionEncoding?: string } } = await connection.sendRequest(
      'initialize',
      initialize,
    );
    assert.equal(capabilities.positionEncoding, 'utf-16');
    await assert.rejects(connection.sendRequest('initialize', initialize), refusedWith(ErrorCodes.InvalidRequest));
    assert.equal(await connection.sendRequest('textDocument/hover', place), null);
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    assert.equal(await ended, 0);
  });

  test('does not end the service with notifications that are none, and each of them is named in the log', () =>
    inShop(
      async ({ client, folder }) => {
        const uri = client.open(path.join(folder, PRP), broken);
        const text = 'textDocument';
        const wrong: [string, object][] = [
          [`${text}/didOpen`, { textDocument: { uri: uriOf(path.join(folder, 'PRD.md')), version: 1, text: 5 } }],
          [`${text}/didOpen`, { textDocument: { uri: 7, languageId: 'markdown', version: 1, text: '' } }],
          [`${text}/didOpen`, {}],
          [`${text}/didChange`, { textDocument: { uri, version: 2 }, contentChanges: [{ text: 5 }] }],
          [`${text}/didChange`, { textDocument: { uri, version: 2 } }],
          [`${text}/didClose`, { textDocument: null }],
          [`${text}/didSave`, {}],
          ['workspace/didChangeWorkspaceFolders', {}],
          ['workspace/didChangeWorkspaceFolders', { event: { added: [{ uri: 5 }], removed: null } }],
        ];
        for (const [method, params] of wrong) client.notify(method, params);
        client.change(uri, prp);
        await client.findings(uri, ({ version, diagnostics }) => version === 2 && diagnostics.length === 0);
        assert.deepEqual(
          client.logged.map((line) => line.split(' ')[0]),
          wrong.map(([method]) => method),
        );
        client.forgetLog();
      },
      { capabilities: { workspace: { workspaceFolders: true } } },
    ));

  test('ends the service when what it sends can no longer be told apart, and not for a message that is no JSON', async () => {
    const { connection, input, ended, logged } = serve();
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    input.write('Content-Length: 5\r\n\r\n{"id"');
    await connection.sendNotification('$/cancelRequest');
    assert.notEqual(await connection.sendRequest('workspace/symbol', { query: '' }), undefined);
    input.write('Content-Length: many\r\n\r\n{}');
    assert.equal(await ended, 1);
    assert.equal(logged.length, 3);
  });
});

describe('one file that is open under two URIs', () => {
  test('is what was opened last, and the other one again when that is closed', () =>
    inShop(async ({ client, folder }) => {
      const uri = client.open(path.join(folder, PRP), broken);
      await client.findings(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('CL205'));
      const twin = client.open(uri.replace('PRP-', 'PRP%2D'), `${broken}\n`);
      assert.notEqual(twin, uri);
      await client.findings(twin, ({ diagnostics }) => rulesOf(diagnostics).includes('CL205'));
      await client.findings(uri, ({ diagnostics }) => diagnostics.length === 0);
      client.notify('textDocument/didClose', { textDocument: { uri: twin } });
      await client.findings(twin, ({ diagnostics }) => diagnostics.length === 0);
      await client.findings(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('CL205'));
      assert.ok(await client.request('textDocument/hover', at(uri, broken, 'Workstream 2: page', 15)));
      client.change(uri, prp);
      await client.findings(uri, ({ version, diagnostics }) => version === 2 && diagnostics.length === 0);
    }));

  test('is shown under one of them at a time, whether it is open or not', () =>
    inShop(
      async ({ client, folder }) => {
        const own = uriOf(path.join(folder, PRP));
        await client.findings(own, ({ diagnostics }) => diagnostics.length > 0);
        const uri = client.open(own.replace('PRP-', 'PRP%2D'), broken);
        await client.findings(uri, ({ diagnostics }) => diagnostics.length > 0);
        await client.findings(own, ({ diagnostics }) => diagnostics.length === 0);
        client.notify('textDocument/didClose', { textDocument: { uri } });
        await client.findings(uri, ({ diagnostics }) => diagnostics.length === 0);
        await client.findings(own, ({ diagnostics }) => diagnostics.length > 0);
      },
      {},
      { [PRP]: broken },
    ));
});

/** A service and the bare connection of a client that has not said anything yet. */
function serve() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const index = createPlanIndex({ watch: null, warn: log });
  const ended = serveLanguage(
    { input, output },
    {
      version: '0.0.0-test',
      log: { file: '', info: log, warn: log, error: log },
      index,
      live: () => noLivePlans,
      onRunsChanged: () => () => undefined,
      ports: {},
      rulePage: () => null,
    },
  ).finally(() => index.dispose());
  const connection = createMessageConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
  connection.listen();
  return { connection, input, ended, logged };
}
