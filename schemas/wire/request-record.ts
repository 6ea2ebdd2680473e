import * as z from 'zod';
import { Request, RequestClaim, RequestResult } from './bodies.ts';
import { FencingToken, MachineId } from './names.ts';

const common = {
  id: z.string().max(64),
  /** Id of the request that it is or belongs to. */
  request: z.string().max(64),
  from: MachineId,
  /** A machine, or `all`. */
  to: z.string().max(64),
  /** Whether its sender was main when this machine heard it. */
  byMain: z.boolean(),
  token: FencingToken.nullable(),
  /** Milliseconds since the epoch, by the sender's hybrid clock: for showing. */
  at: z.number(),
};

/** A record that a request is made of, as this machine keeps it. */
export const RequestRecord = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('request'), body: Request }),
  z.object({ ...common, type: z.literal('request-claim'), body: RequestClaim }),
  z.object({ ...common, type: z.literal('request-result'), body: RequestResult }),
]);
export type RequestRecord = z.infer<typeof RequestRecord>;
export type RequestRecordOf<T extends RequestRecord['type']> = Extract<RequestRecord, { type: T }>;
