import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { SessionEntry } from '#schemas/protocol/session-entry.ts';
import { entryText } from '../../../server/session-entry/entry-text.ts';
import { diskSources } from '../../../server/session-entry/disk-sources.ts';
import { sessionEntry } from '../../../server/session-entry/session-entry.ts';
import { createPlanProject, type PlannedPhase, type PlanProject } from '../../helpers/plan-project.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const PHASES: PlannedPhase[] = [
  { workstreams: [{ name: 'alpha' }] },
  { workstreams: [{ name: 'beta' }], commands: ['npm test', 'sudo make install'] },
];

const TRACKER = `# CLUTCH Workflow Tracker

**Project**: project
**PRD**: PRDs/PRD-plan.md

## Execution Summary

| Phase | Status | Commit | Workstreams | Mode | Debug Cycles |
|---|---|---|---|---|---|
| 1: Part 1 | completed | abcdef1 | 1 | single | 0 |
| 2: Part 2 | pending | — | 1 | — | 0 |

## Phase 1: Part 1

- **Status**: completed
- **Commit**: abcdef1 (feat: part 1)
- **Resume Instructions**: \`clutch run PRDs/PRD-plan.md 2\`
`;

async function entryAt(temp: string, folder: string): Promise<SessionEntry> {
  const entry = await sessionEntry(folder, diskSources(path.join(temp, 'home')));
  assert.ok(entry);
  return entry;
}

const withProject = (work: (project: PlanProject, temp: string) => Promise<void>) =>
  withTempDir(async (temp) => {
    const project = createPlanProject(temp, PHASES);
    writeTree(project.root, { 'WORKFLOW.md': TRACKER, 'AGENTS.md': '# Rules\n' });
    project.git('add', '--all');
    project.git('commit', '--quiet', '--message', 'docs: tracker');
    await work(project, temp);
  });

describe('a session entry', () => {
  test('finds the project from its root, a folder below, and another worktree', () =>
    withProject(async ({ root, git }, temp) => {
      mkdirSync(path.join(root, 'src', 'deep'), { recursive: true });
      const worktree = path.join(temp, 'elsewhere');
      git('worktree', 'add', '--quiet', '--detach', worktree);
      for (const [folder, expected] of [
        [root, null],
        [path.join(root, 'src', 'deep'), null],
        [worktree, worktree],
        [path.join(worktree, 'PRDs'), worktree],
      ] as const) {
        const entry = await entryAt(temp, folder);
        assert.deepEqual([entry.project.root, entry.worktree], [root, expected], folder);
      }
    }));

  test('is none where there is no plan, or no folder', () =>
    withTempDir(async (temp) => {
      const sources = diskSources(path.join(temp, 'home'));
      assert.equal(await sessionEntry(temp, sources), null);
      assert.equal(await sessionEntry(path.join(temp, 'gone'), sources), null);
    }));

  test('says from the disk alone what was finished last, how to go on and what to read first', () =>
    withProject(async ({ root }, temp) => {
      const entry = await entryAt(temp, root);
      assert.equal(entry.live, false);
      assert.deepEqual([entry.role, entry.roleSource], ['main', 'alone: nothing is shared']);
      assert.deepEqual(entry.checkpoint, {
        phase: '1',
        title: 'Part 1',
        status: 'completed',
        commit: 'abcdef1',
        resume: 'clutch run PRDs/PRD-plan.md 2',
      });
      assert.deepEqual(entry.read, ['WORKFLOW.md', 'PRDs/PRD-plan.md', 'PRPs/PRP-PRD-plan-phase-2.md', 'AGENTS.md']);
    }));

  test('sorts commands by the policy that agents are held to, not by a list', () =>
    withProject(async ({ root }, temp) => {
      const of = (list: SessionEntry['commands']['safe']) => list.map(({ command }) => command);
      const before = (await entryAt(temp, root)).commands;
      assert.ok(of(before.safe).includes('git status'));
      assert.ok(of(before.ask).some((command) => command.includes('sudo make install')));
      assert.ok(of(before.ask).includes('git push'));
      assert.ok(of(before.ask).includes('clutch run PRDs/PRD-plan.md'));
      // What the project forbids is for nobody to run without being asked.
      const deny = [{ command: 'git log' }];
      writeFileSync(path.join(root, '.clutch', 'config.json'), JSON.stringify({ permissions: { deny } }));
      const after = (await entryAt(temp, root)).commands;
      const log = after.ask.find(({ command }) => command.startsWith('git log'));
      assert.match(log?.why ?? '', /permissions of this project: deny\[0\]/);
    }));

  test('names how this machine publishes, when it was set up for that', () =>
    withProject(async ({ root }, temp) => {
      const commands = async () => (await entryAt(temp, root)).commands.ask.map(({ command }) => command);
      assert.ok(!(await commands()).includes('gh pr create'));
      writeTree(temp, { 'home/config.json': '{"github": "gh"}' });
      assert.ok((await commands()).includes('gh pr create'));
    }));

  test('warns of settings that cannot be used, and goes on', () =>
    withProject(async ({ root }, temp) => {
      writeFileSync(path.join(root, '.clutch', 'config.json'), 'no');
      writeTree(temp, { 'home/config.json': 'no' });
      const { warnings } = await entryAt(temp, root);
      assert.match(warnings.join('\n'), /\.clutch\/config\.json is not JSON/);
      assert.match(warnings.join('\n'), /home\/config\.json cannot be read/);
    }));

  test('reads as a document, in which no command can leave its quotes', () =>
    withProject(async ({ root }, temp) => {
      const entry = await entryAt(temp, root);
      const ask = [{ command: 'echo `id`\nrm x', why: 'asked' }];
      const text = entryText({ ...entry, commands: { safe: [], ask } });
      assert.match(text, /^# project\n/);
      assert.match(text, /- `echo 'id' ⏎ rm x`: asked/);
      assert.match(text, /No server answered/);
    }));
});
