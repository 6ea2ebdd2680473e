import type { AwayCycle, AwaySkipped } from '#schemas/protocol/away.ts';
import { openSignals } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import { type ArmedState, usedSince } from './armed-state.ts';

/** What a return report is made of. */
export interface ReportInput {
  readonly state: ArmedState;
  readonly objective: string | null;
  /** Of this project, newest first. */
  readonly runs: readonly RunView[];
  readonly cycles: readonly AwayCycle[];
  readonly skipped: readonly AwaySkipped[];
  /** Paths of the checkout with changes that no commit holds; null where git did not say. */
  readonly dirty: readonly string[] | null;
}

const MAX_ROWS = 200;

/** The return report: what a person reads first who comes back. Markdown. */
export function writeReport({ state, objective, runs, cycles, skipped, dirty }: ReportInput): string {
  const since = cycles.filter(({ at }) => at >= state.at);
  const touched = runs.filter(({ updatedAt }) => updatedAt >= state.at);
  const { tokens, costUsd } = usedSince(state, runs);
  const of = (kind: AwayCycle['kind']): readonly AwayCycle[] => since.filter((cycle) => cycle.kind === kind);
  const end = state.ended;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Objective', [objective === null ? 'None was given.' : plain(objective)]],
    [
      'How it ended',
      [
        `Armed ${time(state.at)} by ${plain(state.by)}, ended ${end ? `${time(end.at)}: ${plain(end.why)}.` : 'not yet.'}`,
        `Used since then: ${Math.round(tokens)} tokens, ${costUsd.toFixed(2)} US dollars.`,
      ],
    ],
    ['Commits', rows(of('commit'), ({ phase, detail }) => `phase ${phase ?? '?'}: \`${detail}\``)],
    [
      'Runs',
      touched.map(({ id, prd, status, phases }) => {
        const done = phases.filter((phase) => phase.status === 'completed').length;
        return `- ${id} (${plain(prd)}): ${status}, ${done} of ${phases.length} phases completed`;
      }),
    ],
    [
      'Verification',
      rows(
        of('verification'),
        ({ what, result, detail }) => `${result === 'done' ? 'passed' : 'FAILED'} ${code(what)} (${plain(detail)})`,
      ),
    ],
    [
      'Agent sessions',
      rows(
        of('session'),
        ({ phase, workstream, what, result, detail, tokens: used, costUsd: cost }) =>
          `phase ${phase ?? '?'} ${plain(workstream ?? '')}: ${plain(what)}, ${result === 'done' ? 'ended' : 'FAILED'} (${plain(detail)}), ${Math.round(used)} tokens, ${cost.toFixed(2)} USD`,
      ),
    ],
    [
      'Skipped',
      skipped
        .slice(0, MAX_ROWS)
        .map(
          ({ what, verdict, clause }) =>
            `- ${verdict === 'deny' ? 'denied' : 'not asked'}: ${code(what)} – ${plain(clause)}`,
        ),
    ],
    [
      'Open questions',
      openSignals(touched).map(
        ({ run, signal }) => `- ${run.id}: ${plain(signal.text)} (\`clutch signals ${run.id}\`)`,
      ),
    ],
    ['Not committed', uncommitted(dirty, state.kept)],
    ['Next safe command', [`\`${nextCommand(touched, dirty)}\``]],
  ];
  const body = sections.map(([title, lines]) => `## ${title}\n\n${lines.length === 0 ? 'None.' : lines.join('\n')}\n`);
  return `# Away report: ${plain(state.project)}\n\n${body.join('\n')}`;
}

function rows(cycles: readonly AwayCycle[], describe: (cycle: AwayCycle) => string): readonly string[] {
  return cycles.slice(-MAX_ROWS).map((cycle) => `- ${time(cycle.at)} ${describe(cycle)}`);
}

function uncommitted(dirty: readonly string[] | null, kept: readonly string[]): readonly string[] {
  const files =
    dirty === null ? ['Git did not say what is not committed.'] : dirty.slice(0, 50).map((file) => `- ${code(file)}`);
  const more = dirty !== null && dirty.length > 50 ? [`- and ${dirty.length - 50} more`] : [];
  return [...files, ...more, ...kept.map((ref) => `- work of an agent is kept as \`${ref}\``)];
}

/** Looking comes before going on. */
function nextCommand(runs: readonly RunView[], dirty: readonly string[] | null): string {
  const asking = openSignals(runs).find(({ signal }) => signal.options.length > 0);
  if (asking) return `clutch signals ${asking.run.id}`;
  if (dirty === null || dirty.length > 0) return 'git status';
  const paused = runs.find(({ status }) => status === 'paused' || status === 'stopped');
  return paused ? `clutch resume ${paused.id}` : 'clutch status';
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

/** Words of agents and plans: one line, and no markdown of theirs. */
function plain(text: string): string {
  return text
    .slice(0, 1000)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>#|]/g, (mark) => `\\${mark}`);
}

function code(text: string): string {
  return `\`${text.slice(0, 500).replace(/\s+/g, ' ').replaceAll('`', "'")}\``;
}
