import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import type { Signal } from '#schemas/run/signal.ts';
import { findProjectRoot } from '../plans/project.ts';
import { connect } from './connect.ts';
import type { CommandIo } from './io.ts';

/** What the runs of this project ask a person, or of all projects where one stands in none. */
export async function runSignals(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const link = await connect();
  const project = findProjectRoot(realpathSync(io.cwd));
  const runs = ListRunsResult.parse(await link.request(ListRunsMethod, { project }));
  link.close();
  const signals = runs.flatMap((run) => run.signals.map((signal) => ({ run: run.id, prd: run.prd, ...signal })));
  if (values.json) io.stdout.write(`${JSON.stringify(signals, null, 2)}\n`);
  else if (signals.length === 0) io.stdout.write('Nothing needs you.\n');
  else for (const signal of signals) io.stdout.write(`${describeSignal(signal.run, signal)}\n`);
  return 0;
}

/** A signal with the commands that answer it. */
export function describeSignal(run: string, { id, kind, severity, from, text, options }: Signal): string {
  const words = severity === 'normal' ? kind : `${kind}, ${severity}`;
  const answers = options.map(
    (option) => `    clutch answer ${run} ${id} ${option.id}${option.needs ? ` --text "…"` : ''}   ${option.label}`,
  );
  return [`  ${from} (${words}): ${text}`, ...answers].join('\n');
}
