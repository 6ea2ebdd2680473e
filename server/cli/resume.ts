import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ListRunsMethod, ListRunsResult, ResumeRunMethod, type RunSelector } from '#schemas/protocol/runs.ts';
import type { RunView } from '#schemas/run/run.ts';
import { phasesToRun, planAhead } from '../runs/plan-ahead.ts';
import { resolveTarget } from '../runs/resolve-target.ts';
import { findRun } from '../runs/select-run.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { askConsent } from './consent.ts';
import { finish, requestRun } from './finish.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { selectorOf } from './select.ts';
import { startSurely } from './start.ts';

interface ResumeOptions {
  readonly runtime: string | null;
  readonly model?: string;
  readonly playbook: string | null;
  readonly yes: boolean;
  readonly json: boolean;
  readonly detach: boolean;
}

/** `clutch resume`: goes on with a run; where none is known, as on another machine, with what WORKFLOW.md says. */
export async function runResume(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      runtime: { type: 'string' },
      model: { type: 'string' },
      playbook: { type: 'string' },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      detach: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) throw new CliError(`too many arguments: ${positionals.slice(1).join(' ')}`);
  const playbook = values.playbook === undefined ? null : path.resolve(io.cwd, values.playbook);
  const options = { ...values, runtime: values.runtime ?? null, playbook };
  const { selector, target } = await meantBy(positionals[0], io.cwd);
  const link = await connect();
  const runs = ListRunsResult.parse(await link.request(ListRunsMethod, { project: selector.project }));
  const own = runs.filter((run) => target === null || !target.prd || run.prd === target.prd);
  const view = findRun(own, selector, 'resume');
  const isActive = own.some(({ status }) => status === 'running');
  if (view || selector.run !== null || target === null || isActive) return goOn(link, selector, view, options, io);
  link.close();
  return coldStart(target.root, target.prd, options, io);
}

/** A PRD, a project, a run; where nothing is named, the project that the person stands in. */
async function meantBy(
  argument: string | undefined,
  cwd: string,
): Promise<{ selector: RunSelector; target: { root: string; prd: string | null } | null }> {
  const file = argument?.toLowerCase().endsWith('.md') ? path.resolve(cwd, argument) : null;
  if (file !== null && existsSync(file)) {
    const { root, prd } = await orRefuse(() => resolveTarget(realpathSync(file)));
    return { selector: { run: null, project: root }, target: { root, prd } };
  }
  const selector = selectorOf(argument, cwd);
  return { selector, target: selector.project === null ? null : { root: selector.project, prd: null } };
}

async function goOn(
  link: ServerLink,
  selector: RunSelector,
  view: RunView | null,
  { runtime, model, playbook, yes, json, detach }: ResumeOptions,
  io: CommandIo,
): Promise<number> {
  if (playbook !== null) {
    link.close();
    throw new CliError('--playbook is for a plan that starts anew; a run keeps the playbook that it began with.');
  }
  try {
    const run = view?.id ?? selector.run;
    const about = { target: selector.project ?? io.cwd, start: null, end: null, runtime, playbook, run };
    const consent = view ? await askConsent(link, about, io, yes) : yes ? 'all' : 'listed';
    const resumed = await requestRun(link, ResumeRunMethod, { ...selector, run, runtime, model, consent });
    return await finish(resumed, link, io, { json, detach });
  } finally {
    link.close();
  }
}

/** The same as `clutch run`: the PRD, WORKFLOW.md and git are all that it needs. */
async function coldStart(root: string, named: string | null, options: ResumeOptions, io: CommandIo): Promise<number> {
  const { prd } = named === null ? await orRefuse(() => resolveTarget(root)) : { prd: named };
  const whole = { root, prd, start: null, end: null };
  const phases = await orRefuse(() => planAhead(whole));
  const [next] = phasesToRun(phases, whole);
  const say = (words: string): void => {
    if (!options.json) io.stdout.write(`${printable(words)}\n`);
  };
  if (!next) {
    say(`Nothing is left to resume: WORKFLOW.md and git say that every phase of ${prd} is completed.`);
    if (options.json) io.stdout.write('null\n');
    return 0;
  }
  say(`No run to resume is known here; going on from WORKFLOW.md with phase ${next.id} of ${prd}.`);
  const { runtime, model, playbook, yes, json, detach } = options;
  const params = { target: path.join(root, prd), start: null, end: null, runtime, model, playbook };
  const { link, view } = await startSurely(params, io, yes);
  return finish(view, link, io, { json, detach });
}
