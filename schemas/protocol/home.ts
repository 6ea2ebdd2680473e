/**
 * Where CLUTCH keeps what is not in a repository: journal, logs, worktrees, `server.json`. `CLUTCH_HOME` wins; else
 * the platform's place for a user's state. Pure, so that the client, the server and the CLI agree on it.
 */
export function clutchHome(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
): string {
  const explicit = environment['CLUTCH_HOME'];
  if (explicit) return explicit;
  if (platform === 'win32') return `${environment['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`}\\clutch`;
  if (platform === 'darwin') return `${home}/Library/Application Support/clutch`;
  return `${environment['XDG_STATE_HOME'] || `${home}/.local/state`}/clutch`;
}
