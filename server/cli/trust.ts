import path from 'node:path';
import { parseArgs } from 'node:util';
import { GrantTrustMethod, RevokeTrustMethod, ShowTrustMethod, TrustCount } from '#schemas/protocol/trust.ts';
import { TrustView } from '#schemas/run/trust.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { describeEntry } from './consent.ts';
import type { CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

/** `clutch trust`: trusts what the plans of a project start now, shows it, or forgets what was trusted. */
export async function runTrust(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { show: { type: 'boolean', default: false }, revoke: { type: 'boolean', default: false } },
  });
  if (positionals.length > 1) throw new CliError(`too many arguments: ${positionals.slice(1).join(' ')}`);
  if (values.show && values.revoke) throw new CliError('takes --show or --revoke, not both.');
  const link = await connect();
  try {
    const view = await whatIsThere(link, path.resolve(io.cwd, positionals[0] ?? '.'));
    if (values.show) return show(view, io);
    if (values.revoke) return await revoke(link, view, io);
    return await grant(link, view, io);
  } finally {
    link.close();
  }
}

async function whatIsThere(link: ServerLink, target: string): Promise<TrustView> {
  const anything = { start: null, end: null, runtime: null, playbook: null, run: null };
  const answer = await orRefuse(() => link.request(ShowTrustMethod, { scope: 'project', target, ...anything }));
  return TrustView.parse(answer);
}

function show({ project, entries }: TrustView, io: CommandIo): number {
  if (entries.length === 0) io.stdout.write(`The plans of ${project} start nothing.\n`);
  for (const entry of entries) io.stdout.write(`${entry.trusted ? 'trusted' : 'new    '}${describeEntry(entry)}`);
  return 0;
}

async function grant(link: ServerLink, { project, entries }: TrustView, io: CommandIo): Promise<number> {
  const open = entries.filter(({ trusted }) => !trusted);
  for (const entry of open) io.stdout.write(describeEntry(entry));
  await orRefuse(() => link.request(GrantTrustMethod, { project, hashes: open.map(({ hash }) => hash) }));
  const what = open.length === 0 ? 'Everything was trusted already' : `Trusted ${open.length} of ${entries.length}`;
  io.stdout.write(`${what} in ${project}. What changes is asked about again.\n`);
  return 0;
}

async function revoke(link: ServerLink, { project }: TrustView, io: CommandIo): Promise<number> {
  const { count } = TrustCount.parse(await orRefuse(() => link.request(RevokeTrustMethod, { project })));
  io.stdout.write(`Nothing of ${project} is trusted any more; ${count} had been.\n`);
  return 0;
}
