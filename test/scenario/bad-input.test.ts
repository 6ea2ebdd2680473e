import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { PlannedPhase } from '../helpers/plan-project.ts';
import { withTempDir } from '../helpers/temp.ts';
import { sharedServer, withOwnServer, type Stage } from '../helpers/stage.ts';

const onePhase: PlannedPhase[] = [{ workstreams: [{ name: 'alpha' }] }];

const { play: onStage } = sharedServer();

/** Refused with one sentence, exit code 2, no run and nothing changed. */
async function assertRefused({ clutch, project }: Stage, target: string, words: RegExp): Promise<void> {
  const before = project.git('status', '--porcelain');
  const { code, stdout, stderr } = await clutch.run(project.root, 'run', target, '--playbook', project.playbook);
  assert.equal(code, 2, `${stdout}${stderr}`);
  assert.match(stderr, words);
  assert.doesNotMatch(stderr, /\n {4}at /, 'no stack trace');
  assert.deepEqual(await clutch.runs(project.root), []);
  assert.equal(project.git('status', '--porcelain'), before);
}

describe('a PRD that cannot be run is refused with its name and the way out', () => {
  const cases: [string, (file: string) => void, RegExp][] = [
    ['does not exist', () => undefined, /PRD-bad\.md does not exist/],
    ['is a folder', (file) => mkdirSync(file), /PRD-bad\.md is a folder/],
    ['is binary', (file) => writeFileSync(file, Buffer.from([0x50, 0, 1, 2, 0, 255])), /PRD-bad\.md is a binary file/],
    ['has 10 MB', (file) => writeFileSync(file, '# PRD\n'.padEnd(10_000_000, 'x')), /PRD-bad\.md is larger than 8 MiB/],
    [
      'is not UTF-8',
      (file) => writeFileSync(file, Buffer.from('# PRD \xe9t\xe9\n', 'latin1')),
      /PRD-bad\.md is not UTF-8/,
    ],
    [
      'names no phase',
      (file) => writeFileSync(file, '# PRD: bad\n\n## Executive Summary\n\nNo.\n'),
      /PRD-bad\.md names no phases/,
    ],
  ];
  for (const [what, make, words] of cases) {
    test(`one that ${what}`, () =>
      onStage(onePhase, {}, async (stage) => {
        const file = path.join(stage.project.root, 'PRDs/PRD-bad.md');
        make(file);
        await assertRefused(stage, file, words);
      }));
  }
});

describe('a project that could lose work is refused', () => {
  test('without git', () =>
    onStage(onePhase, {}, async (stage) => {
      rmSync(path.join(stage.project.root, '.git'), { recursive: true });
      const { code, stderr } = await stage.clutch.run(stage.project.root, 'run', '--playbook', stage.project.playbook);
      assert.equal(code, 2);
      assert.match(stderr, /is not a git repository.*git init/);
    }));

  test('with changes that are not committed, which stay as they are', () =>
    onStage(onePhase, {}, async (stage) => {
      const readme = path.join(stage.project.root, 'README.md');
      writeFileSync(readme, 'my own words\n');
      await assertRefused(stage, stage.project.prd, /not committed: README\.md\. Commit or stash/);
      assert.equal(readFileSync(readme, 'utf8'), 'my own words\n');
    }));

  test('with a detached HEAD', () =>
    onStage(onePhase, {}, async (stage) => {
      stage.project.git('checkout', '--quiet', '--detach');
      await assertRefused(stage, stage.project.prd, /detached.*git switch -c/);
    }));

  test('with a phase that the PRD does not have', () =>
    onStage(onePhase, {}, async ({ clutch, project }) => {
      const { code, stderr } = await clutch.run(project.root, 'run', project.prd, '7', '--playbook', project.playbook);
      assert.equal(code, 2);
      assert.match(stderr, /has no phase 7\. Its phases are 1\./);
    }));
});

test('a playbook with an unknown verb is refused with its place and the verb that was meant', () =>
  onStage(onePhase, {}, async (stage) => {
    writeFileSync(
      stage.project.playbook,
      'version: 1\nmissions:\n  - phase: 1\n    steps:\n      - wriet: { path: a, content: b }\n',
    );
    await assertRefused(stage, stage.project.prd, /playbook\.json.*5.*wriet.*write/s);
  }));

test('a runtime that does not exist is refused with those that do', () =>
  onStage(onePhase, {}, async ({ clutch, project }) => {
    const { code, stderr } = await clutch.run(project.root, 'run', project.prd, '--runtime', 'copilot');
    assert.equal(code, 2);
    assert.match(stderr, /no agent runtime named copilot\. Known are: claude, codex, .*, playbook, human\./);
  }));

