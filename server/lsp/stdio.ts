import { createConnection } from 'vscode-languageserver';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { LanguageServices } from './handlers/language/client.ts';
import { registerLanguage } from './handlers/language/index.ts';
import { onLostStream } from './lost-stream.ts';

/** How often it is asked whether the editor is still there; nothing but a crash of it makes a difference. */
const PARENT_MS = 3000;

export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Serves one editor over two streams. Resolves with the exit code when it is over, however the editor went. */
export function serveLanguage({ input, output }: Streams, services: LanguageServices): Promise<number> {
  return new Promise((resolve) => {
    let shutDown = false;
    let watch: NodeJS.Timeout | undefined;
    const end = (code: number): void => {
      clearInterval(watch);
      language.dispose();
      resolve(code);
    };
    const connection = createConnection(
      (logger) => {
        const reader = new StreamMessageReader(input);
        onLostStream(reader, services.log, () => end(1));
        return createProtocolConnection(reader, new StreamMessageWriter(output), logger, undefined);
      },
      {
        get shutdownReceived() {
          return shutDown;
        },
        set shutdownReceived(value) {
          shutDown = value;
        },
        initialize({ processId }) {
          if (typeof processId !== 'number') return;
          watch = setInterval(() => {
            if (!isAlive(processId)) end(1);
          }, PARENT_MS);
        },
        exit: (code) => end(code),
      },
    );
    const language = registerLanguage(connection, services);
    // An editor that ends without a word leaves a stream that has ended.
    input.on('end', () => end(shutDown ? 0 : 1));
    input.on('close', () => end(shutDown ? 0 : 1));
    output.on('error', () => end(1));
    connection.listen();
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is there, and may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
