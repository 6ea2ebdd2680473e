import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { findProjectRoot } from '../plans/project.ts';
import { connect } from './connect.ts';
import type { CommandIo } from './io.ts';
import { describeSignal } from './describe-signal.ts';

/** The runs of the project that the person stands in; of all projects where that is none. */
export async function runStatus(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const link = await connect();
  const project = findProjectRoot(realpathSync(io.cwd));
  const runs = ListRunsResult.parse(await link.request(ListRunsMethod, { project }));
  const { pid, version, address } = link.hello;
  link.close();
  if (values.json) {
    io.stdout.write(`${JSON.stringify({ server: { pid, version, address }, project, runs }, null, 2)}\n`);
    return 0;
  }
  if (runs.length === 0)
    io.stdout.write(`No runs${project ? ` in ${project}` : ''} yet. clutch run <PRD> starts one.\n`);
  for (const run of runs) io.stdout.write(describe(run));
  return 0;
}

function describe(run: RunView): string {
  const done = run.phases.filter(({ status }) => status === 'completed').length;
  const lines = [`${run.id}  ${run.status}  ${done}/${run.phases.length} phases  ${run.prd}  (${run.project.name})`];
  if (run.reason) lines.push(`  ${run.reason}`);
  for (const agent of run.agents) lines.push(...describeAgent(agent, Date.now()));
  for (const phase of run.phases)
    if (phase.status === 'in-progress' || phase.status === 'failed') lines.push(...describePhase(phase));
  for (const signal of run.signals) lines.push(describeSignal(run.id, signal));
  return `${lines.join('\n')}\n`;
}

/** What it last did; where that does not say enough, everything that shows whether it is at work. */
function describeAgent(
  { executor, phase, machine, lastEvent, lastEventAt, liveness }: AgentView,
  now: number,
): string[] {
  const seconds = Math.max(0, Math.round((now - lastEventAt) / 1000));
  const lines = [
    `  phase ${phase}, ${executor}${onMachine({ machine })} (${liveness.state}): ${lastEvent} (${seconds} s ago)`,
  ];
  if (liveness.state === 'working') return lines;
  return [...lines, ...liveness.evidence.map(({ signal, says, at }) => `    ${signal}: ${says}, ${ageWords(at, now)}`)];
}

/** What was decided about a phase that is under way, and where it is. */
function describePhase({ id, title, step, gate, mode, modeReason, debugCycles, workstreams }: PhaseView): string[] {
  const cycles = debugCycles === 0 ? '' : `, debug cycle ${debugCycles}`;
  const lines = [`  phase ${id}: ${title} (${step ?? 'waits'}${cycles})`];
  if (gate) lines.push(`    budget: ${gate.lines.join('; ')}`);
  if (mode) lines.push(`    ${mode}: ${modeReason ?? ''}`);
  return [...lines, ...workstreams.map((one) => `    ${one.executor}: ${one.held ?? one.status}${onMachine(one)}`)];
}

const onMachine = ({ machine }: { readonly machine: string | null }): string =>
  machine === null ? '' : ` on ${machine}`;
