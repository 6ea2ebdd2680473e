import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
  type ProtocolRequestType,
} from 'vscode-languageserver';
import * as z from 'zod';
import { REQUEST_FAILED } from '#schemas/protocol/errors.ts';
import type { LanguageContext, OpenPlan } from './context.ts';

/** Said to the person as it is, instead of an answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

const Place = z.object({ line: z.number().int().nonnegative(), character: z.number().int().nonnegative() });
export const Range = z.object({ start: Place, end: Place });
const DocumentParams = z.object({
  textDocument: z.object({ uri: z.string().max(8192) }),
  position: Place.optional(),
  range: Range.optional(),
});

/**
 * The border of the language service. Parameters that are no parameters are refused; a document that is not open, or
 * not ours, has `nothing`; and a failure of ours is `nothing` and one line in the log, because an editor would show
 * every error to somebody who only moved the mouse.
 */
export function answerForDocument<Params, Result, Partial, Failure, Options>(
  connection: Connection,
  context: () => LanguageContext,
  type: ProtocolRequestType<Params, Result, Partial, Failure, Options>,
  nothing: Result,
  handle: (plan: OpenPlan, params: Params, context: LanguageContext) => Result,
): void {
  connection.onRequest(type.method, (params: Params, token: CancellationToken): unknown => {
    const parsed = DocumentParams.safeParse(params);
    if (!parsed.success) return invalid(type.method, parsed.error);
    return guarded(context, type.method, nothing, token, () => {
      const plan = context().plan(parsed.data.textDocument.uri);
      return plan ? handle(plan, params, context()) : nothing;
    });
  });
}

/** The same for an answer that is wrong when documents are missing: what lies in the folders is read first. */
export function answerWhenRead<Params, Result, Partial, Failure, Options>(
  connection: Connection,
  context: () => LanguageContext,
  type: ProtocolRequestType<Params, Result, Partial, Failure, Options>,
  nothing: Result,
  handle: (plan: OpenPlan, params: Params, context: LanguageContext) => Result,
): void {
  connection.onRequest(type.method, async (params: Params, token: CancellationToken): Promise<unknown> => {
    const parsed = DocumentParams.safeParse(params);
    if (!parsed.success) return invalid(type.method, parsed.error);
    await context().isRead();
    return guarded(context, type.method, nothing, token, () => {
      const plan = context().plan(parsed.data.textDocument.uri);
      return plan ? handle(plan, params, context()) : nothing;
    });
  });
}

/** The same for a request that names no document; `shape` is what its parameters must have. */
export function answer<Params, Result, Partial, Failure, Options>(
  connection: Connection,
  context: () => LanguageContext,
  type: ProtocolRequestType<Params, Result, Partial, Failure, Options>,
  { shape, nothing }: { readonly shape: z.ZodType; readonly nothing: Result },
  handle: (params: Params, context: LanguageContext) => Result,
): void {
  connection.onRequest(type.method, (params: Params, token: CancellationToken): unknown => {
    const parsed = shape.safeParse(params);
    if (!parsed.success) return invalid(type.method, parsed.error);
    return guarded(context, type.method, nothing, token, () => handle(params, context()));
  });
}

function guarded<Result>(
  context: () => LanguageContext,
  method: string,
  nothing: Result,
  token: CancellationToken,
  work: () => Result,
): Result | ResponseError {
  if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return new ResponseError(REQUEST_FAILED, error.message);
    context().log.error(`${method} failed`, error);
    return nothing;
  }
}

const invalid = (method: string, error: z.ZodError): ResponseError =>
  new ResponseError(ErrorCodes.InvalidParams, `${method}: ${z.prettifyError(error)}`);
