import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { PlannedPhase } from '../../helpers/plan-project.ts';
import { isRunning } from '../../helpers/processes.ts';
import { done, keepPrompt, mark, sharedServer, waitFor, write, type Stage } from '../../helpers/stage.ts';

const { play } = sharedServer();

const blocked = { report: { status: 'BLOCKED', issues: 'the key is missing' } };
const always = (...steps: object[]): PlannedPhase[] => [{ workstreams: [{ name: 'alpha', steps }, { name: 'beta' }] }];
const tracker = ({ project }: Stage): string => project.git('show', 'HEAD:WORKFLOW.md');

describe('an agent that cannot go on', { concurrency: 3 }, () => {
  const twice: [string, object[], object, RegExp][] = [
    ['crashes', [{ crash: { exitCode: 9 } }], {}, /executor-alpha.*9/],
    ['falls silent', [{ hang: {} }], { agentSilenceSeconds: 0.5 }, /executor-alpha.*(silen|said|nothing)/i],
    [
      'reports PARTIAL',
      [write('1-alpha.txt', 'half\n'), { report: { status: 'PARTIAL', issues: 'half is left' } }],
      {},
      /reported PARTIAL: half is left/,
    ],
  ];
  for (const [what, steps, config, words] of twice) {
    test(`that ${what} gets a second try by itself; then a person is asked`, () =>
      play(always(...steps), config, async ({ run, asked, view }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, words);
        const { workstreams } = (await view()).phases[0] ?? {};
        assert.deepEqual(
          workstreams?.map(({ attempts, status }) => [attempts, status]),
          [
            [2, 'failed'],
            [1, 'completed'],
          ],
        );
        assert.deepEqual(
          (await asked()).options.map(({ id }) => id),
          ['guide', 'retry', 'skip', 'defer'],
        );
      }));
  }

  test('that refuses is asked about at once', () =>
    play(always({ say: 'I will not.' }, { refuse: {} }), {}, async ({ run, view }) => {
      const { code, stderr } = await run();
      assert.equal(code, 1);
      assert.match(stderr, /executor-alpha ended its turn with refusal/);
      assert.equal((await view()).phases[0]?.workstreams[0]?.attempts, 1);
    }));

  test('that is BLOCKED is guided by a person, reads the guidance, and the run goes on by itself', () =>
    play(
      (folder) => [
        {
          workstreams: [
            { name: 'alpha', steps: [blocked], retry: [keepPrompt(folder, 'told.md'), write('1-alpha.txt'), done] },
          ],
        },
      ],
      {},
      async ({ run, answer, folder, view, finished, command }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /executor-alpha reported BLOCKED: the key is missing/);
        assert.deepEqual((await view()).agents, [], 'no agent lives while a person thinks');
        const { id, phases } = await view();
        const wrong = await command('signals', 'respond', id, 'no-such-signal', 'retry');
        assert.equal(wrong.code, 2);
        assert.match(wrong.stderr, /has no open signal no-such-signal/);
        assert.equal(phases[0]?.workstreams[0]?.attempts, 1, 'what is BLOCKED is not tried again blindly');
        await answer('guide', 'Take the key from the vault.');
        await finished();
        assert.match(
          readFileSync(path.join(folder, 'told.md'), 'utf8'),
          /A person says:\n> Take the key from the vault\./,
        );
      },
    ));

  for (const verb of ['skip', 'defer'] as const) {
    test(`is left out with ${verb}, and WORKFLOW.md repeats the reason`, () =>
      play([{ ...always(blocked)[0], commands: ['test -f 1-beta.txt'] } as PlannedPhase], {}, async (stage) => {
        assert.equal((await stage.run()).code, 1);
        await stage.answer(verb, 'not needed for now');
        const { phases } = await stage.finished();
        assert.match(phases[0]?.workstreams[0]?.status ?? '', verb === 'skip' ? /skipped/ : /deferred/);
        assert.match(
          tracker(stage),
          new RegExp(`alpha[^\\n]*${verb === 'skip' ? 'skipped' : 'deferred'}[^\\n]*not needed for now`, 'i'),
        );
      }));
  }
});

