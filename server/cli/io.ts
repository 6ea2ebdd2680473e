/** What a command of `clutch` may touch besides files and the server; tests bring their own. */
export interface CommandIo {
  readonly cwd: string;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Asks the person at the terminal; absent where there is none. Empty when they give no answer. */
  readonly ask?: (question: string) => Promise<string>;
}

/** Text from a document or a path, without the control characters that could steer a terminal. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these characters are what is searched for.
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\u{fffd}');
}
