import { parseArgs } from 'node:util';
import { type CollabView, RequestMethod, type RequestParams, RequestView } from '#schemas/protocol/collab.ts';
import { RequestResult } from '#schemas/wire/bodies.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { author, nameOf, requestOf, sharedHere, shortId } from './shared-projects.ts';
import { table } from './table.ts';

type Options = { readonly open: boolean; readonly json: boolean; readonly status?: string | undefined };

/** `clutch requests`: lists, shows, finishes and cancels requests between the machines of a project. */
export async function runRequests(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      open: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      status: { type: 'string' },
    },
  });
  const [verb = 'list', id, ...words] = positionals;
  const link = await connect();
  try {
    const project = await sharedHere(link, io.cwd);
    if (verb === 'list' && id === undefined) list(project, values, io);
    else if (id === undefined) throw new CliError(`${verb} needs the id of a request; clutch requests lists them.`);
    else if (verb === 'show') show(project, requestOf(project, id), values.json, io);
    else await decide(link, project, verb, requestOf(project, id), words.join(' '), values, io);
    return 0;
  } finally {
    link.close();
  }
}

async function decide(
  link: ServerLink,
  { root, peers }: CollabView,
  verb: string,
  { id }: RequestView,
  text: string,
  { status, json }: Options,
  io: CommandIo,
): Promise<void> {
  if (verb !== 'finish' && verb !== 'cancel') throw new CliError(`knows list, show, finish and cancel; not “${verb}”.`);
  const wanted = RequestResult.shape.status.safeParse(verb === 'cancel' ? 'cancelled' : status);
  if (!wanted.success) {
    throw new CliError(`finish needs --status and one of: ${RequestResult.shape.status.options.join(', ')}.`);
  }
  if (verb === 'finish' && text === '') throw new CliError('finish needs words: what came of it.');
  const params = { verb: 'finish', root, request: id, status: wanted.data, text, author: author() } as const;
  const view = await askRequest(link, params);
  if (json) io.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  else io.stdout.write(printable(`“${view.title}” is ${view.status}; ${nameOf(peers, view.from)} hears of it.\n`));
}

export const askRequest = async (link: ServerLink, params: RequestParams): Promise<RequestView> =>
  RequestView.parse(await orRefuse(() => link.request(RequestMethod, params)));

function list({ requests, peers, project }: CollabView, { open, json }: Options, io: CommandIo): void {
  const shown = open ? requests.filter(({ status }) => status === 'open' || status === 'claimed') : requests;
  if (json) io.stdout.write(`${JSON.stringify({ project, requests: shown }, null, 2)}\n`);
  else if (shown.length === 0) io.stdout.write(`No ${open ? 'open ' : ''}requests in ${project}.\n`);
  else io.stdout.write(table([HEADER, ...shown.map((request) => rowOf(request, peers))]));
}

const HEADER = ['id', 'kind', 'state', 'from', 'to', 'claimed by', 'changed', 'title'];

function rowOf(request: RequestView, peers: CollabView['peers']): string[] {
  const { id, kind, status, from, to, claimedBy, updatedAt, title } = request;
  const names = [from, to, claimedBy ?? '–'].map((machine) => nameOf(peers, machine));
  return [shortId(id), kind, status, ...names, ageWords(updatedAt, Date.now()), title];
}

function show({ peers }: CollabView, request: RequestView, json: boolean, io: CommandIo): void {
  if (json) {
    io.stdout.write(`${JSON.stringify(request, null, 2)}\n`);
    return;
  }
  const { id, kind, title, text, from, to, author: who, status, claimedBy, result, at, file } = request;
  const lines = [
    title,
    `  ${kind} ${id}, ${status}`,
    `  from ${nameOf(peers, from)} (${who}) to ${nameOf(peers, to)}, ${new Date(at).toISOString()}`,
    ...(claimedBy === null ? [] : [`  claimed by ${nameOf(peers, claimedBy)}`]),
    '',
    text,
    ...(result === null ? [] : ['', `Result: ${result}`]),
    ...(file === null ? [] : ['', `All of it: ${file}`]),
  ];
  io.stdout.write(`${printable(lines.join('\n'))}\n`);
}
