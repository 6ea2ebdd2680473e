import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  createMessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import {
  ProposeDiscoveryMethod,
  ProposeDiscoveryResult,
  WriteDiscoveryMethod,
  WriteDiscoveryResult,
} from '#schemas/protocol/discovery.ts';
import { FailureData } from '#schemas/protocol/errors.ts';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { createClutch } from '../helpers/clutch.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';

/** A real server, a connection to it, and an empty project. */
function withServer(play: (server: MessageConnection, project: string) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const home = path.join(folder, 'home');
    const project = path.join(folder, 'project');
    mkdirSync(home, { mode: 0o700 });
    mkdirSync(project);
    const clutch = createClutch(home);
    try {
      const { code, stderr } = await clutch.run(folder, 'server', 'start');
      assert.equal(code, 0, stderr);
      const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(home, 'server.json'), 'utf8')));
      const socket = createConnection(address);
      const server = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
      server.listen();
      try {
        await play(server, project);
      } finally {
        server.dispose();
        socket.destroy();
      }
    } finally {
      await clutch.dispose();
    }
  });
}

const answers = { idea: 'A tide table for our club in Python', done: 'It prints the tides of a day' };
const refusal = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ResponseError);
  assert.match(error.message, words);
  assert.equal(FailureData.parse(error.data).fault, 'user');
  return true;
};

describe('discovery over the protocol', () => {
  test('proposes from what the folder shows, and writes what it said that it would', () =>
    withServer(async (server, project) => {
      writeTree(project, { 'pyproject.toml': '[tool.pytest.ini_options]\n' });
      const proposed = ProposeDiscoveryResult.parse(
        await server.sendRequest(ProposeDiscoveryMethod, { folder: project, answers: {} }),
      );
      assert.deepEqual(proposed.missing, ['idea', 'technology', 'done']);
      const technology = proposed.questions.find(({ id }) => id === 'technology');
      assert.match(technology?.proposal?.evidence ?? '', /pyproject\.toml names pytest/);

      const known = ProposeDiscoveryResult.parse(
        await server.sendRequest(ProposeDiscoveryMethod, { folder: project, answers, name: 'Tides' }),
      );
      assert.deepEqual([known.missing, known.name, known.problem], [[], 'tides', null]);
      assert.equal(known.questions.find(({ id }) => id === 'technology')?.understood?.answer, 'Python');

      const request = { folder: project, answers, profile: 'classic', name: 'Tides' };
      const planned = WriteDiscoveryResult.parse(
        await server.sendRequest(WriteDiscoveryMethod, { ...request, planOnly: true }),
      );
      assert.deepEqual([planned.written, readdirSync(project)], [false, ['pyproject.toml']]);
      const written = WriteDiscoveryResult.parse(
        await server.sendRequest(WriteDiscoveryMethod, { ...request, planOnly: false }),
      );
      assert.deepEqual([written.prd, written.git], ['PRDs/PRD-tides.md', false]);
      assert.deepEqual(
        written.files.map((file) => file.path),
        known.files.map((file) => file.path),
      );
      assert.match(readFileSync(path.join(project, written.prd), 'utf8'), /## Executive Summary/);
      await assert.rejects(
        server.sendRequest(WriteDiscoveryMethod, { ...request, planOnly: false }),
        refusal(/exists already/),
      );
    }));

  test('refuses in a sentence what a person can mend, and what is no request at all', () =>
    withServer(async (server, project) => {
      const request = { folder: project, answers: {}, profile: 'intent', name: null, planOnly: false };
      await assert.rejects(server.sendRequest(WriteDiscoveryMethod, request), refusal(/Still to be answered/));
      const none = path.join(project, 'none');
      await assert.rejects(
        server.sendRequest(ProposeDiscoveryMethod, { folder: none, answers: {} }),
        refusal(/is no folder/),
      );
      for (const wrong of [{}, { ...request, answers: { size: 'XXL' } }, { ...request, profile: 'novel' }]) {
        await assert.rejects(server.sendRequest(WriteDiscoveryMethod, wrong), /clutch\/discovery\/write:/);
      }
      assert.ok(!existsSync(path.join(project, 'PRDs')));
    }));
});
