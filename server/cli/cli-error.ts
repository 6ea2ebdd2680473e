/** Ends the command with exit code 2 and this sentence. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
