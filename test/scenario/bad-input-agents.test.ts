import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { checkoutState } from '../helpers/checkout.ts';
import type { PlannedPhase } from '../helpers/plan-project.ts';
import { done, sharedServer, write, type Stage } from '../helpers/stage.ts';

const { play } = sharedServer();

const git = (...args: string[]): object => ({ git: { args } });
const shell = (script: string): object => ({ run: { command: ['sh', '-c', script], expectExit: 0 } });
const own = write('1-alpha.txt', 'my work\n');
const only = (...steps: object[]): PlannedPhase[] => [
  { workstreams: [{ name: 'alpha', steps: [...steps, done] }], commands: ['grep -q work 1-alpha.txt'] },
];
const withBeta = (...steps: object[]): PlannedPhase[] => [
  { workstreams: [{ name: 'alpha', steps: [...steps, done] }, { name: 'beta' }], commands: ['test -f 1-beta.txt'] },
];

describe(
  'whatever an agent does with git, its files become one commit, and the checkout is as it was',
  { concurrency: 3 },
  () => {
    const cases: [string, object[]][] = [
      ['commits by itself', [own, git('add', '--all'), git('commit', '-qm', 'mine')]],
      [
        'rewrites history',
        [own, git('add', '--all'), git('commit', '-q', '--amend', '-m', 'there was nothing before me')],
      ],
      [
        'makes a history of its own',
        [git('checkout', '-q', '--orphan', 'fresh'), own, git('add', '--all'), git('commit', '-qm', 'new world')],
      ],
      [
        'switches to a branch of its own',
        [git('switch', '-qc', 'better-idea'), own, git('add', '--all'), git('commit', '-qm', 'idea')],
      ],
      ['detaches HEAD', [git('checkout', '-q', '--detach'), own]],
      ['deletes .git', [own, shell('rm .git')]],
      [
        'replaces .git by a repository of its own',
        [
          own,
          shell(
            'rm .git && git init -q . && git add 1-alpha.txt && git -c user.name=x -c user.email=x@x commit -qm own',
          ),
        ],
      ],
      ['leaves a lock of git behind', [own, shell('touch "$(git rev-parse --git-dir)/index.lock"')]],
    ];
    for (const [what, steps] of cases) {
      test(`one that ${what}`, () =>
        play(only(...steps), {}, async ({ run, project, subjects }) => {
          const before = checkoutState(project.root);
          const { code, stderr } = await run();
          assert.equal(code, 0, stderr);
          assert.deepEqual(subjects(), ['feat(plan): Part 1', 'docs(workflow): checkpoint phase 1']);
          assert.deepEqual(project.git('show', '--format=', '--name-only', 'HEAD~1'), '1-alpha.txt');
          const after = checkoutState(project.root);
          for (const file of ['HEAD', '.git/config', 'stash', 'README.md', 'PRDs/PRD-plan.md'])
            assert.equal(after[file], before[file], file);
          assert.equal(project.git('status', '--porcelain'), '');
        }));
    }
  },
);

