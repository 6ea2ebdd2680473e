/** A section of a tracker as it begins. Nothing in `body` is a placeholder that a rule would find. */
export interface WorkflowSectionTemplate {
  /** The text of its heading, which is of level 2. */
  readonly title: string;
  /** Below the heading; lines end in `\n`, the last one without. */
  readonly body: string;
}

/** The sections of a tracker that are not those of a phase, in their order. */
export const workflowTemplate: readonly WorkflowSectionTemplate[] = [
  {
    title: 'Execution Summary',
    body: `| Phase | Status | Commit | Workstreams | Mode | Debug Cycles |
|-------|--------|--------|-------------|------|--------------|
| 1 | pending | - | - | - | - |`,
  },
  {
    title: 'Resume Instructions Detail',
    body: `The last completed phase above names the next phase and the command that continues from it.
That command needs nothing but the PRD, this file and the git history.`,
  },
  {
    title: 'Key State for Cold-Start',
    body: `- **Plan**: the PRD named above, one PRP for each phase in \`PRPs/\`
- **Finished work**: the commits named above, one for each completed phase
- **Proof**: the validation levels in the phase's PRP; each can be run again on its commit`,
  },
];
