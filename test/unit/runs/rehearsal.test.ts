import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeRehearsal, type RehearsalFacts } from '../../../server/runs/rehearsal.ts';

type Tracked = RehearsalFacts['tracked'][number];

const phase = (
  id: string,
  change: Partial<RehearsalFacts['phases'][number]> = {},
): RehearsalFacts['phases'][number] => {
  return { id, title: `Part ${id}`, line: 10, completed: null, prp: null, problem: null, ...change };
};
const tracked = (change: Partial<Tracked>): Tracked => {
  return {
    id: '1',
    line: 20,
    status: 'pending',
    written: 'pending',
    commit: null,
    commitIs: null,
    reason: null,
    ...change,
  };
};

function judge(change: Partial<RehearsalFacts>) {
  return judgeRehearsal({
    project: '/p',
    prd: 'PRDs/PRD x.md',
    branch: 'main',
    head: 'head',
    phases: [phase('1'), phase('2')],
    tracked: [],
    config: { problem: null, research: true, needsPlaybook: false, playbook: null },
    missingPrograms: [],
    uncommitted: [],
    ...change,
  });
}

const placesOf = (change: Partial<RehearsalFacts>): string[] =>
  judge(change).findings.map(({ path, line, message }) => `${path}:${line} ${message}`);

describe('a rehearsal', () => {
  test('says where another clone goes on, with a command that can be pasted', () => {
    const { next, sentence, findings } = judge({ phases: [phase('1', { completed: 'abc' }), phase('2')] });
    assert.deepEqual(findings, []);
    assert.deepEqual(next, { phase: '2', title: 'Part 2', command: 'clutch run "PRDs/PRD x.md" 2' });
    assert.match(sentence, /^1 of 2 phases .* Nothing is missing\.$/);
  });

  test('has nothing to go on with when everything is completed, and then needs no configuration', () => {
    const config = { problem: null, research: false, needsPlaybook: true, playbook: null };
    const { next, findings } = judge({ phases: [phase('1', { completed: 'abc' })], config });
    assert.deepEqual([next, findings], [null, []]);
  });

  for (const [what, change, words] of [
    ['a completed phase without a commit', { status: 'completed' }, /without a commit/],
    ['a commit that is nowhere', { status: 'completed', commit: 'abc1234', commitIs: 'unknown' }, /does not hold/],
    [
      'a commit of another branch',
      { status: 'completed', commit: 'abc1234', commitIs: 'elsewhere' },
      /no part of main/,
    ],
    ['a deferred phase without a reason', { status: 'deferred', written: 'deferred' }, /without a reason/],
    ['a status that says nothing', { status: null, written: 'soonish' }, /“soonish”/],
    ['a phase of no plan', { id: '9' }, /in no PRD/],
  ] as const) {
    test(`names ${what}, with its line`, () => {
      const [finding, ...rest] = placesOf({ tracked: [tracked(change)] });
      assert.deepEqual(rest, []);
      assert.match(finding ?? '', /^WORKFLOW\.md:20 /);
      assert.match(finding ?? '', words);
    });
  }

  test('takes a deferred phase with its reason for what it is', () => {
    const { phases, findings, next } = judge({ tracked: [tracked({ status: 'deferred', reason: 'no budget' })] });
    assert.deepEqual(findings, []);
    assert.deepEqual([phases[0]?.status, phases[0]?.reason, next?.phase], ['deferred', 'no budget', '1']);
  });

  test('misses a PRP only where nobody would research it', () => {
    assert.deepEqual(placesOf({}), []);
    const config = { problem: null, research: false, needsPlaybook: false, playbook: null };
    assert.equal(placesOf({ config }).length, 2);
  });

  test('takes the line out of what a rule says about a PRP', () => {
    const prp = {
      path: 'PRPs/a.md',
      hash: '',
      workstreams: [],
      contracts: [],
      concerns: [],
      foreign: [],
      problems: ['PRPs/a.md:7 A file is owned twice. (CL204)'],
      validation: [],
    };
    assert.deepEqual(placesOf({ phases: [phase('1', { prp })] }), ['PRPs/a.md:7 A file is owned twice. (CL204)']);
  });

  test('says that the plan itself is not there', () => {
    const { sentence, next } = judge({ phases: [], uncommitted: [{ path: 'PRDs/PRD x.md', state: 'new' }] });
    assert.equal(sentence, 'Another clone does not have PRDs/PRD x.md. One thing is missing there.');
    assert.equal(next, null);
  });
});
