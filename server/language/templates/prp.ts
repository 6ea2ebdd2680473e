/** A section of a PRP as it begins. Nothing in `body` is a placeholder that a rule would find. */
export interface PrpSectionTemplate {
  /** The text of its heading. */
  readonly title: string;
  /** Of its heading: 2, or 3 for a part of the section of level 2 in front of it. */
  readonly level: 2 | 3;
  /** Below the heading; lines end in `\n`, the last one without. Empty where only parts follow. */
  readonly body: string;
}

/** A check that every repository can make: conflict marks and blanks at line ends. */
export const FIRST_LEVEL = '### Level 1: Syntax & Style\n\n```bash\ngit diff --check\n```';

/** The sections of a PRP in their order. */
export const prpTemplate: readonly PrpSectionTemplate[] = [
  { title: 'Purpose', level: 2, body: 'What this document gives an executor who knows nothing but its text.' },
  { title: 'Core Principles', level: 2, body: '1. The rule that decides where the tasks leave a choice.' },
  { title: 'Goal', level: 2, body: 'What is true afterwards that was not before.' },
  { title: 'Why', level: 2, body: '- Who gains what, and why now.' },
  { title: 'What', level: 2, body: 'What a user, or a caller of the code, can see of it.' },
  { title: 'Success Criteria', level: 3, body: '- [ ] What a stranger can check without asking.' },
  { title: 'All Needed Context', level: 2, body: '' },
  {
    title: 'Documentation & References',
    level: 3,
    body: 'Each source as an item with url, file or docfile, and why it matters here.',
  },
  {
    title: 'Environment Check',
    level: 3,
    body: 'The keys project_type, test_command, lint_command, type_check and build_command, one a line in a yaml block.',
  },
  { title: 'Current Codebase tree', level: 3, body: 'The folders that matter here, as they are.' },
  { title: 'Desired Codebase tree', level: 3, body: 'The same folders afterwards, with what each new file is for.' },
  { title: 'Known Gotchas', level: 3, body: '- What surprised the last person who worked here.' },
  { title: 'Implementation Blueprint', level: 2, body: '' },
  { title: 'Data models', level: 3, body: 'The types that several tasks share.' },
  {
    title: 'list of tasks',
    level: 3,
    body: '```yaml\nTask 1: What is done first, then the files that it creates and modifies\n```',
  },
  { title: 'pseudocode', level: 3, body: 'Only what a reader would not guess.' },
  { title: 'Integration Points', level: 3, body: '- Where the new code meets the old.' },
  {
    title: 'Workstreams',
    level: 2,
    body: `### Workstream 1: implementation

- **Owner**: executor-implementation
- **Files owned**: \`**/*\`
- **Depends on**: none
- **Tasks**:
  1. Do what the list of tasks says`,
  },
  {
    title: 'Contract Chain',
    level: 2,
    body: 'One line for each contract: who publishes it, what it is, and who relies on it.',
  },
  {
    title: 'Cross-Cutting Concerns',
    level: 2,
    body: '| Concern | Owner | Coordinates with | Detail |\n| --- | --- | --- | --- |',
  },
  { title: 'Validation Loop', level: 2, body: FIRST_LEVEL },
  { title: 'Final validation Checklist', level: 2, body: '- [ ] Every level of the validation loop passes.' },
  { title: 'Anti-Patterns to Avoid', level: 2, body: '- Do not change what no workstream owns.' },
];
