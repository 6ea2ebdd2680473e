import type { Brief, EffectOf } from '#schemas/journal/effects.ts';
import type { PromptName } from '#schemas/prompt-name.ts';
import type { PromptVariables } from '#schemas/prompts.ts';

type Mission = EffectOf<'run-agent'>;

/** What a session is told beside what its effect says. */
export interface SessionWords {
  /** Whether the agent has CLUTCH's tools. */
  readonly tools: boolean;
  /** What a person answered to the sessions before this one. */
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
}

/** A prompt with the values of its variables. */
export type FilledPrompt = {
  readonly [Name in PromptName]: { readonly name: Name; readonly variables: PromptVariables<Name> };
}[PromptName];

/** Which prompt an agent session gets, and what is put into it. */
export function promptOf(effect: Mission, { tools, answers }: SessionWords): FilledPrompt {
  const { phase, prd, prp, brief, workstream } = effect;
  const guidance = brief.guidance.flatMap((words) => words.split(/\r\n?|\n/));
  const common = { tools, answers: [...answers], guidance, phase, prd, prp };
  switch (effect.role) {
    case 'executor': {
      if (effect.task === 'contract') return { name: 'executor-contract', variables: { ...common, ...owed(effect) } };
      const merged = brief.merged.length > 1 ? brief.merged.join(', ') : '';
      return { name: 'executor', variables: { ...common, ...work(effect), workstream, merged } };
    }
    case 'debugger':
      return { name: 'debugger', variables: { ...common, ...work(effect), summaries: summaries(brief) } };
    case 'validator': {
      const commands = brief.failures.map(({ level, title, command }) => ({ level, title, command }));
      return { name: 'validator', variables: { ...common, commands, summaries: summaries(brief) } };
    }
    case 'conflict_resolver': {
      const conflicts = [...(effect.merge?.files ?? [])];
      return { name: 'conflict_resolver', variables: { ...common, conflicts, summaries: summaries(brief) } };
    }
    case 'research': {
      const plan = prd.replace(/^.*\//, '').replace(/\.md$/i, '');
      const analysis = `PRPs/planning/${plan}-phase-${phase}-analysis.md`;
      return { name: 'research', variables: { ...common, analysis, findings: [...brief.findings] } };
    }
  }
}

function owed({ workstream, brief }: Mission) {
  const { owes, concerns, findings } = brief;
  const to = owes?.to.join(', ') ?? 'later phases';
  const about = owes?.about ?? 'what you provide';
  return { workstream, to, about, concerns: [...concerns], findings: [...findings] };
}

function work({ ownership, brief }: Mission) {
  const { owes, contracts, concerns } = brief;
  const published = owes?.text ? { to: owes.to.join(', '), text: owes.text } : null;
  return {
    files: ownership.files.length === 0 ? [] : [...ownership.files, ...ownership.granted],
    contracts: [...contracts],
    published,
    concerns: [...concerns],
    bound: contracts.length > 0 || published !== null,
    failures: brief.failures.map(({ level, title, command, exitCode, stopped, outputTail: output }) => {
      const result = stopped === null ? `exited ${exitCode ?? 'without a code'}` : `was stopped (${stopped})`;
      return { level, title, command, result, output };
    }),
    gaps: brief.gaps.map((gap) => ({ ...gap, files: gap.files.join(', ') })),
  };
}

function summaries({ summaries: all }: Brief) {
  return all.map(({ executor, report }) => ({
    executor,
    report: report && {
      status: report.status,
      tests: report.tests,
      issues: report.issues,
      decisions: report.decisions,
    },
  }));
}
