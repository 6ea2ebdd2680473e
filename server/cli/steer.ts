import { parseArgs } from 'node:util';
import { SteerRunMethod } from '#schemas/protocol/runs.ts';
import { SteerVerb } from '#schemas/run/steering.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import { requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';

/** `clutch steer RUN PHASE[/WORKSTREAM] VERB`: decides about a part of a run. */
export async function runSteer(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { reason: { type: 'string' }, guidance: { type: 'string' }, runtime: { type: 'string' } },
  });
  const [run, place, word, ...rest] = positionals;
  const verb = SteerVerb.safeParse(word);
  if (!run || !place || !verb.success || rest.length > 0) {
    throw new CliError(`needs a run, PHASE or PHASE/WORKSTREAM, and one of: ${SteerVerb.options.join(', ')}.`);
  }
  const [phase = '', ...name] = place.split('/');
  const link = await connect();
  await requestRun(link, SteerRunMethod, {
    run,
    phase,
    workstream: name.length > 0 ? name.join('/') : null,
    verb: verb.data,
    text: values.reason ?? values.guidance ?? null,
    runtime: values.runtime ?? null,
  });
  link.close();
  io.stdout.write(`Done: ${verb.data} ${place}. clutch status shows what comes of it.\n`);
  return 0;
}