describe('a validation command that does not end well makes the run wait with a reason', () => {
  const cases: [string, string, object, RegExp][] = [
    [
      'hangs',
      'sleep 600',
      { validationTimeoutSeconds: 0.5 },
      /`sleep 600` from PRPs\/PRP-PRD-plan-phase-1\.md:\d+, was still running/,
    ],
    [
      'floods 1 GB',
      'head -c 1073741824 /dev/zero',
      { validationOutputMiB: 8 },
      /printed more than 8\.0 MiB and was stopped/,
    ],
    ['is not found', 'no-such-program --now', {}, /was not found.*Install it or mend the PRP/s],
    ['fails', 'echo three tests failed; exit 3', { debugCycles: 1 }, /exited 3.*three tests failed/s],
    ['asks for input', 'read -r answer', { debugCycles: 1 }, /`read -r answer` from .*exited 1/],
  ];
  for (const [what, command, config, words] of cases) {
    test(`one that ${what}`, () =>
      onStage([{ workstreams: [{ name: 'alpha' }], commands: [command] }], config, async ({ clutch, project }) => {
        const { code, stderr } = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
        assert.equal(code, 1);
        assert.match(stderr, /is waiting/);
        assert.match(stderr, words);
        assert.doesNotMatch(stderr, /\n {4}at /, 'no stack trace');
        assert.equal(project.git('log', '--format=%s'), 'chore: start', 'nothing that failed is committed');
        const [run] = await clutch.runs(project.root);
        assert.equal(run?.status, 'waiting');
        assert.equal(run?.phases[0]?.receipts.length, 1);
      }));
  }
});

describe('an agent is not believed', () => {
  test('that reports COMPLETE and changed nothing', () =>
    onStage(
      [
        {
          workstreams: [{ name: 'alpha', steps: [{ report: { status: 'COMPLETE', filesCreated: ['1-alpha.txt'] } }] }],
        },
      ],
      {},
      async ({ clutch, project }) => {
        const { code, stderr } = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
        assert.equal(code, 1);
        assert.match(stderr, /executor-alpha reported COMPLETE but changed no file/);
      },
    ));

  test('that claims passing tests while validation fails; sent back, it mends its work', () =>
    onStage(
      [
        {
          workstreams: [
            {
              name: 'alpha',
              steps: [{ write: { path: '1-alpha.txt', content: 'wrong\n' } }, { report: { tests: '12 passing' } }],
              retry: [{ write: { path: '1-alpha.txt', content: 'right\n' } }, { report: { auto: true } }],
            },
          ],
          commands: ['grep -q right 1-alpha.txt'],
        },
      ],
      {},
      async ({ clutch, project }) => {
        const { code, stdout, stderr } = await clutch.run(
          project.root,
          'run',
          project.prd,
          '--playbook',
          project.playbook,
        );
        assert.equal(code, 0, stderr);
        assert.match(stdout, /! debug cycle 1/);
        assert.equal(readFileSync(path.join(project.root, '1-alpha.txt'), 'utf8'), 'right\n');
      },
    ));

  test('that crashes in the middle; its half work is kept under a ref and it starts again', () =>
    onStage(
      [
        {
          workstreams: [
            {
              name: 'alpha',
              steps: [{ write: { path: 'half.txt', content: 'half\n' } }, { crash: { exitCode: 9 } }],
              retry: [{ write: { path: '1-alpha.txt', content: 'whole\n' } }, { report: { auto: true } }],
            },
          ],
        },
      ],
      {},
      async ({ clutch, project }) => {
        const { code, stderr } = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
        assert.equal(code, 0, stderr);
        const [kept = ''] = project.git('for-each-ref', '--format=%(objectname)', 'refs/clutch/kept').split('\n');
        assert.equal(project.git('show', `${kept}:half.txt`), 'half');
        assert.doesNotMatch(project.git('ls-files'), /half\.txt/);
      },
    ));
});

describe("the person's own work during a run", () => {
  test('is never overwritten: the run waits until it is out of the way', () =>
    onStage(onePhase, {}, async ({ clutch, project }) => {
      const own = path.join(project.root, '1-alpha.txt');
      writeFileSync(own, 'mine\n');
      const first = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
      assert.equal(first.code, 1);
      assert.match(first.stderr, /would overwrite 1-alpha\.txt.*resume/s);
      assert.equal(readFileSync(own, 'utf8'), 'mine\n');
      rmSync(own);
      const second = await clutch.run(project.root, 'resume');
      assert.equal(second.code, 0, second.stderr);
      assert.equal(readFileSync(own, 'utf8'), 'alpha of phase 1\n');
    }));

  test('may move the branch: the phase is merged, validated and committed again on top of it, by itself', () =>
    withTempDir((home) =>
      withOwnServer(
        [{ workstreams: [{ name: 'alpha' }], commands: ['while ! test -f "$HOME/go"; do sleep 0.05; done'] }],
        {},
        async ({ run, until, project, subjects }) => {
          const ended = run();
          await until('it validates', ({ phases }) => phases[0]?.step === 'validate');
          writeFileSync(path.join(project.root, 'README.md'), '# Moved on\n');
          project.git('commit', '--quiet', '--all', '--message', 'docs: by a person');
          writeFileSync(path.join(home, 'go'), '');
          const { code, stdout, stderr } = await ended;
          assert.equal(code, 0, stderr);
          assert.match(stdout, /\(fyi\): Phase 1: main moved from [0-9a-f]{8} to [0-9a-f]{8}/);
          assert.deepEqual(subjects(), [
            'docs: by a person',
            'feat(plan): Part 1',
            'docs(workflow): checkpoint phase 1',
          ]);
        },
        { HOME: home },
      ),
    ));
});
