/** No server answers. `message` says why, and what to do. */
export class ServerUnavailable extends Error {
  override readonly name = 'ServerUnavailable';
  readonly code = 'server-unavailable';
}

/** The server answered with an error, in words meant for the person. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused';
  readonly code = 'server-refused';
}

/** The server answered something that the protocol does not know: a bug of ours. */
export class ServerAnswerInvalid extends Error {
  override readonly name = 'ServerAnswerInvalid';
  readonly code = 'server-answer-invalid';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