describe('a person at the command line', { concurrency: 3 }, () => {
  const slow = (folder: string): PlannedPhase[] => [
    {
      workstreams: ['alpha', 'beta'].map((name) => ({
        name,
        steps: [mark(folder, name), waitFor(folder, `go-${name}`), write(`1-${name}.txt`), done],
      })),
    },
  ];

  test('pauses a run: what is under way ends, nothing new starts; resume goes on', () =>
    play(slow, {}, async ({ run, command, until, folder, project }) => {
      await run('--detach');
      await until('both work', ({ agents }) => agents.length === 2);
      assert.equal((await command('pause')).code, 0);
      release(folder, 'alpha', 'beta');
      const { status, phases, usage } = await until('both have ended', ({ agents }) => agents.length === 0);
      assert.equal(status, 'paused');
      assert.equal(usage.sessions, 2);
      assert.equal(phases[0]?.commit, null);
      const { code, stderr } = await command('resume');
      assert.equal(code, 0, stderr);
      assert.match(project.git('log', '--format=%s'), /feat/);
    }));

  test('stops one workstream while the other goes on, resumes it, and the phase is finished', () =>
    play(slow, {}, async ({ run, command, until, folder, finished }) => {
      await run('--detach');
      const { id, agents } = await until('both work', (view) => view.agents.length === 2);
      assert.equal((await command('steer', id, '1/alpha', 'stop')).code, 0);
      release(folder, 'alpha', 'beta');
      const stopped = agents.find(({ workstream }) => workstream === 'alpha');
      const waiting = await until('beta is done', ({ status }) => status === 'waiting');
      assert.match(waiting.reason ?? '', /held back by a person/);
      assert.ok(stopped?.pid && !isRunning(stopped.pid));
      assert.equal(waiting.phases[0]?.workstreams[0]?.held, 'stopped');
      assert.equal((await command('steer', id, '1/alpha', 'resume')).code, 0);
      await finished();
    }));

  test('holds a phase and skips it with a reason; without one that is refused', () =>
    play(slow, {}, async (stage) => {
      await stage.run('--detach');
      const { id } = await stage.until('both work', ({ agents }) => agents.length === 2);
      assert.equal((await stage.command('steer', id, '1', 'stop')).code, 0);
      await stage.until('it is held', ({ status, agents }) => status === 'waiting' && agents.length === 0);
      const bare = await stage.command('steer', id, '1', 'skip');
      assert.equal(bare.code, 2);
      assert.match(bare.stderr, /needs a reason.*--reason/);
      assert.equal((await stage.command('steer', id, '1', 'skip', '--reason', 'no time')).code, 0);
      await stage.finished();
      assert.match(tracker(stage), /Skipped: no time/);
    }));

  test('tries again with another runtime only where there is one; an unknown phase or workstream is named', () =>
    play(always(blocked), {}, async ({ run, command, view }) => {
      assert.equal((await run()).code, 1);
      const { id } = await view();
      for (const [args, words] of [
        [
          ['1/alpha', 'retry', '--runtime', 'copilot'],
          /no agent runtime named copilot\. Known are: claude, .*, playbook/,
        ],
        [['1/gamma', 'retry'], /has no workstream gamma\. It has: alpha, beta/],
        [['7', 'retry'], /has no phase 7\. Its phases are 1/],
        [['1/beta', 'skip', '--reason', 'x'], /beta is completed; nothing can be decided/],
      ] as const) {
        const { code, stderr } = await command('steer', id, ...args);
        assert.equal(code, 2, args.join(' '));
        assert.match(stderr, words);
      }
    }));
});

function release(folder: string, ...names: string[]): void {
  for (const name of names) writeFileSync(path.join(folder, `go-${name}`), '');
}
