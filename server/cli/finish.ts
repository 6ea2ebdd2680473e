import { ResponseError } from 'vscode-jsonrpc/node';
import { RunView } from '#schemas/run/run.ts';
import { CliError } from './cli-error.ts';
import type { ServerLink } from './connect.ts';
import { follow } from './follow.ts';
import type { CommandIo } from './io.ts';

/** Asks the server for something that answers with a run; its refusal becomes the command's one sentence. */
export async function requestRun(link: ServerLink, method: string, params: unknown): Promise<RunView> {
  try {
    return RunView.parse(await link.request(method, params));
  } catch (error) {
    link.close();
    if (error instanceof ResponseError) throw new CliError(error.message);
    throw error;
  }
}

/** Follows the run unless it was to be detached, and says how it ended. */
export async function finish(
  view: RunView,
  link: ServerLink,
  io: CommandIo,
  { json, detach }: { json: boolean; detach: boolean },
): Promise<number> {
  if (detach) {
    link.close();
    io.stdout.write(
      json
        ? `${JSON.stringify(view, null, 2)}\n`
        : `Run ${view.id} goes on in the background; clutch status shows it.\n`,
    );
    return 0;
  }
  const leave = (): never => {
    io.stderr.write(`\nRun ${view.id} goes on in the background; clutch status shows it, clutch stop stops it.\n`);
    process.exit(130);
  };
  process.once('SIGINT', leave);
  const end = await follow(view, link, io, json);
  process.off('SIGINT', leave);
  if (json) io.stdout.write(`${JSON.stringify(end, null, 2)}\n`);
  else if (end.status === 'completed') io.stdout.write(`\n${end.report ?? ''}`);
  else io.stderr.write(`\nRun ${end.id} is ${end.status}: ${end.reason ?? 'no reason was given'}\n`);
  return end.status === 'completed' ? 0 : 1;
}
