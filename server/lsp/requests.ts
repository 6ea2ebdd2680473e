import { ErrorCodes, ResponseError, type Connection } from 'vscode-languageserver';
import * as z from 'zod';
import { REQUEST_FAILED, type FailureData } from '#schemas/protocol/errors.ts';
import { GitError } from '../platform/git.ts';
import type { Logger } from '../platform/logger.ts';
import { EffectError } from '../runs/effect-error.ts';
import { TransportError } from '../transports/transport.ts';
import { StoreError } from '../store/sqlite-file.ts';

/** The one border for requests: parameters are validated, and what fails becomes an answer with a sentence in it. */
export function onRequest<S extends z.ZodType>(
  connection: Connection,
  log: Logger,
  method: string,
  schema: S,
  handle: (params: z.infer<S>) => unknown,
): void {
  connection.onRequest(method, async (params: unknown) => {
    const parsed = schema.safeParse(params);
    if (!parsed.success) {
      throw new ResponseError(ErrorCodes.InvalidParams, `${method}: ${z.prettifyError(parsed.error)}`);
    }
    try {
      return await handle(parsed.data);
    } catch (error) {
      throw toResponseError(log, method, error);
    }
  });
}

function toResponseError(log: Logger, method: string, error: unknown): ResponseError<FailureData> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof EffectError) return new ResponseError(REQUEST_FAILED, message, { fault: error.fault });
  const environment =
    error instanceof GitError || error instanceof StoreError || error instanceof TransportError || hasErrno(error);
  log.error(`${method} failed`, error);
  return new ResponseError(REQUEST_FAILED, message, { fault: environment ? 'environment' : 'bug' });
}

function hasErrno(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}
