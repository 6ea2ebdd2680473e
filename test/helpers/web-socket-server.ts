import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';

/** The other end of one WebSocket. */
export interface Peer {
  /** Resolves when it was taken, or when the connection is gone. */
  send(text: string): Promise<void>;
  sendBytes(bytes: Uint8Array): Promise<void>;
  /** Ends the connection without a word. */
  drop(): void;
}

export interface WebSocketServer {
  readonly url: string;
  /** How many are connected now. */
  connections(): number;
  close(): Promise<void>;
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
/** Every handshake proves by it that it is one (RFC 6455). */
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A server that speaks as much of RFC 6455 as tests need: whole text messages, and what lies between them is left out. */
export async function startWebSocketServer(
  onConnection: (peer: Peer) => (text: string) => void,
): Promise<WebSocketServer> {
  const open = new Set<Duplex>();
  const server = createServer();
  server.on('upgrade', (request, socket: Duplex) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${MAGIC}`).digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    const write = (opcode: number, payload: Uint8Array) =>
      new Promise<void>((resolve) => void socket.write(frameOf(opcode, payload), () => resolve()));
    const onText = onConnection({
      send: (text) => write(TEXT, Buffer.from(text)),
      sendBytes: (bytes) => write(BINARY, bytes),
      drop: () => socket.destroy(),
    });
    let rest = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (let frame = readFrame(rest); frame !== null; frame = readFrame(rest)) {
        rest = rest.subarray(frame.length);
        if (frame.opcode === TEXT) onText(frame.payload.toString('utf8'));
        if (frame.opcode === CLOSE) socket.end(frameOf(CLOSE, frame.payload));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `ws://127.0.0.1:${address.port}`,
    connections: () => open.size,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function frameOf(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The first frame of what a client sent, which is always masked; null while it is not whole. */
function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 8 : short === 127 ? 14 : 6;
  if (bytes.length < start) return null;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + size) return null;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  for (let at = 0; at < size; at += 1) payload.writeUInt8(payload.readUInt8(at) ^ mask.readUInt8(at % 4), at);
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, length: start + size };
}
