import { parseArgs } from 'node:util';
import type { CollabView, RequestView } from '#schemas/protocol/collab.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { askRequest } from './requests.ts';
import { author, nameOf, requestOf, sharedHere, shortId } from './shared-projects.ts';

/** `clutch claim ID`: this machine does it. Exit 1 while it is not its own. */
export async function runClaim(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [id, ...rest] = positionals;
  if (id === undefined || rest.length > 0)
    throw new CliError('needs the id of one request; clutch requests lists them.');
  const link = await connect();
  try {
    const project = await sharedHere(link, io.cwd);
    const { root } = project;
    const request = requestOf(project, id).id;
    const claimed = await askRequest(link, { verb: 'claim', root, request, author: author() });
    const isOurs = project.peers.some(({ self, id: machine }) => self && machine === claimed.claimedBy);
    if (values.json) io.stdout.write(`${JSON.stringify(claimed, null, 2)}\n`);
    else io.stdout.write(describeClaim(claimed, isOurs, project));
    return isOurs ? 0 : 1;
  } finally {
    link.close();
  }
}

function describeClaim({ id, title, claimedBy }: RequestView, isOurs: boolean, { peers }: CollabView): string {
  const finish = `clutch requests finish ${shortId(id)} --status completed "…" answers it`;
  if (isOurs) return printable(`“${title}” is this machine's. ${finish}.\n`);
  const who = claimedBy === null ? 'nobody’s yet' : `${nameOf(peers, claimedBy)}'s`;
  return printable(`“${title}” is ${who}. Main decides; clutch requests shows whose it becomes.\n`);
}
