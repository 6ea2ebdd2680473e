/**
 * Sends something that nobody waits for. A client may go at any moment, also between the decision to send and the
 * sending; the library then throws or rejects, and there is nobody left to tell.
 */
export function tell(send: () => Promise<unknown>): void {
  try {
    send().catch(() => undefined);
  } catch {
    // The connection is closed.
  }
}
