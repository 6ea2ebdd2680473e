/** What one step of the engine costs in a long run; nothing but the engine runs here. */
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { Effect } from '#schemas/journal/effects.ts';
import { begin, step } from '../../server/engine/step.ts';
import type { RunState } from '../../server/engine/state.ts';
import { median, note, report } from './lib/figure.ts';

const PHASES = 60;
const WORKSTREAMS = ['model', 'view', 'tests'];
const COMMANDS_PER_LEVEL = 2;
const RUNS = 15;
const SHA = '0123456789abcdef0123456789abcdef01234567';

const samples: number[] = [];
let steps = 0;
for (let run = 0; run < RUNS; run += 1) {
  const startedAt = performance.now();
  steps = runPlan();
  samples.push(((performance.now() - startedAt) * 1000) / steps);
}
note(`${PHASES} phases, ${steps} steps, ${RUNS} runs`);
report({ name: 'step', value: median(samples), unit: 'µs', bound: 100 });

/** A whole run, in a world where everything succeeds at once. Returns the number of steps. */
function runPlan(): number {
  const project = { id: 'bench', name: 'bench', root: '/bench' };
  const request = { run: 'bench', project, prd: 'PRDs/PRD-bench.md', start: null, end: null };
  let at = 1_750_000_000_000;
  let next = begin({ type: 'run-requested', at, ...request, runtime: 'playbook', playbook: null });
  let state: RunState = next.state;
  let count = 1;
  for (let [effect] = next.effects; effect !== undefined; [effect] = next.effects) {
    at += 1000;
    next = step(state, outcomeOf(effect, at));
    state = next.state;
    count += 1;
  }
  if (state.status !== 'completed') throw new Error(`The run ended as ${state.status}: ${state.reason}`);
  return count;
}

function outcomeOf({ id: effect, ...request }: Effect, at: number): EngineEvent {
  switch (request.type) {
    case 'inspect-project': {
      const phases = Array.from({ length: PHASES }, (_, index) => {
        return { id: String(index + 1), title: `Phase ${index + 1}`, completed: null };
      });
      return { type: 'project-inspected', at, effect, branch: 'main', head: SHA, phases };
    }
    case 'read-prp':
      return { type: 'prp-read', at, effect, prp: prpOf(request.phase) };
    case 'prepare-worktree':
      return { type: 'worktree-ready', at, effect, path: `/w/${request.workstream}`, branch: request.workstream };
    case 'run-agent':
      return { type: 'agent-ended', at, effect, stopReason: 'end_turn', report: null };
    case 'collect-work': {
      const path = `src/${request.workstream}.ts`;
      return { type: 'work-collected', at, effect, commit: SHA, changes: [{ path, kind: 'added' }] };
    }
    case 'integrate-phase':
      return { type: 'phase-integrated', at, effect, worktree: '/w/phase', base: 'base', tree: SHA };
    case 'run-command': {
      const { level, title, command } = request;
      const output = { outputHash: SHA, outputBytes: 3, outputTail: 'ok\n' };
      const ending = { exitCode: 0, stopped: null, startedAt: at, durationMs: 1000 };
      const receipt = { level, title, command, tree: SHA, ...ending, ...output };
      return { type: 'command-finished', at, effect, receipt, treeAfter: SHA };
    }
    case 'commit-phase':
      return {
        type: 'phase-committed',
        at,
        effect,
        sha: SHA,
        tree: SHA,
        stats: { files: 3, insertions: 9, deletions: 0 },
      };
    case 'write-checkpoint':
      return { type: 'checkpoint-written', at, effect, sha: SHA };
    case 'land-phase':
      return { type: 'phase-landed', at, effect, head: SHA };
    case 'clean-up':
      return { type: 'cleaned-up', at, effect, left: [] };
    case 'answer-agent':
      return { type: 'agent-answered', at, effect };
  }
}

function prpOf(phase: string) {
  const workstreams = WORKSTREAMS.map((name, index) => {
    return { name, files: [`src/${name}.ts`], dependsOn: WORKSTREAMS.slice(Math.max(0, index - 1), index) };
  });
  const validation = ['Syntax & Style', 'Unit Tests', 'Integration'].map((title, index) => {
    const commands = Array.from({ length: COMMANDS_PER_LEVEL }, (_, command) => `npm run check-${index}-${command}`);
    return { level: index + 1, title, commands, line: 100 + index };
  });
  return { path: `PRPs/PRP-bench-phase-${phase}.md`, workstreams, validation };
}
