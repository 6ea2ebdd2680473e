import { plainText } from '../inline-text.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readPhaseText } from '../prd-phase-text.ts';
import type { PhaseText } from '../prd-phase-text.ts';
import type { PrdPhase } from '../prd.ts';
import type { ProjectView } from '../project-view.ts';
import type { Fix } from '../rules/rule.ts';
import { isPath } from '../task-files.ts';
import { FIRST_LEVEL, prpTemplate } from '../templates/prp.ts';
import { workstreamText } from './add-workstreams.ts';

/** Where the PRP of a phase goes: `PRPs/PRP-PRD-shop-phase-1.md` for phase 1 of `PRDs/PRD-shop.md`. */
export function prpPathOf(prd: string, phaseId: string): string {
  return `PRPs/PRP-${nameOf(prd)}-phase-${phaseId}.md`;
}

/**
 * Writes the PRP of a phase from the template, with what the phase says: its goal, a task for each deliverable, a
 * workstream with the files that they name, and its validation as success criteria. `path` is that of the PRD.
 */
export function createPrp(document: ParsedDocument, phase: PrdPhase, path: string, project: ProjectView): Fix {
  const target = prpPathOf(path, phase.id);
  return {
    title: `Create the PRP for phase ${phase.id}`,
    safe: false,
    changes: () => [{ kind: 'create', path: target, text: prpText(document, phase, path, project) }],
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/i, '');
}

interface Deliverable {
  readonly text: string;
  readonly create: readonly string[];
  readonly modify: readonly string[];
}

function prpText(document: ParsedDocument, phase: PrdPhase, path: string, project: ProjectView): string {
  const said = readPhaseText(document, phase);
  const title = plainText(phase.title) || `phase ${phase.id}`;
  const goal = said.goal || title;
  const deliverables = said.deliverables.map((text) => deliverableOf(text, project));
  const bodies = bodiesOf(said, goal, path, deliverables, project);
  const sections = prpTemplate
    .filter(({ title: name }) => name !== 'Contract Chain' && name !== 'Cross-Cutting Concerns')
    .map(({ title: name, level, body }) => {
      const words = bodies.get(name) ?? body;
      return `${'#'.repeat(level)} ${name}${words === '' ? '' : `\n\n${words}`}`;
    });
  const name = `PRP for phase ${phase.id} of ${nameOf(path)}: ${title}`.replaceAll('"', "'").replaceAll('\\', '/');
  return `${[`name: "${name}"\ndescription: |\n  ${goal}`, ...sections].join('\n\n')}\n`;
}

function bodiesOf(
  said: PhaseText,
  goal: string,
  path: string,
  deliverables: readonly Deliverable[],
  project: ProjectView,
): ReadonlyMap<string, string> {
  const criteria = said.validation.length > 0 ? said.validation : said.deliverables;
  const what = said.deliverables.map((text) => `- ${text}`).join('\n');
  const test = testCommand(project);
  const level = test === null ? '' : `\n\n### Level 2: Unit Tests\n\n\`\`\`bash\n${test}\n\`\`\``;
  const environment = test === null ? '' : `\`\`\`yaml\ntest_command: ${test}\n\`\`\``;
  return new Map(
    [
      ['Goal', goal],
      ['What', what],
      ['Success Criteria', criteria.map((text) => `- [ ] ${text}`).join('\n')],
      [
        'Documentation & References',
        `\`\`\`yaml\n- file: ${path}\n  why: The plan that this phase is a part of.\n\`\`\``,
      ],
      ['Environment Check', environment],
      ['list of tasks', taskList(deliverables, goal)],
      ['Workstreams', workstreamOf(deliverables, goal)],
      ['Validation Loop', `${FIRST_LEVEL}${level}`],
    ].flatMap(([title = '', body = '']): [string, string][] => (body === '' ? [] : [[title, body]])),
  );
}

/** Words in back-ticks that look like a path are files: to modify where they are there, else to create. */
function deliverableOf(text: string, project: ProjectView): Deliverable {
  const quoted = [...text.matchAll(/`([^`\s]{1,200})`/g)].map((match) => (match[1] ?? '').replace(/^(?:\.\/)+/, ''));
  const files = [...new Set(quoted.filter(isPath))];
  return {
    text,
    create: files.filter((file) => project.entry(file) !== 'file'),
    modify: files.filter((file) => project.entry(file) === 'file'),
  };
}

function taskList(deliverables: readonly Deliverable[], goal: string): string {
  const tasks = deliverables.length > 0 ? deliverables : [{ text: goal, create: [], modify: [] }];
  const lines = tasks.flatMap(({ text, create, modify }, index) => [
    `Task ${index + 1}: ${plainText(text)}`,
    ...create.map((file) => `  CREATE ${file}`),
    ...modify.map((file) => `  MODIFY ${file}`),
  ]);
  return ['```yaml', ...lines, '```'].join('\n');
}

/** Files are listed only where every deliverable names some: or else what the others need would belong to nobody. */
function workstreamOf(deliverables: readonly Deliverable[], goal: string): string {
  const complete = deliverables.every(({ create, modify }) => create.length + modify.length > 0);
  const files = (role: 'create' | 'modify'): readonly string[] =>
    complete ? [...new Set(deliverables.flatMap((one) => one[role]))] : [];
  const tasks = deliverables.map(({ text }, index) => `  ${index + 1}. Task ${index + 1}: ${plainText(text)}`);
  return workstreamText({
    name: 'implementation',
    create: files('create'),
    modify: files('modify'),
    tasks: tasks.length > 0 ? tasks : [`  1. ${goal}`],
  });
}

const TESTS: readonly (readonly [file: string, program: string, command: string])[] = [
  ['package.json', 'npm', 'npm test'],
  ['pyproject.toml', 'pytest', 'pytest'],
  ['Cargo.toml', 'cargo', 'cargo test'],
  ['go.mod', 'go', 'go test ./...'],
];

/** How the project is tested, as the files at its root tell; null where they do not. */
function testCommand(project: ProjectView): string | null {
  const known = TESTS.find(([file, program]) => project.entry(file) === 'file' && project.program(program) !== false);
  return known?.[2] ?? null;
}
