import { GrantTrustMethod, ShowTrustMethod, type ShowTrustParams } from '#schemas/protocol/trust.ts';
import { TrustView, type Consent, type TrustEntry } from '#schemas/run/trust.ts';
import { CliError } from './cli-error.ts';
import type { ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

/**
 * Shows what a run would start and nobody has trusted yet, and asks; without a terminal it refuses. What is shown is
 * what becomes trusted, so a plan that changes meanwhile is asked about again.
 */
export async function askConsent(
  link: Pick<ServerLink, 'request'>,
  params: Omit<ShowTrustParams, 'scope'>,
  io: CommandIo,
  yes: boolean,
): Promise<Consent> {
  if (yes) return 'all';
  const { project, entries } = TrustView.parse(
    await orRefuse(() => link.request(ShowTrustMethod, { scope: 'run', ...params })),
  );
  const open = entries.filter(({ trusted }) => !trusted);
  if (open.length === 0) return 'listed';
  io.stderr.write(`${project} would start on this machine:\n${open.map(describeEntry).join('')}`);
  const what = `nobody has trusted ${open.length === 1 ? 'this' : 'these'} yet, so nothing was started`;
  if (!io.ask) throw new CliError(`${what}. Trust them with \`clutch trust\`, or pass --yes for this run alone.`);
  const answer = await io.ask('Trust this and run it? [y/N] ');
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CliError(`${what}.`);
  await orRefuse(() => link.request(GrantTrustMethod, { project, hashes: open.map(({ hash }) => hash) }));
  return 'listed';
}

/** One line, or more for a script of several. */
export function describeEntry({ kind, text, source }: TrustEntry): string {
  const sign = kind === 'command' ? '$' : `${kind}:`;
  return `  ${sign} ${printable(text).replaceAll('\n', '\n      ')}   (${printable(source)})\n`;
}
