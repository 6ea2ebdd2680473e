import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { LSPClient, Workspace, type Transport, type WorkspaceFile } from '@codemirror/lsp-client';
import { Text } from '@codemirror/state';
import { StreamMessageReader, StreamMessageWriter, type Message } from 'vscode-jsonrpc/node';
import { positionOf, uriOf, type Published } from '../helpers/language-client.ts';
import { isRunning, until } from '../helpers/processes.ts';
import { PRD, PRP, shop } from '../helpers/shop-project.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';

const CLUTCH = path.resolve(import.meta.dirname, '../../dist/clutch.mjs');

const prp = shop[PRP] ?? '';

function startService(folder: string): ChildProcessWithoutNullStreams {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return spawn(process.execPath, [CLUTCH, 'lsp', '--stdio'], {
    cwd: folder,
    env: { ...process.env, CLUTCH_HOME: home },
  });
}

/** CodeMirror speaks messages; the framing of standard streams is that of every language server. */
function transportOf(service: ChildProcessWithoutNullStreams): Transport {
  const handlers = new Set<(value: string) => void>();
  const writer = new StreamMessageWriter(service.stdin);
  new StreamMessageReader(service.stdout).listen((message) => {
    for (const handle of handlers) handle(JSON.stringify(message));
  });
  return {
    send(text) {
      const message: Message = JSON.parse(text);
      void writer.write(message);
    },
    subscribe: (handler) => void handlers.add(handler),
    unsubscribe: (handler) => void handlers.delete(handler),
  };
}

/** Documents that are open without a view: a page is not what is tested here. */
class Documents extends Workspace {
  files: WorkspaceFile[] = [];

  show(uri: string, text: string): WorkspaceFile {
    const doc = Text.of(text.split('\n'));
    const file: WorkspaceFile = { uri, languageId: 'markdown', version: 0, doc, getView: () => null };
    this.files.push(file);
    this.client.didOpen(file);
    return file;
  }

  /** As CodeMirror does when a document has changed: the whole text of a small one. */
  edit(file: WorkspaceFile, text: string): void {
    file.version += 1;
    file.doc = Text.of(text.split('\n'));
    const textDocument = { uri: file.uri, version: file.version };
    this.client.notification('textDocument/didChange', { textDocument, contentChanges: [{ text }] });
  }

  syncFiles(): readonly [] {
    return [];
  }

  openFile(): void {}

  closeFile(): void {}
}

interface Editor {
  readonly service: ChildProcessWithoutNullStreams;
  readonly client: LSPClient;
  readonly documents: Documents;
  readonly published: readonly Published[];
}

function inCodeMirror(folder: string, play: (editor: Editor) => Promise<void>): Promise<void> {
  return withService(folder, async (service) => {
    const published: Published[] = [];
    const opened: Documents[] = [];
    const client = new LSPClient({
      rootUri: uriOf(folder),
      workspace(own) {
        const documents = new Documents(own);
        opened.push(documents);
        return documents;
      },
      notificationHandlers: {
        'textDocument/publishDiagnostics': (_client, params: Published) => published.push(params) > 0,
      },
    });
    client.connect(transportOf(service));
    await client.initializing;
    const [documents] = opened;
    assert.ok(documents);
    await play({ service, client, documents, published });
  });
}

async function withService(folder: string, play: (service: ChildProcessWithoutNullStreams) => Promise<void>) {
  const service = startService(folder);
  const said: string[] = [];
  service.stderr.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  try {
    await play(service);
    assert.deepEqual(said, []);
  } finally {
    service.kill();
  }
}

const inShop = (play: (editor: Editor, folder: string) => Promise<void>): Promise<void> =>
  withTempDir((folder) => {
    writeTree(folder, shop);
    return inCodeMirror(folder, (editor) => play(editor, folder));
  });

