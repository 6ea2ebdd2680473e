import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Forecast } from '#schemas/run/forecast.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';

async function forecastIn({ clutch, project }: PlanStage, ...args: string[]): Promise<Forecast> {
  const { code, stdout, stderr } = await clutch.run(project.root, 'forecast', ...args, '--json');
  assert.equal(code, 0, stderr);
  return Forecast.parse(JSON.parse(stdout));
}

describe('clutch forecast', () => {
  test('says before anything is spent what the run then does, and starts no server', () =>
    withPlanStage([...simplePhases(2), { workstreams: [{ name: 'one' }, { name: 'two' }] }], async (stage) => {
      const { clutch, project } = stage;
      const foretold = await forecastIn(stage);
      assert.equal(clutch.serverPid(), null);
      const { code } = await clutch.run(project.root, 'run', '--playbook', project.playbook);
      assert.equal(code, 0);
      const [run] = await clutch.runs(project.root);
      const words = (phases: readonly { gate: unknown; mode: unknown; modeReason: unknown }[]) =>
        phases.map(({ gate, mode, modeReason }) => ({ gate, mode, modeReason }));
      assert.deepEqual(words(foretold.phases), words(run?.phases ?? []));
      assert.equal(foretold.sessions, run?.session.number);
      const after = await forecastIn(stage);
      assert.match(after.sentence, /every phase of PRDs\/PRD-plan\.md is completed/);
    }));

  test('knows from earlier runs what a phase takes, and before which one a cap stops the run', () =>
    withPlanStage(simplePhases(4), async (stage) => {
      const { clutch, project } = stage;
      assert.equal((await clutch.run(project.root, 'run', '.', '1', '1', '--playbook', project.playbook)).code, 0);
      const [run] = await clutch.runs(project.root);
      const each = run?.usage.sessions ?? 0;
      assert.equal((await forecastIn(stage)).expected?.sessions, 3 * each);
      const config = { runtime: 'playbook', caps: { sessions: 2 * each + 1 } };
      writeFileSync(path.join(project.root, '.clutch/config.json'), JSON.stringify(config));
      const capped = await forecastIn(stage);
      assert.equal(capped.stopsBefore, '4');
      assert.match(capped.sentence, /stops before phase 4: the cap of \d+ agent sessions would be exceeded/);
    }));

  test('counts a phase without a PRP as researched, reads uncommitted plans and takes a part of one', () =>
    withPlanStage(simplePhases(3), async (stage) => {
      rmSync(path.join(stage.project.root, 'PRPs/PRP-PRD-plan-phase-2.md'));
      const { phases } = await forecastIn(stage, '.', '2', '2');
      assert.deepEqual(
        phases.map(({ status }) => status),
        ['left-out', 'runs', 'left-out'],
      );
      assert.match(phases[1]?.note ?? '', /would be researched/);
    }));

  test('refuses what is no plan with a sentence', () =>
    withPlanStage(simplePhases(1), async ({ clutch, project }) => {
      const { code, stderr } = await clutch.run(project.root, 'forecast', '.', '7');
      assert.equal(code, 2);
      assert.equal(stderr, 'clutch forecast: PRDs/PRD-plan.md has no phase 7. Its phases are 1.\n');
    }));
});
