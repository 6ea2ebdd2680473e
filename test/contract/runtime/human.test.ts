import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { AgentAnswer, AgentMission } from '../../../server/engine/ports.ts';
import { findContractBlocks } from '../../../server/language/contracts/contract-blocks.ts';
import { parseExecutionReport } from '../../../server/language/reports/execution-report.ts';
import { createHumanRuntime } from '../../../server/runtimes/human/create-human-runtime.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { perform, rejectsWith } from './contract.ts';

const human = createHumanRuntime();
const cwd = '/home/ann/shop';
const plan = { prd: 'PRDs/shop.md', prp: 'PRPs/shop-phase-1.md', files: ['src/api/**', 'src/db.ts'] };

/** A person who gives this answer at once. */
const answers = (option: string, text: string | null = null) => ({
  ask: () => Promise.resolve<AgentAnswer>({ option, text }),
});

/** The question that a person is asked. */
async function questionFor(changes: Partial<AgentMission>) {
  const performance = perform(human, { cwd, plan, ...changes, ask: () => Promise.resolve(null) });
  await rejectsWith(performance, 'aborted');
  const [question] = performance.questions;
  assert.ok(question);
  return question;
}

describe('a person who does a mission by hand', () => {
  test('is told what is to be done, where, in which files, and by which plan', async () => {
    const question = await questionFor({ phase: '2.1', prompt: 'The whole prompt.' });
    assert.equal(
      question.title,
      'A person is to do this by hand (phase 2.1): implement the workstream “api”. The folder is /home/ann/shop. ' +
        'The plan is PRPs/shop-phase-1.md, for PRDs/shop.md. Change only src/api/**, src/db.ts. ' +
        'Do not commit; answer when you are through. (run-1)',
    );
    assert.equal(question.kind, 'question');
    assert.equal(question.input, 'The whole prompt.');
    assert.deepEqual(
      question.options.map(({ id, kind, needs }) => [id, kind, needs]),
      [
        ['done', null, null],
        ['partial', null, 'reason'],
        ['blocked', null, 'reason'],
      ],
    );
  });

  test('is asked the same after a restart, and something else in another session', async () => {
    const { title } = await questionFor({});
    assert.equal((await questionFor({ prompt: 'Go on where you were.' })).title, title);
    for (const changes of [{ id: 'run-2' }, { attempt: 2 }, { role: 'validator' }, { task: 'contract' as const }]) {
      assert.notEqual((await questionFor(changes)).title, title);
    }
  });

  test('is not given a list of files without an end', async () => {
    const files = Array.from({ length: 500 }, (_, at) => `src/${at}.ts`);
    const { title } = await questionFor({ plan: { ...plan, files }, prompt: 'x'.repeat(1_000_000) });
    assert.match(title, /src\/11\.ts and 488 more/);
    assert.ok(title.length < 1_000);
  });

  test('says that it is done, and that is the report', () =>
    withTempDir(async (folder) => {
      const performance = perform(human, {
        cwd: folder,
        async ask() {
          await writeFile(join(folder, 'made.txt'), 'made');
          return { option: 'done', text: null };
        },
      });
      const { stopReason, text } = await performance.outcome;
      assert.equal(stopReason, 'end_turn');
      assert.equal(parseExecutionReport(text)?.status, 'COMPLETE');
      assert.deepEqual(performance.events, [{ type: 'text', text }]);
      assert.equal(performance.processes.length, 0);
    }));

  test('publishes a contract in YAML, or several in their fences', async () => {
    const publish = async (text: string) => {
      const outcome = await perform(human, { cwd, task: 'contract', ...answers('publish', text) }).outcome;
      return findContractBlocks(outcome.text).map((block) => block.text);
    };
    assert.deepEqual(await publish('name: users\nendpoints: []'), ['name: users\nendpoints: []\n']);
    assert.deepEqual(await publish('```contract\na: 1\n```\n\n```contract\nb: 2\n```\n'), ['a: 1\n', 'b: 2\n']);
  });

  test('may take longer than any agent may be silent', async () => {
    const ask = () => delay(300, { option: 'done', text: null });
    const performance = perform(human, { cwd, silenceMs: 50, ask });
    assert.equal((await performance.outcome).stopReason, 'end_turn');
  });

  test('is not waited for when the mission is stopped', async () => {
    const performance = perform(human, { cwd, ask: () => new Promise(() => undefined) });
    await until(() => performance.questions.length > 0, { what: 'the person was asked' });
    performance.stop();
    await rejectsWith(performance, 'aborted');
  });

  test('is not asked when the mission was stopped before', async () => {
    const performance = perform(human, { cwd, signal: AbortSignal.abort(), ...answers('done') });
    await rejectsWith(performance, 'aborted');
    assert.equal(performance.questions.length, 0);
  });

  test('cannot give an answer that was not offered', async () => {
    assert.match(await rejectsWith(perform(human, { cwd, ...answers('pass') }), 'protocol'), /“pass”/);
  });

  test('goes on in the folder as it is', () => assert.equal(human.resumes, 'in-place'));
});
