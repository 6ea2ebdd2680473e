import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import {
  CollabChangedMethod,
  CollabMethod,
  CollabResult,
  InviteMethod,
  InviteResult,
  JoinMethod,
  JoinResult,
  MembershipMethod,
  MembershipResult,
  ShareMethod,
  ShareResult,
} from '#schemas/protocol/collab.ts';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { type Pc, withPcs } from '../helpers/collab/pcs.ts';
import { until } from '../helpers/processes.ts';

/** A client of the server's socket, as VS Code is one. */
async function connectTo({ clutch, run }: Pc) {
  await run('server', 'start');
  const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(clutch.home, 'server.json'), 'utf8')));
  const socket = createConnection(address);
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  let changes = 0;
  connection.onNotification(CollabChangedMethod, () => void (changes += 1));
  connection.listen();
  return {
    request: (method: string, params: object): Promise<unknown> => connection.sendRequest(method, params),
    changes: () => changes,
    close() {
      connection.dispose();
      socket.destroy();
    },
  };
}

void describe('a client', () => {
  void test('shares, invites, joins and decides, and hears that something changed', () =>
    withPcs(async ({ share, pc }) => {
      const [mainPc, otherPc] = [pc('main-pc'), pc('other-pc')];
      const [main, other] = [await connectTo(mainPc), await connectTo(otherPc)];
      try {
        const { root } = mainPc;
        assert.deepEqual(await main.request(CollabMethod, { root: null }), { projects: [] });
        const { view } = ShareResult.parse(await main.request(ShareMethod, { root, place: { folder: share } }));
        assert.equal(view.role, 'main');
        const { code } = InviteResult.parse(await main.request(InviteMethod, { root }));
        const wish = { place: { folder: share }, code, role: 'observer', name: null, capabilities: [], slots: null };
        const joined = JoinResult.parse(await other.request(JoinMethod, { ...wish, root: otherPc.root }));
        const asks = await until(
          async () => CollabResult.parse(await main.request(CollabMethod, { root })).projects[0]?.joining[0],
          { what: 'main sees who asks' },
        );
        assert.equal(asks.fingerprint, joined.fingerprint);
        assert.ok(main.changes() > 0);
        const confirm = { verb: 'confirm', root, machine: asks.machine, role: 'observer' };
        const decided = MembershipResult.parse(await main.request(MembershipMethod, confirm));
        assert.deepEqual(decided.view?.joining, []);
        const left = { verb: 'leave', root: otherPc.root };
        assert.equal(MembershipResult.parse(await other.request(MembershipMethod, left)).view, null);
      } finally {
        main.close();
        other.close();
      }
    }));

  void test('is refused in one sentence', () =>
    withPcs(async ({ share, pc }) => {
      const mainPc = pc('main-pc');
      const main = await connectTo(mainPc);
      try {
        const { root } = mainPc;
        await assert.rejects(main.request(InviteMethod, { root }), /is not shared with other machines/);
        await assert.rejects(main.request(InviteMethod, { root: 7 }), /expected string/);
        const gone = { root, place: { folder: `${share}/gone` } };
        await assert.rejects(main.request(ShareMethod, gone), /not there/);
        const machine = '../../etc';
        await assert.rejects(main.request(MembershipMethod, { verb: 'revoke', root, machine }), /Invalid string/);
        const nats = { root, place: { nats: 'nats://user:secret@127.0.0.1:1' } };
        await assert.rejects(main.request(ShareMethod, nats), (error: Error) => !error.message.includes('secret'));
      } finally {
        main.close();
      }
    }));
});
