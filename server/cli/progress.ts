import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';

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
    for (const { id, workstream, text, options } of view.questions) {
      const answers = options.map((option) => option.id).join(' | ');
      once(id, `  ? executor-${workstream} asks: ${text}\n    clutch answer ${view.id} ${id} ${answers}`);
    }
  };
}

function reportPhase(phase: PhaseView, once: (key: string, line: string) => void): void {
  const key = `phase ${phase.id}`;
  if (phase.mode) once(key, `Phase ${phase.id}: ${phase.title} [${phase.mode}] ${phase.modeReason ?? ''}`);
  for (const { name, executor, status, changes, attempts } of phase.workstreams) {
    if (status === 'in-progress') once(`${key} ${name} start ${attempts}`, `  > ${executor} works`);
    if (status === 'completed') {
      once(
        `${key} ${name} done ${attempts}`,
        `  + ${executor} changed ${changes.map(({ path }) => path).join(', ') || 'nothing'}`,
      );
    }
  }
  for (const { level, title, command, exitCode, stopped, durationMs, startedAt } of phase.receipts) {
    const outcome = stopped ?? `exit ${exitCode}`;
    const [first = ''] = command.split('\n');
    once(
      `${key} ${level} ${startedAt}`,
      `  = level ${level} ${title}: ${first} (${outcome}, ${(durationMs / 1000).toFixed(1)} s)`,
    );
  }
  if (phase.commit) once(`${key} ${phase.commit.sha}`, `  * ${phase.commit.sha.slice(0, 8)} ${phase.commit.message}`);
  if (phase.status === 'completed') once(`${key} done`, `Phase ${phase.id} completed`);
}
