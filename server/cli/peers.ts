import { parseArgs } from 'node:util';
import type { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import { ageWords, clockWords } from '#schemas/webview/time-words.ts';
import { connect } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { sharedProjects } from './shared-projects.ts';
import { table } from './table.ts';

/** The machines of the project that the person stands in; of all shared ones where that is none. */
export async function runPeers(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const link = await connect();
  const here = await sharedProjects(link, io.cwd);
  const projects = here.length > 0 ? here : await sharedProjects(link, null);
  link.close();
  if (values.json) io.stdout.write(`${JSON.stringify({ projects }, null, 2)}\n`);
  else if (projects.length === 0) io.stdout.write(ALONE);
  else io.stdout.write(projects.map((project) => describeProject(project)).join('\n'));
  return 0;
}

const ALONE =
  'Nothing is shared: this machine works alone.\nclutch share <folder> shares a project, clutch join <folder> --code … joins one.\n';

/** What is wrong with the view itself comes first: it decides what the rest is worth. */
export function describeProject(view: CollabView): string {
  const { project, place, transport, health, peers, joining, problems, root } = view;
  const head = `${project}  ${root}\n  ${transport} ${place}${view.class === 'unknown' ? '' : `, class ${view.class}`}\n`;
  const state = health.state === 'ok' ? [] : [`${health.state}: ${health.text}`];
  const asking = joining.map(
    ({ name, machine, role, fingerprint }) =>
      `${name} wants to join as ${role} (${fingerprint}): clutch members confirm ${machine}`,
  );
  const lines = [...state, ...problems, ...asking].map((line) => `  ! ${printable(line)}\n`);
  const rows = peers.map((peer) => rowOf(peer));
  const machines = rows.length === 0 ? '' : indent(table([HEADER, ...rows]));
  return `${printable(head)}${lines.join('')}${machines}${peers.map(problemsOf).join('')}`;
}

const HEADER = ['machine', 'role', 'state', 'seen', 'activity', 'queue', 'task', 'last result', 'clock', 'role from'];

function rowOf(peer: PeerView): string[] {
  const { name, role, freshness, self, ageMs, activity, queue, busy, slots, task, lastResult, skewMs } = peer;
  return [
    peer.revoked ? `${name} (revoked)` : name,
    role,
    self ? 'this machine' : freshness,
    ageMs === null ? 'never' : ageWords(0, ageMs),
    activity ?? (busy > 0 ? `${busy} of ${slots} at work` : '–'),
    String(queue),
    task ?? '–',
    lastResult === null ? '–' : `${lastResult.text}, ${ageWords(lastResult.at, Date.now())}`,
    self ? '–' : clockWords(skewMs),
    peer.roleSource,
  ];
}

/** What shows the state, where that is not just a beat, and what is wrong, below the table. */
function problemsOf({ name, freshness, evidence, problems }: PeerView): string {
  const why = freshness === 'fresh' ? [] : [evidence];
  return [...why, ...problems].map((line) => `  ! ${printable(`${name}: ${line}`)}\n`).join('');
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