describe(
  'an agent that leaves its bounds is stopped at a signal, and the checkout is as it was',
  { concurrency: 3 },
  () => {
    const untouched = async (stage: Stage, words: RegExp, before: object): Promise<void> => {
      assert.match(`${(await stage.asked()).text}\n${(await stage.asked()).detail}`, words);
      assert.deepEqual(checkoutState(stage.project.root), before);
    };

    const cases: [string, object[], RegExp][] = [
      [
        'a link that leads out',
        [own, { link: { path: 'out', target: '/tmp' } }],
        /out, which is not its own: nobody owns it|leads out of the project/,
      ],
      [
        'a nested repository with commits',
        [
          own,
          shell(
            'git init -q sub && cd sub && echo x > x && git add x && git -c user.name=x -c user.email=x@x commit -qm x',
          ),
        ],
        /sub/,
      ],
      ['a nested repository without commits', [own, shell('git init -q sub && echo x > sub/x')], /sub/],
      ['a file of another executor', [own, write('1-beta.txt', 'mine now\n')], /1-beta\.txt.*executor-beta owns it/],
    ];
    for (const [what, steps, words] of cases) {
      test(`with ${what}; dropped, the rest of its work lands`, () =>
        play(withBeta(...steps), {}, async (stage) => {
          const before = checkoutState(stage.project.root);
          const { code } = await stage.run();
          assert.equal(code, 1);
          await untouched(stage, words, before);
          await stage.answer('drop');
          await stage.finished();
          assert.deepEqual(stage.project.git('show', '--format=', '--name-only', 'HEAD~1').split('\n'), [
            '1-alpha.txt',
            '1-beta.txt',
          ]);
        }));
    }

    test('with 10,000 files that nobody asked for: one decision is enough for all of them', () =>
      play(withBeta(own, { untracked: { count: 10_000 } }), {}, async (stage) => {
        const before = checkoutState(stage.project.root);
        assert.equal((await stage.run()).code, 1);
        await untouched(stage, /junk\//, before);
        await stage.answer('drop');
        await stage.finished();
        assert.doesNotMatch(stage.project.git('ls-files'), /junk/);
      }));
  },
);

describe('what nothing but a sandbox keeps an agent from', { concurrency: 3 }, () => {
  test('writing into the checkout by its absolute path: it is told once, with the paths, and never committed', () =>
    play(
      (folder) => [
        ...only(
          own,
          { writeOutside: { path: path.join(folder, 'project/README.md'), content: 'mine\n' } },
          { writeOutside: { path: path.join(folder, 'project/new.txt'), content: 'mine\n' } },
        ),
      ],
      {},
      async ({ run, project }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(
          stdout,
          /\(fyi\): While agents of phase 1 worked, your checkout changed in README\.md, new\.txt\. If that was not you/,
        );
        assert.equal(stdout.match(/your checkout changed/g)?.length, 1);
        assert.equal(project.git('show', 'HEAD:README.md'), '# A project');
        assert.equal(project.git('status', '--porcelain'), ' M README.md\n?? new.txt');
      },
    ));

  test('writing through a link: the link is a signal, and what went through it is told', () =>
    play(
      (folder) =>
        only(
          own,
          { link: { path: 'way', target: path.join(folder, 'project') } },
          { writeOutside: { path: 'way/new.txt', content: 'mine\n' } },
        ),
      {},
      async ({ run, project, view, answer, finished }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /way/);
        assert.ok((await view()).signals.some(({ kind, text }) => kind === 'fyi' && text.includes('new.txt')));
        await answer('drop');
        await finished();
        assert.doesNotMatch(project.git('ls-files'), /way|new\.txt/);
      },
    ));

  test('moving the branch by plumbing: the run stops at it and says what the branch lost', () =>
    play(
      [
        {
          workstreams: [
            {
              name: 'alpha',
              steps: [own, shell('git update-ref refs/heads/main "$(git commit-tree -m x "HEAD^{tree}")"'), done],
            },
          ],
        },
      ],
      {},
      async ({ run, subjects }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /main no longer contains [0-9a-f]{8}.*rewound or rebased/);
        assert.deepEqual(subjects(), []);
      },
    ));

  test('a person who edits during a run hears of it once, and loses no word', () =>
    play(
      (folder) =>
        [1, 2].map((phase) => ({
          workstreams: [
            {
              name: 'alpha',
              steps: [shell(`echo more >> '${folder}/project/README.md'`), write(`${phase}-alpha.txt`), done],
            },
          ],
        })),
      {},
      async ({ run, project }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.equal(stdout.match(/your checkout changed/g)?.length, 1);
        assert.match(readFileSync(path.join(project.root, 'README.md'), 'utf8'), /more\nmore\n$/);
        assert.ok(existsSync(path.join(project.root, '2-alpha.txt')));
      },
    ));
});
