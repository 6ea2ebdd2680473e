import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Checkpoint } from '../../../schemas/document/checkpoint.ts';
import { checkDocument } from '../../../server/language/check-document.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { completedPhases } from '../../../server/language/tracker/completed-phases.ts';
import { readTrackers } from '../../../server/language/tracker/read-trackers.ts';
import { reasonIn } from '../../../server/language/tracker/tracked-workstreams.ts';
import { trackedStatuses } from '../../../server/language/tracker/tracked-statuses.ts';
import { writeCheckpoint } from '../../../server/language/tracker/write-checkpoint.ts';

const project = { name: 'shop', prd: 'PRDs/PRD-shop.md', created: '2026-01-31' };
const phases = [
  { id: '1', title: 'Base' },
  { id: '2', title: 'Pay' },
  { id: '10', title: 'Ship' },
];

function checkpoint(id: string, changes: Partial<Checkpoint> = {}): Checkpoint {
  return {
    phase: { id, title: phases.find((phase) => phase.id === id)?.title ?? 'Other' },
    status: 'completed',
    reason: null,
    commit: { sha: id.replace('.', '').padStart(40, 'a'), message: 'feat(shop): base' },
    mode: 'sequential',
    team: { executors: 0, failed: false },
    workstreams: [
      { name: 'api', status: 'completed', files: ['src/a.ts', 'src/b.ts'], reason: null },
      { name: 'web', status: 'skipped', files: [], reason: 'not needed yet' },
    ],
    levels: [{ level: 1, title: 'Syntax', commands: 2 }],
    stats: { files: 2, insertions: 30, deletions: 4 },
    debugCycles: 0,
    remainingPercent: 60,
    next: { id: '2', title: 'Pay' },
    resume: 'clutch run PRDs/PRD-shop.md --start 2',
    ...changes,
  };
}

