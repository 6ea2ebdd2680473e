import type { MessageReader } from 'vscode-jsonrpc';
import type { Logger } from '../platform/logger.ts';

/**
 * Calls back when a stream of messages cannot be read on: after a header that is none, nothing says where the next
 * message begins, and its sender would wait for ever. A single message that is no JSON, or no message, is only logged.
 */
export function onLostStream(reader: MessageReader, log: Logger, lost: () => void): void {
  reader.onError((error) => {
    log.warn('a client sent what is no message', error);
    if (!(error instanceof SyntaxError || error instanceof TypeError)) lost();
  });
}
