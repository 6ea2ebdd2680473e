import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import {
  EditAwayFormMethod,
  EditAwayFormResult,
  NewAwayPlanMethod,
  NewAwayPlanResult,
  ReadAwayFormMethod,
  ReadAwayFormResult,
} from '#schemas/protocol/away-form.ts';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { simplePhases, withPlanStage } from '../helpers/plan-stage.ts';

const PLAN = 'AWAY_DEVELOPMENT_PLAN.md';

interface Client {
  readonly folder: string;
  request(method: string, params: object): Promise<unknown>;
  /** Returns its URI. */
  open(name: string, text: string): string;
  change(uri: string, text: string): void;
}

/** A client of the real server, with a project open. */
const withClient = (look: (client: Client) => Promise<void>): Promise<void> =>
  withPlanStage(simplePhases(1), async ({ clutch, project: { root } }) => {
    await clutch.run(root, 'server', 'start');
    const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(clutch.home, 'server.json'), 'utf8')));
    const socket = createConnection(address);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.listen();
    const tell = (method: string, textDocument: object, more: object = {}): void =>
      void connection.sendNotification(method, { textDocument, ...more });
    try {
      const workspaceFolders = [{ uri: pathToFileURL(root).href, name: 'project' }];
      await connection.sendRequest('initialize', {
        processId: null,
        rootUri: null,
        capabilities: {},
        workspaceFolders,
      });
      await connection.sendNotification('initialized', {});
      await look({
        folder: root,
        request: (method, params) => connection.sendRequest(method, params),
        open(name, text) {
          const uri = pathToFileURL(path.join(root, name)).href;
          tell('textDocument/didOpen', { uri, languageId: 'markdown', version: 1, text });
          return uri;
        },
        change: (uri, text) => tell('textDocument/didChange', { uri, version: 2 }, { contentChanges: [{ text }] }),
      });
    } finally {
      connection.dispose();
      socket.destroy();
    }
  });

test('an open away plan is read as a form and changed part by part, for the version that it was read from', () =>
  withClient(async ({ folder, request, open, change: rewrite }) => {
    const { text } = NewAwayPlanResult.parse(await request(NewAwayPlanMethod, { project: folder }));
    const uri = open(PLAN, text);
    const read = async () => ReadAwayFormResult.parse(await request(ReadAwayFormMethod, { document: uri }));
    const form = await read();
    assert.equal(form?.version, 1);
    const wrong = form?.fields
      .filter(({ findings }) => findings.length > 0)
      .map(({ field, findings: [one] }) => [field, one?.rule]);
    assert.deepEqual(wrong, [['objective', 'CL402']], 'only what a person has to say is wrong with a new plan');

    const edit = async (params: object) =>
      EditAwayFormResult.parse(await request(EditAwayFormMethod, { document: uri, ...params }));
    const base = form?.fields.find(({ field }) => field === 'objective')?.value ?? '';
    const change = { field: 'objective', base, value: 'The cart shows its sum.' };
    const result = await edit(change);
    assert.ok(result.outcome === 'edits' && result.version === 1 && result.edits.length === 1);
    rewrite(uri, text.replace(/TODO: .*/, 'Somebody else was here.'));
    assert.deepEqual(await edit(change), { outcome: 'conflict', value: 'Somebody else was here.' });
    assert.deepEqual(await edit({ field: 'forbidden', base: '', value: '```' }), {
      outcome: 'refused',
      why: 'meaning',
    });
    assert.deepEqual(
      (await read())?.fields.flatMap(({ findings }) => findings),
      [],
    );
  }));

test('what is no away plan, or not open, is no form', () =>
  withClient(async ({ request, open }) => {
    const other = open('notes.md', '# Notes\n');
    assert.equal(await request(ReadAwayFormMethod, { document: other }), null);
    assert.equal(await request(ReadAwayFormMethod, { document: `${other}x` }), null);
    const edit = { document: other, field: 'objective', base: '', value: 'x' };
    assert.deepEqual(await request(EditAwayFormMethod, edit), { outcome: 'refused', why: 'closed' });
  }));