describe('writing a checkpoint', () => {
  it('starts a tracker in which the other phases are pending', () => {
    const text = writeCheckpoint(null, project, phases, checkpoint('1'));
    assert.match(text, /^# CLUTCH Workflow Tracker\n/);
    assert.match(text, /^\| 1: Base \| completed \| a{12} \| 1\/2 \| sequential \| 0 \|$/m);
    assert.match(text, /^\| 2: Pay \| pending \| - \| - \| - \| - \|$/m);
    for (const field of [
      'Status',
      'Commit',
      'Execution Mode',
      'Team Failure',
      'Workstreams',
      'Tests',
      'Files Changed',
    ]) {
      assert.match(text, new RegExp(`^- \\*\\*${field}\\*\\*:`, 'm'));
    }
    assert.match(text, /^- \*\*Files Changed\*\*: \+30 -4 lines across 2 files$/m);
    assert.match(text, /^- \*\*Validation\*\*: PASS in 1 cycle/m);
    assert.deepEqual(
      [...trackedStatuses(text)],
      [
        ['1', 'completed'],
        ['2', 'pending'],
        ['10', 'pending'],
      ],
    );
  });

  const rowOf = (text: string): string => /^\| 1: .*$/m.exec(text)?.[0] ?? '';
  const fieldOf = (text: string, name: string): string =>
    new RegExp(`^- \\*\\*${name}\\*\\*: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const findingsIn = (text: string): string[] =>
    checkDocument({ path: 'WORKFLOW.md', text, inProject: true }).map(({ message }) => message);

  it('says why a phase was deferred, and proves nothing for it', () => {
    const workstreams = [{ name: 'api', status: 'deferred' as const, files: [], reason: 'no key yet' }];
    const deferred = { status: 'deferred', reason: 'the API is not there yet', commit: null, mode: null } as const;
    const nothing = { workstreams, levels: [], stats: { files: 0, insertions: 0, deletions: 0 } };
    const text = writeCheckpoint(null, project, phases, checkpoint('1', { ...deferred, ...nothing }));
    assert.equal(rowOf(text), '| 1: Base | deferred | - | 0/1 | - | 0 |');
    assert.equal(fieldOf(text, 'Status'), 'deferred (reason: the API is not there yet)');
    assert.equal(fieldOf(text, 'Commit'), '-');
    assert.equal(fieldOf(text, 'Validation'), 'not run');
    const phase = readTrackers(parseDocument(text))[0]?.phases[0];
    assert.equal(phase?.status, 'deferred');
    assert.equal(reasonIn(phase.writtenStatus?.replace(/^deferred /, '') ?? ''), 'the API is not there yet');
    assert.deepEqual(completedPhases(text), []);
    assert.deepEqual(findingsIn(text), []);
  });

  for (const [mode, failed, words] of [
    ['solo', false, 'solo'],
    ['sequential', true, 'sequential'],
    ['team', false, 'team (3 executors)'],
    ['staggered-team', false, 'team (3 executors, staggered by contracts)'],
  ] as const) {
    it(`names the mode ${mode} ${failed ? 'after a team that failed' : 'as it was'}`, () => {
      const team = { executors: 3, failed };
      const text = writeCheckpoint(null, project, phases, checkpoint('1', { mode, team }));
      assert.equal(fieldOf(text, 'Execution Mode'), words);
      assert.equal(fieldOf(text, 'Team Failure'), failed ? 'yes (fell back to sequential)' : 'none');
      assert.ok(rowOf(text).includes(`| ${words} |`), rowOf(text));
      assert.deepEqual(findingsIn(text), []);
    });
  }

  it('says that a person commits what is staged, and counts the phase as completed', () => {
    const text = writeCheckpoint(null, project, phases, checkpoint('1', { commit: null }));
    assert.equal(fieldOf(text, 'Commit'), '- (staged; committed by a person)');
    assert.deepEqual(completedPhases(text), [{ id: '1', commit: null, byPerson: true }]);
    assert.deepEqual(findingsIn(text), []);
  });

  it('says how much of the session was left, as a whole number', () => {
    const text = writeCheckpoint(null, project, phases, checkpoint('1', { remainingPercent: 44.7 }));
    assert.equal(fieldOf(text, 'Context Budget'), '~45% remaining after this phase');
  });

  it('lets a deferred phase be completed later', () => {
    const first = writeCheckpoint(
      null,
      project,
      phases,
      checkpoint('1', { status: 'deferred', reason: 'later', commit: null }),
    );
    const text = writeCheckpoint(first, project, phases, checkpoint('1'));
    assert.equal(text, writeCheckpoint(null, project, phases, checkpoint('1')));
  });

  it('adds later phases in the order of their ids, whatever order they come in', () => {
    const texts = ['1', '10', '2'].reduce<string | null>(
      (text, id) => writeCheckpoint(text, project, phases, checkpoint(id)),
      null,
    );
    const headings = parseDocument(texts ?? '').headings.map((heading) => heading.text);
    assert.deepEqual(
      headings.filter((text) => text.startsWith('Phase')),
      ['Phase 1: Base', 'Phase 2: Pay', 'Phase 10: Ship'],
    );
    assert.deepEqual(
      completedPhases(texts ?? '').map(({ id }) => id),
      ['1', '2', '10'],
    );
  });

  it('gives the same text when it is written twice', () => {
    const once = writeCheckpoint(null, project, phases, checkpoint('1'));
    assert.equal(writeCheckpoint(once, project, phases, checkpoint('1')), once);
    const twice = writeCheckpoint(once, project, phases, checkpoint('2'));
    assert.equal(writeCheckpoint(twice, project, phases, checkpoint('2')), twice);
  });

  it('keeps what people wrote, byte for byte, also under the phase itself', () => {
    const first = writeCheckpoint(null, project, phases, checkpoint('1'));
    const noted = `${first.replace('## Resume', '### Notes\r\n\n kept  \n\n## Resume')}\n\tlast words`;
    const text = writeCheckpoint(noted, project, phases, checkpoint('1', { debugCycles: 2 }));
    const differing = text.split('\n').filter((line, index) => line !== noted.split('\n')[index]);
    assert.equal(differing.length, 2, differing.join('\n'));
    assert.ok(differing.every((line) => /\| 2 \|$|PASS in 3 cycles/.test(line)));
  });

  it('keeps Windows line ends', () => {
    const first = writeCheckpoint(null, project, phases, checkpoint('1')).replaceAll('\n', '\r\n');
    const text = writeCheckpoint(first, project, phases, checkpoint('2'));
    assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
    assert.deepEqual(
      completedPhases(text).map(({ id }) => id),
      ['1', '2'],
    );
  });

  it('puts its tracker behind a file that is something else', () => {
    const prompt = '# Agent\n\nYou work on {{ issue }}.\n';
    const text = writeCheckpoint(prompt, project, phases, checkpoint('1'));
    assert.ok(text.startsWith(prompt));
    assert.deepEqual(
      completedPhases(text, project.prd).map(({ id }) => id),
      ['1'],
    );
    assert.deepEqual(
      completedPhases(writeCheckpoint(text, project, phases, checkpoint('2'))).map(({ id }) => id),
      ['1', '2'],
    );
  });

  it('keeps the phases of two PRDs apart', () => {
    const first = writeCheckpoint(null, project, phases, checkpoint('1'));
    const other = { ...project, prd: 'PRDs/My other PRD.md' };
    const both = writeCheckpoint(first, other, phases, checkpoint('2'));
    assert.ok(both.startsWith(first));
    assert.deepEqual(
      completedPhases(both, project.prd).map(({ id }) => id),
      ['1'],
    );
    assert.deepEqual(
      completedPhases(both, other.prd).map(({ id }) => id),
      ['2'],
    );
    const again = writeCheckpoint(both, other, phases, checkpoint('10'));
    assert.equal(again.split('# CLUTCH Workflow Tracker').length, 3);
  });

  it('ignores the sample in a comment and stays behind it', () => {
    const sample = '# CLUTCH Workflow Tracker\n\n<!--\n## Phase 1: Sample\n- **Status**: completed\n-->\n';
    assert.deepEqual(completedPhases(sample), []);
    const text = writeCheckpoint(sample, project, phases, checkpoint('1'));
    assert.ok(text.startsWith(sample));
    assert.deepEqual(
      completedPhases(text).map(({ id }) => id),
      ['1'],
    );
  });

  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((one) => /\w/.test(one));
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}( [a-z0-9][a-z0-9-]{0,6}){0,2}$/);
  const file = fc.stringMatching(/^[a-z()[\]{},.-]{0,10}[a-z]\/[a-z_*-]{1,8}\.ts$/).map((one) => one.trim());
  const generated = fc.record({
    id: fc.constantFrom('0', '1', '2', '2.1', '5b', '10'),
    title: words,
    message: words,
    next: fc.option(words),
    resume: words,
    workstreams: fc.uniqueArray(
      fc.record({
        name,
        status: fc.constantFrom('completed' as const, 'skipped' as const, 'deferred' as const),
        files: fc.uniqueArray(file, { maxLength: 3 }),
        reason: fc.option(words),
      }),
      { selector: (one) => one.name, maxLength: 4 },
    ),
  });

  it('is read back as it was written, and passes the rules', () => {
    fc.assert(
      fc.property(fc.array(generated, { minLength: 1, maxLength: 4 }), (all) => {
        let text: string | null = null;
        const last = new Map<string, Checkpoint>();
        for (const one of all) {
          const written = checkpoint(one.id, {
            phase: { id: one.id, title: one.title },
            commit: { sha: 'abcdef0123456789', message: one.message },
            next: one.next === null ? null : { id: '99', title: one.next },
            // A placeholder such as `n/a` is no instruction, and a rule says so.
            resume: `clutch run ${one.resume}`,
            workstreams: one.workstreams,
          });
          last.set(one.id, written);
          text = writeCheckpoint(text, project, phases, written);
        }
        const trackers = readTrackers(parseDocument(text ?? ''));
        assert.equal(trackers.length, 1);
        const read = new Map(trackers[0]?.phases.map((phase) => [phase.id, phase]));
        assert.deepEqual([...read.keys()].sort(), [...last.keys()].sort());
        for (const [id, written] of last) {
          assert.equal(read.get(id)?.commit?.sha, 'abcdef0123456789');
          assert.equal(read.get(id)?.status, 'completed');
          const expected = written.workstreams.map((one) => [
            one.name,
            one.status,
            one.status === 'completed' ? one.files : [],
          ]);
          assert.deepEqual(
            read.get(id)?.workstreams.map((one) => [one.name, one.status, one.files]),
            expected,
          );
        }
        const found = checkDocument({ path: 'WORKFLOW.md', text: text ?? '', inProject: true });
        assert.deepEqual(
          found.map((one) => one.message),
          [],
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('reading a tracker', () => {
  it('reads statuses and commits that people wrote in their own words', () => {
    const text = [
      '# CLUTCH Workflow Tracker',
      '## Execution Summary',
      '',
      '| Phase | Status | Commit |',
      '|---|---|---|',
      '| 1 (7a) | completed | a799f37 |',
      '| 3 | **truncated 2026** | d4c7b21 |',
      '',
      '## Phase 2 (7b): Lifecycle — COMPLETED',
      '',
      '- **Status**: completed 2026-05-07',
      '- **Commit**: `86fa289` — `feat: lifecycle`',
    ].join('\n');
    assert.deepEqual(completedPhases(text), [
      { id: '1', commit: 'a799f37', byPerson: false },
      { id: '2', commit: '86fa289', byPerson: false },
    ]);
    assert.equal(trackedStatuses(text).has('3'), false);
  });

  it('reads the old form too', () => {
    const text =
      '# Project Workflow Tracker\n\n## Phase Progress\n\n| Phase | Status | PRP File |\n|---|---|---|\n| 1 | ✅ done | x |\n| 2 | pending | - |\n';
    assert.equal(readTrackers(parseDocument(text))[0]?.version, 1);
    assert.deepEqual(completedPhases(text), [{ id: '1', commit: null, byPerson: false }]);
  });
});
