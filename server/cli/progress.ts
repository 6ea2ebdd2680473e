import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { describeSignal } from './describe-signal.ts';

/** Prints a line for everything that became true since the view before. */
export function createProgress(print: (line: string) => void): (view: RunView) => void {
  const said = new Set<string>();
  const once = (key: string, line: string): void => {
    if (said.has(key)) return;
    said.add(key);
    print(line);
  };
  return (view) => {
    once('run', `Run ${view.id}: ${view.prd} in ${view.project.root}`);
    for (const phase of view.phases) reportPhase(phase, once);
    for (const signal of view.signals) once(signal.id + signal.askedAt, describeSignal(view.id, signal));
  };
}

function reportPhase(phase: PhaseView, once: (key: string, line: string) => void): void {
  const key = `phase ${phase.id}`;
  if (phase.gate)
    once(`${key} gate`, `Phase ${phase.id}: ${phase.title}\n  budget: ${phase.gate.lines.join('\n          ')}`);
  if (phase.mode) once(`${key} ${phase.mode}`, `  decision: ${phase.mode}. ${phase.modeReason ?? ''}`);
  for (const { name, executor, status, changes, attempts, contract, reason, machine } of workersOf(phase)) {
    if (contract?.status === 'confirmed')
      once(
        `${key} ${name} contract`,
        `  c ${executor}: contract for ${contract.to.join(', ')} confirmed (${contract.source})`,
      );
    if (status === 'skipped' || status === 'deferred')
      once(`${key} ${name} ${status}`, `  - ${executor} ${status}: ${reason}`);
    const where = machine === null ? '' : ` on ${machine}`;
    // Said again when it is known where, or when another machine has it.
    if (status === 'in-progress') once(`${key} ${name} start ${attempts}${where}`, `  > ${executor} works${where}`);
    if (status === 'completed') {
      once(
        `${key} ${name} done ${attempts}`,
        `  + ${executor} changed ${changes.map(({ path }) => path).join(', ') || 'nothing'}${where}`,
      );
    }
  }
  for (const { level, title, command, exitCode, stopped, durationMs, startedAt } of [
    ...phase.failures,
    ...phase.receipts,
  ]) {
    const outcome = stopped ?? `exit ${exitCode}`;
    const [first = ''] = command.split('\n');
    once(
      `${key} ${level} ${startedAt}`,
      `  = level ${level} ${title}: ${first} (${outcome}, ${(durationMs / 1000).toFixed(1)} s)`,
    );
  }
  for (const { from, to, differences } of phase.comparisons) {
    const outcome = differences.length === 0 ? 'fit' : differences.map(({ message }) => message).join('; ');
    once(`${key} ${from} ${to} ${outcome}`, `  c contracts ${from} → ${to}: ${outcome}`);
  }
  if (phase.verification) once(`${key} grade ${phase.debugCycles}`, `  v validator: ${phase.verification.grade}`);
  if (phase.debugCycles > 0) once(`${key} debug ${phase.debugCycles}`, `  ! debug cycle ${phase.debugCycles}`);
  if (phase.commit) once(`${key} ${phase.commit.sha}`, `  * ${phase.commit.sha.slice(0, 8)} ${phase.commit.message}`);
  if (phase.status === 'completed') once(`${key} done`, `Phase ${phase.id} completed`);
  if (phase.status === 'deferred') once(`${key} deferred`, `Phase ${phase.id} deferred: ${phase.reason ?? ''}`);
}

function workersOf(phase: PhaseView): PhaseView['workstreams'] {
  return phase.debugger ? [...phase.workstreams, phase.debugger] : phase.workstreams;
}
