import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { AnalyticsResult, ModelAnalyticsResult, PromptAnalyticsResult } from '#schemas/protocol/analytics.ts';
import { simplePhases, withPlanStage } from '../helpers/plan-stage.ts';

const Printed = z.object({
  project: z.string().nullable(),
  overTime: AnalyticsResult,
  models: ModelAnalyticsResult,
  prompts: PromptAnalyticsResult,
});

test('clutch analytics prints what a run came to, for people and for programs', () =>
  withPlanStage(simplePhases(1), async ({ clutch, project: { root, prd, playbook } }) => {
    const before = await clutch.run(root, 'analytics');
    assert.equal(before.code, 0, before.stderr);
    assert.match(before.stdout, /runs started +0 +0/);
    assert.equal((await clutch.run(root, 'run', prd, '--playbook', playbook)).code, 0);
    const { stdout } = await clutch.run(root, 'analytics', '--since', '7d');
    assert.match(stdout, /phases completed +1 +0/);
    assert.match(stdout, /sessions of unknown cost +2 +0/);
    assert.match(stdout, /not named +playbook +executor +1 +1 of 1 \(21–100 %\)/);
    assert.match(stdout, /^executor +\d+ [0-9a-f]{6} +bundled +1 /m);
    const json = await clutch.run(root, 'analytics', '--since', 'all', '--bucket', 'hour', '--json');
    const { project, overTime, models } = Printed.parse(JSON.parse(json.stdout));
    assert.deepEqual([project, overTime.before, overTime.total.runsCompleted], [root, null, 1]);
    assert.equal(models.rows.length, 2);
  }));

test('clutch analytics refuses a time that is none, and says what it takes', () =>
  withPlanStage(simplePhases(1), async ({ clutch, project: { root } }) => {
    for (const [option, value] of [
      ['--since', 'yesterday'],
      ['--since', '2999-01-01'],
      ['--bucket', 'year'],
    ] as const) {
      const { code, stderr } = await clutch.run(root, 'analytics', option, value);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`${option} is .*not “${value}”`));
    }
  }));
