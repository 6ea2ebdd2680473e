import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface PlannedWorkstream {
  readonly name: string;
  readonly dependsOn?: readonly string[];
  /** Files that it creates; by default `<phase>-<name>.txt`. */
  readonly files?: readonly string[];
  /** What the agent does; by default it writes `<phase>-<name>.txt` and reports so truthfully. */
  readonly steps?: readonly object[];
  /** Steps of later attempts, where they differ. */
  readonly retry?: readonly object[];
  /** The contract that it publishes before it works. */
  readonly contract?: object | string;
}

export interface PlannedPhase {
  readonly workstreams: readonly PlannedWorkstream[];
  /** Validation commands; by default one that looks for each workstream's file. */
  readonly commands?: readonly string[];
  /** Lines of the Contract Chain, such as `alpha → publishes [the list] → beta`. */
  readonly chain?: readonly string[];
  /** Cross-cutting concerns and who owns them. */
  readonly concerns?: Readonly<Record<string, string>>;
  /** Missions that are tried before those of the workstreams, for any role; each is for this phase. */
  readonly missions?: readonly object[];
  /** Whether there is a PRP from the beginning; by default there is. */
  readonly hasPrp?: boolean;
}

export interface PlanProject {
  readonly root: string;
  readonly prd: string;
  readonly playbook: string;
  git(...args: string[]): string;
}

/**
 * A git repository with a PRD, a PRP for each phase and a playbook outside of it: as small as a plan can be, so that
 * scenarios spend their time on what they are about.
 */
export function createPlanProject(folder: string, phases: readonly PlannedPhase[], config: object = {}): PlanProject {
  const root = path.join(folder, 'project');
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  write('README.md', '# A project\n');
  write('PRDs/PRD-plan.md', prdOf(phases));
  phases.forEach((phase, index) => {
    if (phase.hasPrp !== false) write(prpPath(index + 1), prpOf(phase, index + 1));
  });
  write('.clutch/config.json', JSON.stringify({ runtime: 'playbook', ...config }));
  const playbook = path.join(folder, 'playbook.json');
  writeFileSync(playbook, JSON.stringify(playbookOf(phases), null, 2));
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trimEnd();
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'A Person');
  git('config', 'user.email', 'person@example.invalid');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'chore: start');
  return { root: realpathSync(root), prd: path.join(root, 'PRDs/PRD-plan.md'), playbook, git };
}

export function prpPath(phase: number): string {
  return `PRPs/PRP-PRD-plan-phase-${phase}.md`;
}

function prdOf(phases: readonly PlannedPhase[]): string {
  const sections = phases.map(
    (_, index) =>
      `### Phase ${index + 1}: Part ${index + 1}\n\n**Goal:** Part ${index + 1} is there.\n\n**Deliverables:**\n- its files\n\n**Validation:** its files exist.\n`,
  );
  return `# PRD: plan\n\n## Executive Summary\n\nA plan for tests.\n\n## Implementation Phases\n\n${sections.join('\n')}`;
}

/** The text of a PRP, also for tests that edit it during a run. */
export function prpOf({ workstreams, commands, chain = [], concerns = {} }: PlannedPhase, phase: number): string {
  const sections = workstreams.map(
    ({ name, files, dependsOn = [] }, index) =>
      `### Workstream ${index + 1}: ${name}\n\n- **Owner**: executor-${name}\n- **Files to create**: ${(files ?? [`${phase}-${name}.txt`]).map((file) => `\`${file}\``).join(', ') || 'none'}\n- **Depends on**: ${dependsOn.join(', ') || 'none'}\n- **Tasks**:\n  1. Write the file\n`,
  );
  const checks = commands ?? workstreams.map(({ name }) => `test -f ${phase}-${name}.txt`);
  const rows = Object.entries(concerns).map(([concern, owner]) => `| ${concern} | ${owner} | all |\n`);
  const parts = [
    `name: "Part ${phase}"\ndescription: |\n  Part ${phase} of the plan.\n`,
    `## Goal\n\nPart ${phase} is there.\n`,
    ...(workstreams.length > 0 ? [`## Workstreams\n\n${sections.join('\n')}`] : []),
    ...(chain.length > 0 ? [`## Contract Chain\n\n\`\`\`\n${chain.join('\n')}\n\`\`\`\n`] : []),
    ...(rows.length > 0
      ? [`## Cross-Cutting Concerns\n\n| Concern | Owner | Coordinates With |\n|---|---|---|\n${rows.join('')}`]
      : []),
    `## Validation Loop\n\n### Level 1: Syntax & Style\n\n\`\`\`bash\n${checks.join('\n')}\n\`\`\`\n`,
  ];
  return parts.join('\n');
}

function playbookOf(phases: readonly PlannedPhase[]): object {
  const missions = phases.flatMap(({ workstreams, missions: first = [] }, index) => {
    const phase = String(index + 1);
    return [
      ...first.map((mission) => ({ phase, ...mission })),
      ...workstreams.flatMap((workstream) => missionsOf(phase, workstream)),
    ];
  });
  return { version: 1, missions };
}

function missionsOf(phase: string, { name, steps, retry, contract }: PlannedWorkstream): object[] {
  const standard = [
    { write: { path: `${phase}-${name}.txt`, content: `${name} of phase ${phase}\n` } },
    { report: { auto: true } },
  ];
  const about = { phase, workstream: name };
  const words = typeof contract === 'string' ? { text: contract } : { data: contract };
  return [
    ...(contract === undefined ? [] : [{ ...about, task: 'contract', steps: [{ contract: words }] }]),
    { ...about, ...(retry ? { attempt: 1 } : {}), steps: steps ?? standard },
    ...(retry ? [{ ...about, steps: retry }] : []),
  ];
}
