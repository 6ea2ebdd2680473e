import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { done, keepPrompt, sharedServer, write } from '../../helpers/stage.ts';

const { play } = sharedServer();

const gaps = [
  {
    gap: 'No check of the length',
    expected: 'status 400',
    actual: 'status 500',
    severity: 'CRITICAL',
    files: ['1-alpha.txt'],
  },
];
const verify = (grade: string, more: object = {}): object => ({ verify: { grade, ...more } });
const validator = (...steps: object[]): object => ({ workstream: '*', role: 'validator', steps });

describe('a phase', { concurrency: 3 }, () => {
  test('is committed with a receipt of every command for exactly the committed files, also when a command formats them', () =>
    play(
      [
        {
          workstreams: [{ name: 'alpha' }],
          commands: ['echo formatted > 1-alpha.txt', 'grep -q formatted 1-alpha.txt'],
        },
      ],
      {},
      async ({ run, view, project }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        const [phase] = (await view()).phases;
        const tree = project.git('rev-parse', `${phase?.commit?.sha}^{tree}`);
        assert.deepEqual(
          phase?.receipts.map((receipt) => [receipt.exitCode, receipt.tree]),
          [
            [0, tree],
            [0, tree],
          ],
        );
        assert.equal(phase?.staleReceipts, 2, 'those for the files before they were formatted prove nothing');
      },
    ));

  test('of which a validator finds gaps goes to a debugger with them, is verified again, and lands with what mended it', () =>
    play(
      (folder) => [
        {
          workstreams: [{ name: 'alpha' }],
          commands: ['test -f 1-alpha.txt'],
          missions: [
            { ...validator(verify('GAPS_FOUND', { gaps })), attempt: 1 },
            {
              workstream: 'alpha',
              role: 'debugger',
              steps: [
                keepPrompt(folder, 'told.md'),
                write('1-alpha.txt', 'checked\n'),
                { fix: { auto: true, fixes: [{ gap: 'No check of the length', rootCause: 'forgotten' }] } },
              ],
            },
          ],
        },
      ],
      {},
      async ({ run, view, folder, project }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(stdout, /! debug cycle 1.*v validator: PASS/s);
        const told = readFileSync(path.join(folder, 'told.md'), 'utf8');
        assert.match(
          told,
          /You are the debugger.*CRITICAL: No check of the length\nExpected: status 400\nActual: status 500/s,
        );
        const [phase] = (await view()).phases;
        assert.deepEqual([phase?.debugCycles, phase?.verification?.grade], [1, 'PASS']);
        assert.equal(phase?.staleReceipts, 1, 'the receipt for what was not good enough proves nothing');
        assert.equal(project.git('show', 'HEAD:1-alpha.txt'), 'checked');
      },
    ));

  test('whose gaps name the file of one executor goes back to that one, and to nobody else', () =>
    play(
      (folder) => [
        {
          workstreams: [
            { name: 'alpha', retry: [keepPrompt(folder, 'told.md'), write('1-alpha.txt', 'mended\n'), done] },
            { name: 'beta' },
          ],
          missions: [
            validator(
              { run: { command: ['sh', '-c', `grep -q mended 1-alpha.txt || touch '${folder}/gap'`] } },
              verify('GAPS_FOUND', { gaps }),
            ),
          ],
        },
      ],
      { debugCycles: 1 },
      async ({ run, view, folder }) => {
        await run();
        const [phase] = (await view()).phases;
        assert.deepEqual(
          phase?.workstreams.map(({ name, attempts }) => [name, attempts]),
          [
            ['alpha', 2],
            ['beta', 1],
          ],
        );
        assert.equal(phase?.debugger, null);
        assert.match(readFileSync(path.join(folder, 'told.md'), 'utf8'), /No check of the length/);
      },
    ));

  test('for which a validator needs a person waits; accepted with a reason it is committed', () =>
    play(
      [
        {
          workstreams: [{ name: 'alpha' }],
          missions: [validator(verify('HUMAN_NEEDED', { warnings: 'Look at the colours.' }))],
        },
      ],
      {},
      async ({ run, asked, answer, command, view, finished }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /its validator asks for a person/);
        const signal = await asked();
        assert.match(signal.detail ?? '', /Look at the colours/);
        const bare = await command('signals', 'respond', (await view()).id, signal.id, 'accept');
        assert.equal(bare.code, 2);
        assert.match(bare.stderr, /needs a reason.*--text/);
        await answer('accept', 'the colours are fine');
        await finished();
      },
    ));

  test('whose validator gives no report is verified once more; then a person is asked', () =>
    play(
      [{ workstreams: [{ name: 'alpha' }], missions: [validator({ say: 'Looks good to me!' })] }],
      {},
      async ({ run, view, subjects }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /its validator gave no VERIFICATION REPORT/);
        assert.equal((await view()).usage.sessions, 3, 'an executor and two validators');
        assert.deepEqual(subjects(), []);
      },
    ));

  test('that still fails after three mends asks with everything that is known, and is mended with guidance', () =>
    play(
      (folder) => [
        {
          workstreams: [{ name: 'alpha' }],
          commands: ['grep -q right 1-alpha.txt || { echo three tests failed; exit 4; }'],
          missions: [
            {
              workstream: 'alpha',
              role: 'debugger',
              steps: [
                keepPrompt(folder, 'told.md'),
                {
                  run: {
                    command: [
                      'sh',
                      '-c',
                      'case "$CLUTCH_PROMPT" in *"Write right"*) echo right > 1-alpha.txt;; *) echo wrong >> 1-alpha.txt;; esac',
                    ],
                  },
                },
                { fix: { auto: true } },
              ],
            },
          ],
        },
      ],
      {},
      async ({ run, asked, answer, view, project, finished }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stdout, /debug cycle 3/);
        assert.match(stderr, /mended 3 times and still fails: level 1 .*exited 4.*three tests failed/);
        assert.match((await asked()).detail ?? '', /\$ grep -q right 1-alpha\.txt.*\nthree tests failed/);
        assert.equal((await view()).phases[0]?.staleReceipts, 3);
        await answer('guide', 'Write right into it.');
        const { phases } = await finished();
        assert.equal(phases[0]?.debugCycles, 4);
        assert.match(project.git('show', 'HEAD:WORKFLOW.md'), /4/);
      },
    ));

  test('is not committed while a file of it changes under the commands', () =>
    play([{ workstreams: [{ name: 'alpha' }], commands: ['echo x >> 1-alpha.txt'] }], {}, async ({ run, subjects }) => {
      const { code, stderr } = await run();
      assert.equal(code, 1);
      assert.match(stderr, /change the files they check every time they run, so no receipt can stand/);
      assert.deepEqual(subjects(), []);
    }));
});

test('that a person mended by hand, where no agent may mend it, is validated again on retry', () =>
  play(
    (folder) => [{ workstreams: [{ name: 'alpha' }], commands: [`test -f '${folder}/mended'`] }],
    { debugCycles: 0 },
    async ({ run, answer, finished, folder }) => {
      assert.equal((await run()).code, 1);
      writeFileSync(path.join(folder, 'mended'), '');
      await answer('retry');
      await finished();
    },
  ));

test('that is being mended shows which command failed and how', () =>
  play(
    [
      {
        workstreams: [{ name: 'alpha', retry: [write('1-alpha.txt', 'right\n'), done] }],
        commands: ['grep -q right 1-alpha.txt'],
      },
    ],
    {},
    async ({ run }) => {
      const { stdout } = await run();
      assert.match(stdout, /grep -q right 1-alpha\.txt \(exit 1/);
    },
  ));
