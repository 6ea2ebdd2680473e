import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { PlannedPhase } from '../../helpers/plan-project.ts';
import { done, keepPrompt, sharedServer, write } from '../../helpers/stage.ts';

const { play } = sharedServer();

const list = (returns: string): object => ({ name: 'list', functions: [{ name: 'list', parameters: [], returns }] });
const CHAIN = ['[api] → publishes [the list of names] → [web]'];

/** `api` owes `web` a contract. */
function phase(api: object, more: Partial<PlannedPhase> = {}, web: object = {}): PlannedPhase {
  return {
    workstreams: [
      { name: 'api', ...api },
      { name: 'web', dependsOn: ['api'], ...web },
    ],
    chain: CHAIN,
    ...more,
  };
}

describe('a contract', { concurrency: 3 }, () => {
  test('that the plan itself states needs no session: it is confirmed from the beginning', () =>
    play([phase({}, { chain: ['api → publishes list(): string[] → web'] })], {}, async ({ run, view }) => {
      const { code, stdout, stderr } = await run();
      assert.equal(code, 0, stderr);
      assert.match(stdout, /contract for web confirmed \(plan\)/);
      assert.equal((await view()).phases[0]?.workstreams[0]?.contract?.attempts, 0);
    }));

  test('that is missing or vague goes back once with what is wrong; then a person is asked, who can waive it', () =>
    play(
      (folder) => [
        phase(
          {},
          {
            missions: [
              { workstream: 'api', task: 'contract', attempt: 1, steps: [{ say: 'It returns a list.' }] },
              {
                workstream: 'api',
                task: 'contract',
                steps: [keepPrompt(folder, 'told.md'), { contract: { data: list('any') } }],
              },
            ],
          },
        ),
      ],
      {},
      async ({ run, asked, answer, view, folder, finished }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /executor-api could not publish an explicit contract for web in 2 tries/);
        assert.match(
          readFileSync(path.join(folder, 'told.md'), 'utf8'),
          /checked by a program.*no fenced `contract` block was published/s,
        );
        const signal = await asked();
        assert.equal(signal.from, 'executor-api');
        assert.match(signal.detail ?? '', /list does not say what it returns/);
        const worker = (await view()).phases[0]?.workstreams.find(({ name }) => name === 'web');
        assert.equal(worker?.attempts, 0, 'nobody builds on what is not agreed');
        await answer('waive');
        const { phases } = await finished();
        assert.equal(phases[0]?.workstreams[0]?.contract?.status, 'waived');
      },
    ));

  test('sent back with guidance is published again with that guidance', () =>
    play(
      (folder) => [
        phase(
          {},
          {
            missions: [
              {
                workstream: 'api',
                task: 'contract',
                attempt: 1,
                steps: [keepPrompt(folder, 'told.md'), { contract: { data: list('string[]') } }],
              },
            ],
          },
        ),
      ],
      { contracts: { confirm: 'person' } },
      async ({ run, asked, answer, rest, folder, finished }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /published the contract that web will build on.*Confirm it/);
        const signal = await asked();
        assert.equal(signal.kind, 'question');
        assert.match(signal.detail ?? '', /list/);
        await answer('guide', 'Sort the names.');
        await rest();
        assert.match(readFileSync(path.join(folder, 'told.md'), 'utf8'), /A person says:\n> Sort the names\./);
        await answer('confirm');
        const { phases } = await finished();
        assert.equal(phases[0]?.workstreams[0]?.contract?.source, 'person');
      },
    ));

  test('that its publisher implements otherwise is found before validation; the publisher mends it', () =>
    play(
      (folder) => [
        phase(
          {
            contract: list('string[]'),
            steps: [write('1-api.txt', 'wrong\n'), { contract: { data: list('number[]') } }, done],
            retry: [
              keepPrompt(folder, 'told.md'),
              write('1-api.txt', 'right\n'),
              { contract: { data: list('string[]') } },
              done,
            ],
          },
          { commands: ['grep -q right 1-api.txt'] },
        ),
      ],
      {},
      async ({ run, view, folder }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(stdout, /contracts api → web: implemented, but not as agreed/);
        assert.match(readFileSync(path.join(folder, 'told.md'), 'utf8'), /CRITICAL: Contract api → web/);
        const [only] = (await view()).phases;
        assert.equal(only?.debugCycles, 1);
        assert.deepEqual(
          only?.workstreams.map(({ name, attempts }) => [name, attempts]),
          [
            ['api', 2],
            ['web', 1],
          ],
          'only who left the agreement works again',
        );
        assert.deepEqual(only?.comparisons[0]?.differences, []);
        assert.equal(only?.staleReceipts, 0, 'nothing was validated before the contracts fitted');
      },
    ));

  test('that its consumer reads otherwise goes back to the consumer; every difference stands in the status', () =>
    play(
      [
        phase(
          { contract: list('string[]') },
          {},
          {
            steps: [write('1-web.txt'), { contract: { data: list('number[]') } }, done],
          },
        ),
      ],
      { debugCycles: 1 },
      async ({ run, command, asked }) => {
        const { code } = await run();
        assert.equal(code, 1);
        const { stdout } = await command('status', '--json');
        const [comparison] = JSON.parse(stdout).runs[0].phases[0].comparisons;
        assert.equal(comparison.from, 'api');
        assert.match(comparison.published, /string\[\]/);
        assert.match(comparison.consumed, /number\[\]/);
        assert.equal(comparison.differences[0].workstream, 'web');
        assert.match((await asked()).text, /mended 1 time and still fails: CRITICAL: Contract api → web/);
      },
    ));

  test('carries the cross-cutting concerns of its owner: they are asked of whoever owns them', () =>
    play(
      (folder) => [
        phase(
          {},
          {
            concerns: { 'Date format': 'api' },
            missions: [
              {
                workstream: 'api',
                task: 'contract',
                steps: [keepPrompt(folder, 'told.md'), { contract: { data: list('string[]') } }],
              },
            ],
          },
        ),
      ],
      {},
      async ({ run, folder }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(readFileSync(path.join(folder, 'told.md'), 'utf8'), /cross-cutting concerns.*- Date format/s);
      },
    ));
});
