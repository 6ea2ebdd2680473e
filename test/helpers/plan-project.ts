import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface PlannedWorkstream {
  readonly name: string;
  readonly dependsOn?: readonly string[];
  /** What the agent does; by default it writes `<phase>-<name>.txt` and reports so truthfully. */
  readonly steps?: readonly object[];
  /** Steps of later attempts, where they differ. */
  readonly retry?: readonly object[];
}

export interface PlannedPhase {
  readonly workstreams: readonly PlannedWorkstream[];
  /** Validation commands; by default one that looks for the files. */
  readonly commands?: readonly string[];
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
  phases.forEach((phase, index) => write(`PRPs/PRP-PRD-plan-phase-${index + 1}.md`, prpOf(phase, index + 1)));
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

function prdOf(phases: readonly PlannedPhase[]): string {
  const sections = phases.map(
    (_, index) =>
      `### Phase ${index + 1}: Part ${index + 1}\n\n**Goal:** Part ${index + 1} is there.\n\n**Deliverables:**\n- its files\n\n**Validation:** its files exist.\n`,
  );
  return `# PRD: plan\n\n## Executive Summary\n\nA plan for tests.\n\n## Implementation Phases\n\n${sections.join('\n')}`;
}

function prpOf({ workstreams, commands }: PlannedPhase, phase: number): string {
  const sections = workstreams.map(
    ({ name, dependsOn = [] }, index) =>
      `### Workstream ${index + 1}: ${name}\n\n- **Owner**: executor-${name}\n- **Files to create**: \`${phase}-${name}.txt\`\n- **Depends on**: ${dependsOn.join(', ') || 'none'}\n- **Tasks**:\n  1. Write the file\n`,
  );
  const checks = commands ?? workstreams.map(({ name }) => `test -f ${phase}-${name}.txt`);
  return `name: "Part ${phase}"\ndescription: |\n  Part ${phase} of the plan.\n\n## Goal\n\nPart ${phase} is there.\n\n## Workstreams\n\n${sections.join('\n')}\n## Validation Loop\n\n### Level 1: Syntax & Style\n\n\`\`\`bash\n${checks.join('\n')}\n\`\`\`\n`;
}

function playbookOf(phases: readonly PlannedPhase[]): object {
  const missions = phases.flatMap(({ workstreams }, index) =>
    workstreams.flatMap(({ name, steps, retry }) => {
      const phase = String(index + 1);
      const standard = [
        { write: { path: `${phase}-${name}.txt`, content: `${name} of phase ${phase}\n` } },
        { report: { auto: true } },
      ];
      const first = { phase, workstream: name, ...(retry ? { attempt: 1 } : {}), steps: steps ?? standard };
      return retry ? [first, { phase, workstream: name, steps: retry }] : [first];
    }),
  );
  return { version: 1, missions };
}
