import { ResponseError } from 'vscode-jsonrpc/node';
import { GitError } from '../platform/git.ts';
import { EffectError } from '../runs/effect-error.ts';
import { CliError } from './cli-error.ts';

/** What the server or a reader of plans refuses becomes the command's one sentence. */
export async function orRefuse<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const refused = error instanceof ResponseError || error instanceof EffectError || error instanceof GitError;
    if (refused) throw new CliError(error.message);
    throw error;
  }
}
