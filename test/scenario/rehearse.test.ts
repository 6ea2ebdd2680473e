import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Rehearsal } from '#schemas/run/rehearsal.ts';
import { createClutch } from '../helpers/clutch.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';

const config = { playbook: '.clutch/playbook.json' };

/** A plan whose playbook is committed, so that nothing is missing in another clone. */
function complete(phases: number, play: (stage: PlanStage) => Promise<void>): Promise<void> {
  return withPlanStage(
    simplePhases(phases),
    (stage) => {
      copyFileSync(stage.project.playbook, path.join(stage.project.root, '.clutch/playbook.json'));
      stage.project.git('add', '--all');
      stage.project.git('commit', '--quiet', '--message', 'chore: playbook');
      return play(stage);
    },
    { config },
  );
}

async function rehearse({ clutch, project }: PlanStage): Promise<{ code: number | null; found: Rehearsal }> {
  const { code, stdout } = await clutch.run(project.root, 'rehearse', '--json');
  return { code, found: Rehearsal.parse(JSON.parse(stdout)) };
}

const messages = ({ findings }: Rehearsal): string[] =>
  findings.map(({ path: file, line, message }) => `${file}${line === null ? '' : `:${line}`} ${message}`);

describe('clutch rehearse', () => {
  test('rebuilds the state in a clone, says where the next run starts, and leaves nothing behind', () =>
    complete(2, async (stage) => {
      const { clutch, project, folder } = stage;
      assert.equal((await clutch.run(project.root, 'run', '.', '1', '1')).code, 0);
      // Its own folder for temporary files shows what is left in it.
      const alone = createClutch(path.join(folder, 'home'), { TMPDIR: folder, TMP: folder, TEMP: folder });
      const { code, found } = await rehearse({ ...stage, clutch: alone });
      assert.deepEqual(messages(found), []);
      assert.equal(code, 0);
      assert.deepEqual(
        found.phases.map(({ status }) => status),
        ['completed', 'pending'],
      );
      assert.equal(found.next?.command, 'clutch run PRDs/PRD-plan.md 2');
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith('clutch-rehearsal')),
        [],
      );
    }));

  test('names what is not committed, or ignored, or of no commit of this branch', () =>
    complete(3, async (stage) => {
      const { clutch, project } = stage;
      assert.equal((await clutch.run(project.root, 'run', '.', '1', '2')).code, 0);
      appendFileSync(path.join(project.root, 'PRDs/PRD-plan.md'), '\nMore.\n');
      writeFileSync(path.join(project.root, '.git/info/exclude'), 'AWAY_DEVELOPMENT_PLAN.md\n');
      writeFileSync(path.join(project.root, 'AWAY_DEVELOPMENT_PLAN.md'), '# Away\n');
      writeFileSync(path.join(project.root, 'PRPs/PRP-PRD-plan-phase-4.md'), '# PRP\n');
      const tracker = path.join(project.root, 'WORKFLOW.md');
      const [, first = ''] = /\*\*Commit\*\*: ([0-9a-f]{40})/.exec(readFileSync(tracker, 'utf8')) ?? [];
      writeFileSync(tracker, readFileSync(tracker, 'utf8').replaceAll(first.slice(0, 12), 'badc0ffee000'));
      project.git('commit', '--quiet', '--message', 'docs: a wrong commit', 'WORKFLOW.md');
      const { code, found } = await rehearse(stage);
      assert.equal(code, 1);
      const said = messages(found).join('\n');
      assert.match(said, /^AWAY_DEVELOPMENT_PLAN\.md is ignored by git/m);
      assert.match(said, /^PRDs\/PRD-plan\.md was changed and not committed/m);
      assert.match(said, /^PRPs\/PRP-PRD-plan-phase-4\.md is not committed/m);
      assert.match(
        said,
        /^WORKFLOW\.md:\d+ Phase 1 names the commit badc0ffee000, which the history of a fresh clone/m,
      );
      assert.equal(found.next?.phase, '1');
    }));

  test('names a program and a playbook that are not there', () =>
    withPlanStage(
      [{ workstreams: [{ name: 'alpha' }], commands: ['no-such-program-here --check'] }],
      async (stage) => {
        const { code, found } = await rehearse(stage);
        assert.equal(code, 1);
        assert.deepEqual(messages(found), [
          '.clutch/config.json names the playbook .clutch/playbook.json, which a fresh clone does not have',
          'PRPs/PRP-PRD-plan-phase-1.md:21 no-such-program-here is not on the PATH of this machine, so the phase could not be validated',
        ]);
      },
      { config },
    ));

  test('knows why a phase is deferred, and where nobody says why', () =>
    complete(2, async (stage) => {
      const { project } = stage;
      const section = (id: number, status: string): string => `## Phase ${id}: Part ${id}\n\n- **Status**: ${status}\n`;
      const text = `# CLUTCH Workflow Tracker\n\n**PRD:** PRDs/PRD-plan.md\n\n${section(1, 'deferred (reason: no budget yet)')}\n${section(2, 'deferred')}`;
      writeFileSync(path.join(project.root, 'WORKFLOW.md'), text);
      project.git('add', '--all');
      project.git('commit', '--quiet', '--message', 'docs: deferred');
      const { found } = await rehearse(stage);
      assert.deepEqual(
        found.phases.map(({ status, reason }) => [status, reason]),
        [
          ['deferred', 'no budget yet'],
          ['deferred', null],
        ],
      );
      assert.deepEqual(messages(found), ['WORKFLOW.md:11 Phase 2 is deferred without a reason']);
      assert.equal(found.next?.phase, '1');
    }));

  test('cannot be done without a commit', () =>
    withPlanStage(simplePhases(1), async ({ clutch, project }) => {
      project.git('checkout', '--quiet', '--orphan', 'empty');
      const { code, stderr } = await clutch.run(project.root, 'rehearse');
      assert.equal(code, 2);
      assert.match(stderr, /cannot be rehearsed: it has no commit yet/);
    }));

  test('works on the detached HEAD of a CI', () =>
    complete(1, async (stage) => {
      stage.project.git('checkout', '--quiet', '--detach');
      const { code, found } = await rehearse(stage);
      assert.deepEqual(messages(found), []);
      assert.equal(code, 0);
      assert.equal(found.branch, null);
    }));
});
