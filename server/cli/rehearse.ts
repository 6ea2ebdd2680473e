import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Rehearsal } from '#schemas/run/rehearsal.ts';
import { rehearsePlan } from '../runs/rehearse-plan.ts';
import { resolveTarget } from '../runs/resolve-target.ts';
import { CliError } from './cli-error.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

/** `clutch rehearse`: whether another clone could go on. 0 nothing is missing, 1 something is, 2 it cannot be told. */
export async function runRehearse(args: string[], io: CommandIo): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (positionals.length > 1) throw new CliError(`too many arguments: ${positionals.slice(1).join(' ')}`);
  const target = await orRefuse(() => resolveTarget(path.resolve(io.cwd, positionals[0] ?? '.')));
  const found = await inScratch((scratch) => orRefuse(() => rehearsePlan(target, scratch)));
  io.stdout.write(
    values.json ? `${JSON.stringify(found, null, 2)}\n` : `${describe(found).map(printable).join('\n')}\n`,
  );
  return found.findings.length === 0 ? 0 : 1;
}

/** A folder that is gone afterwards, also when the person ends the command in between. */
async function inScratch<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'clutch-rehearsal-')));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const leave = (): never => process.exit(130);
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  try {
    return await work(folder);
  } finally {
    remove();
    process.off('exit', remove);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, leave);
  }
}

function describe({ prd, branch, head, phases, findings, sentence }: Rehearsal): string[] {
  return [
    `${prd}, cloned from ${branch ?? 'a detached HEAD'} at ${head.slice(0, 12)}`,
    ...phases.map(({ id, title, status, commit, reason, prp }) => {
      const more =
        commit?.slice(0, 12) ?? reason ?? (status === 'completed' ? '' : (prp ?? 'its PRP would be researched'));
      return `  phase ${id}: ${title} (${status}${more === '' ? '' : `, ${more}`})`;
    }),
    ...findings.map(
      ({ path: file, line, message, fix }) => `${file}${line === null ? '' : `:${line}`} ${message}. ${fix}`,
    ),
    sentence,
  ];
}
