import * as z from 'zod';
import { AgentError } from '../../engine/ports.ts';
import { PROTOCOL } from './frames.ts';

/** What came from the gateway and could not be read is its breach of the protocol; anything else passes as it is. */
export function asProtocolError(name: string, error: unknown): unknown {
  if (error instanceof z.ZodError) {
    const why = `a message is not of the agreed shape (${z.prettifyError(error).slice(0, 300)})`;
    return new AgentError('protocol', notProtocol(name, why), { cause: error });
  }
  if (error instanceof SyntaxError)
    return new AgentError('protocol', notProtocol(name, error.message), { cause: error });
  return error;
}

export function notProtocol(name: string, why: string): string {
  return `The gateway of ${name} does not follow version ${PROTOCOL} of its protocol: ${why}. Check its version.`;
}
