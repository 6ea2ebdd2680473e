import type {
  CostFigures,
  Figures,
  ModelRow,
  PromptAnalyticsResult,
  Share,
  TokenFigures,
} from '#schemas/protocol/analytics.ts';
import { durationWords } from '#schemas/webview/time-words.ts';
import { alignColumns } from './columns.ts';
import { printable } from './io.ts';

/** Figures of a period, beside those of the period before where there is one. */
export function totalTable(total: Figures, before: Figures | null): string {
  const rows = (Object.keys(FIGURES) as (keyof typeof FIGURES)[]).map((name) => [
    name,
    FIGURES[name](total),
    ...(before === null ? [] : [FIGURES[name](before)]),
  ]);
  return alignColumns([['', 'period', ...(before === null ? [] : ['before'])], ...rows]);
}

const FIGURES = {
  'runs started': ({ runsStarted }) => String(runsStarted),
  'runs completed': ({ runsCompleted }) => String(runsCompleted),
  'phases completed': ({ phases }) => String(phases),
  'workstreams completed': ({ workstreams }) => String(workstreams),
  'agent sessions': ({ sessions }) => String(sessions),
  'input tokens': ({ tokens }) => count(tokens.input),
  'cached tokens': ({ tokens }) => count(tokens.cachedRead + tokens.cachedWrite),
  'output tokens': ({ tokens }) => count(tokens.output),
  'tokens not told apart': ({ tokens }) => count(tokens.undivided),
  'USD as agents told': ({ cost }) => cost.toldUsd.toFixed(2),
  'USD estimated': ({ cost }) => cost.estimatedUsd.toFixed(2),
  'sessions of unknown cost': ({ cost }) => String(cost.unknownSessions),
  'validation commands passed': ({ validationsPassed: passed, validationsFailed: failed }) =>
    `${passed} of ${passed + failed}`,
  'debug cycles': ({ debugCycles }) => String(debugCycles),
  'waited for people': ({ waitedMs }) => durationWords(waitedMs),
  failures: ({ failures }) => String(failures),
  'limits reached': ({ limits }) => String(limits),
} as const satisfies Record<string, (figures: Figures) => string>;

export function modelTable(rows: readonly ModelRow[]): string {
  const head = ['model', 'runtime', 'role', 'sessions', 'success', 'first session', 'mean', 'tokens', 'USD'];
  return alignColumns([
    head,
    ...rows.map(({ model, runtime, role, sessions, success, firstSession, meanMs, tokens, cost }) => [
      printable(model ?? 'not named'),
      printable(runtime),
      role,
      String(sessions),
      shareWords(success),
      shareWords(firstSession),
      meanMs === null ? '–' : durationWords(meanMs),
      count(sumOf(tokens)),
      costWords(cost),
    ]),
  ]);
}

/** Null where no version was used. */
export function promptTable(prompts: PromptAnalyticsResult['prompts']): string | null {
  const rows = prompts.flatMap(({ name, versions }) =>
    versions
      .filter(({ sessions }) => sessions > 0)
      .map(({ version, source, sessions, success, tokens, cost }) => [
        name,
        version,
        printable(source ?? 'not kept'),
        String(sessions),
        shareWords(success),
        count(sumOf(tokens)),
        costWords(cost),
      ]),
  );
  if (rows.length === 0) return null;
  return alignColumns([['prompt', 'version', 'worded by', 'sessions', 'success', 'tokens', 'USD'], ...rows]);
}

const count = (value: number): string => String(Math.round(value));

const sumOf = ({ input, cachedRead, cachedWrite, output, undivided }: TokenFigures): number =>
  input + cachedRead + cachedWrite + output + undivided;

/** `3 of 4 (30–95 %)`: in brackets, where the true share lies in 95 of 100 cases. */
function shareWords({ hits, of, low, high }: Share): string {
  return of === 0 ? '–' : `${hits} of ${of} (${Math.round(low * 100)}–${Math.round(high * 100)} %)`;
}

function costWords({ toldUsd, estimatedUsd, unknownSessions }: CostFigures): string {
  const known = toldUsd + estimatedUsd;
  if (known === 0 && unknownSessions > 0) return 'unknown';
  const estimated = estimatedUsd === 0 ? '' : ` (${estimatedUsd.toFixed(2)} estimated)`;
  return `${known.toFixed(2)}${estimated}${unknownSessions > 0 ? `, ${unknownSessions} sessions unknown` : ''}`;
}
