/** A section of an away plan as it begins. Nothing in `body` is a placeholder that a rule would find. */
export interface AwaySectionTemplate {
  /** The text of its heading, which is of level 2. */
  readonly title: string;
  /** Below the heading; lines end in `\n`, the last one without. */
  readonly body: string;
}

/** The sections of the long form in their order. */
export const awayTemplate: readonly AwaySectionTemplate[] = [
  { title: 'Project', body: 'The repository, the branch and the folder that this plan is for.' },
  { title: 'Operator Objective', body: 'What must be different when the operator is back, in one sentence.' },
  {
    title: 'Away Work Principles',
    body: `- Small steps, each of which can be undone.
- What is not allowed below waits for the operator.`,
  },
  { title: 'Current Project Snapshot', body: 'What works, what does not, and which commit this was written on.' },
  { title: 'Repo Sync State', body: 'Branch, remote, and what is not committed or not fetched.' },
  { title: 'Backup / Dirty State', body: 'The newest backup, and the files that no commit holds.' },
  { title: 'Attention Items', body: '- What the operator has to look at first.' },
  {
    title: 'Allowed Without Further Approval',
    body: `- Add and mend tests in \`test/\`.
- Correct documentation in \`docs/\`.`,
  },
  { title: 'Explicitly Preapproved During Away Work', body: '- Commits on a branch of their own.' },
  { title: 'Checkpoint Policy', body: '- One commit for each finished step, with the command that proves it.' },
  { title: 'Away Publication Policy', body: '- Everything stays on this machine until the operator is back.' },
  {
    title: 'Requires Fresh Active User Approval',
    body: `- Hardware motion, sudo, credentials, network configuration, destructive restore, publication.
- Everything that no section above allows.`,
  },
  {
    title: 'Stop Conditions',
    body: `- A verification command fails twice in a row.
- The work needs a file, a command or a right that this plan does not allow.
- The plan has expired.`,
  },
  { title: 'Verification Commands', body: '```bash\ngit diff --check\n```' },
  { title: 'Completion Report', body: 'What was done, what was skipped and why, and the commands that prove it.' },
  {
    title: 'Queued Prompt Rule',
    body: 'A prompt that was queued runs only while this plan is ready and has not expired.',
  },
];
