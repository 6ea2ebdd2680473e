/** A client may go at any moment, whatever the server is about to say to it. An unhandled rejection fails a test. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import type { Connection } from 'vscode-languageserver';
import { listen, type Clients } from '../../server/lsp/clients.ts';
import { connectClient } from '../../server/lsp/connection.ts';
import { withTempDir } from '../helpers/temp.ts';

interface Guest {
  readonly socket: Socket;
  /** The server's end of it. */
  readonly own: Socket;
  readonly connection: Connection;
  /** Writes one message as it is. */
  say(message: object): void;
  /** Resolves when the server has noticed that this client has gone. */
  readonly gone: Promise<void>;
}

interface Host {
  readonly clients: Clients;
  readonly logged: readonly string[];
  join(): Promise<Guest>;
  /** Resolves when another client has come, asked and been answered, by when whatever failed before has shown. */
  serves(): Promise<void>;
}

const frame = (message: object): string => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};

/** What the server does for its clients, in this process; `prepare` is called for each connection before it is heard. */
function withHost(prepare: (connection: Connection) => void, play: (host: Host) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const address = path.join(folder, 'run', 'server.sock');
    const logged: string[] = [];
    const add = (message: string): void => void logged.push(message);
    const log = { file: '', info: add, warn: add, error: add };
    let accepted: ((served: { own: Socket; connection: Connection }) => void) | undefined;
    const clients = await listen(
      address,
      (own) => {
        const connection = connectClient(own, log);
        connection.onRequest('test/here', () => true);
        prepare(connection);
        connection.listen();
        accepted?.({ own, connection });
        return connection;
      },
      () => undefined,
    );
    const join = async (): Promise<Guest> => {
      const serving = new Promise<{ own: Socket; connection: Connection }>((resolve) => (accepted = resolve));
      const socket = connect(address);
      const { own, connection } = await serving;
      const gone = new Promise<void>((resolve) => own.once('close', () => resolve()));
      return { socket, own, connection, gone, say: (message) => void socket.write(frame(message)) };
    };
    const serves = async (): Promise<void> => {
      const { socket, gone } = await join();
      const asking = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
      asking.listen();
      assert.equal(await asking.sendRequest('test/here'), true);
      asking.dispose();
      socket.destroy();
      await gone;
    };
    try {
      await play({ clients, logged, join, serves });
    } finally {
      clients.close();
    }
  });
}

describe('a client that leaves', () => {
  test('before it is answered takes nobody with it, and is no line in the log', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<string>();
    const answerLate = (connection: Connection): void => {
      connection.onRequest('test/slow', () => {
        asked.resolve();
        return answer.promise;
      });
    };
    await withHost(answerLate, async ({ join, serves, logged }) => {
      const guest = await join();
      guest.say({ id: 1, method: 'test/slow' });
      await asked.promise;
      guest.socket.destroy();
      await guest.gone;
      answer.resolve('too late');
      await serves();
      assert.deepEqual(logged, []);
    });
  });

  test('just before everybody is told something takes nobody with it', () =>
    withHost(
      () => undefined,
      async ({ clients, join, serves }) => {
        const guest = await join();
        // Nothing has told the server yet: its message meets a socket that nobody holds.
        guest.socket.destroy();
        clients.notify('test/news');
        await guest.gone;
        await serves();
      },
    ));

  test('while it is asked something takes nobody with it, and the question fails', () =>
    withHost(
      () => undefined,
      async ({ join, serves }) => {
        const guest = await join();
        // From here the connection closes before the next round of the event loop, in which the question is written.
        await setImmediate();
        guest.own.destroy();
        await assert.rejects(guest.connection.sendRequest('test/settings'));
        await guest.gone;
        await serves();
      },
    ));

  test('with its last word half understood takes nobody with it', async () => {
    const told = Promise.withResolvers<void>();
    const failure = Promise.withResolvers<void>();
    const failLate = (connection: Connection): void => {
      connection.onNotification('test/told', () => {
        told.resolve();
        return failure.promise;
      });
    };
    await withHost(failLate, async ({ join, serves }) => {
      const guest = await join();
      guest.say({ method: 'test/told' });
      await told.promise;
      guest.socket.destroy();
      await guest.gone;
      failure.reject(new Error('planted'));
      await serves();
    });
  });
});

describe('a server that leaves', () => {
  test('has nothing more to say to clients that it has parted from', () =>
    withHost(
      () => undefined,
      async ({ clients, join }) => {
        const guest = await join();
        clients.close();
        clients.notify('test/news');
        guest.socket.resume();
        await guest.gone;
      },
    ));
});

describe('a client that stays', () => {
  test('is not told what the library has to say of its messages; the log of the server is', () =>
    withHost(
      () => undefined,
      async ({ join, logged, serves }) => {
        const guest = await join();
        const heard: string[] = [];
        guest.socket.on('data', (data: Buffer) => heard.push(data.toString('utf8')));
        guest.say({ id: null, error: { code: 1, message: 'what?' } });
        await serves();
        assert.match(logged.join('\n'), /Received response message without id/);
        assert.deepEqual(heard, []);
        guest.socket.destroy();
      },
    ));
});