describe('clutch lsp --stdio with the language client of CodeMirror', () => {
  test('findings come while a document is edited, and name its version', () =>
    inShop(async ({ documents, published }, folder) => {
      const file = documents.show(uriOf(path.join(folder, PRP)), prp);
      documents.edit(file, prp.replace('**Depends on**: api', '**Depends on**: apii'));
      const found = await until(() => published.find(({ diagnostics }) => diagnostics.length > 0), {
        what: 'the unknown dependency is found',
      });
      assert.deepEqual(
        [found.uri, found.version, found.diagnostics.map(({ code, source }) => [code, source])],
        [file.uri, 1, [['CL205', 'clutch']]],
      );
      documents.edit(file, prp);
      const last = await until(() => published.find(({ version }) => version === 2), { what: 'it is gone' });
      assert.deepEqual(last.diagnostics, []);
    }));

  test('completion and hover answer in the form that the client asked for', () =>
    inShop(async ({ client, documents }, folder) => {
      assert.ok(client.serverCapabilities?.completionProvider);
      const text = prp.replace('**Depends on**: api', '**Depends on**: ');
      const textDocument = { uri: documents.show(uriOf(path.join(folder, PRP)), text).uri };
      const items = await client.request<object, readonly { label: string }[]>('textDocument/completion', {
        textDocument,
        position: positionOf(text, '**Depends on**: \n', 16),
      });
      assert.ok(items.some(({ label }) => label === 'api'));
      const hover = await client.request<object, { contents: { kind: string; value: string } }>('textDocument/hover', {
        textDocument,
        position: positionOf(text, 'Workstream 2: page', 15),
      });
      assert.match(hover.contents.value, /executor-page/);
      assert.match(hover.contents.kind, /^(?:markdown|plaintext)$/);
    }));

  test('a workstream is renamed in two files by one request', () =>
    inShop(async ({ client, documents }, folder) => {
      const tracker = `# CLUTCH Workflow Tracker

**Project**: shop
**PRD**: PRDs/PRD-shop.md

## Phase 1: Cart

- **Status**: in-progress
- **Workstreams**:
  - api: completed (files: src/cart.ts)
`;
      const file = documents.show(uriOf(path.join(folder, PRP)), prp);
      documents.show(uriOf(path.join(folder, PRD)), readFileSync(path.join(folder, PRD), 'utf8'));
      documents.show(uriOf(path.join(folder, 'WORKFLOW.md')), tracker);
      const place = { textDocument: { uri: file.uri }, position: positionOf(prp, 'Workstream 1: api', 15) };
      const edit = await client.request<object, RenameEdit>('textDocument/rename', { ...place, newName: 'backend' });
      const changed =
        edit.documentChanges?.map(({ textDocument }) => textDocument.uri) ?? Object.keys(edit.changes ?? {});
      assert.deepEqual(changed.sort(), [file.uri, uriOf(path.join(folder, 'WORKFLOW.md'))].sort());
    }));
});

interface RenameEdit {
  readonly changes?: Readonly<Record<string, readonly object[]>>;
  readonly documentChanges?: readonly { readonly textDocument: { readonly uri: string } }[];
}

describe('the process of clutch lsp', () => {
  test('starts no server, and ends when the stream of the editor ends', () =>
    withTempDir((folder) =>
      withService(folder, async (service) => {
        service.stdin.end();
        const [code] = await once(service, 'exit');
        assert.equal(code, 1);
        assert.throws(() => readFileSync(path.join(folder, 'home/server.json')), /ENOENT/);
      }),
    ));

  test('ends when the editor that it was told of is gone, though its streams are open', () =>
    withTempDir((folder) =>
      withService(folder, async (service) => {
        const editor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
        const writer = new StreamMessageWriter(service.stdin);
        const params = { processId: editor.pid, rootUri: null, capabilities: {} };
        const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params };
        await writer.write(initialize);
        await once(service.stdout, 'data');
        editor.kill('SIGKILL');
        await once(editor, 'exit');
        const pid = service.pid ?? 0;
        await until(() => !isRunning(pid), { what: 'the service has noticed' });
      }),
    ));

  test('says what it does not know', () =>
    withTempDir(async (folder) => {
      const service = spawn(process.execPath, [CLUTCH, 'lsp', '--tcp'], { cwd: folder });
      const [said] = await Promise.all([once(service.stderr.setEncoding('utf8'), 'data'), once(service, 'exit')]);
      assert.match(String(said), /knows no option --tcp/);
      assert.equal(service.exitCode, 2);
    }));
});
