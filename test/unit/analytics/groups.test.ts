import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { byModel } from '../../../server/analytics/by-model.ts';
import { byPrompt } from '../../../server/analytics/by-prompt.ts';
import { createPromptLog } from '../../../server/analytics/prompt-log.ts';
import { roleChoices } from '../../../server/analytics/role-choices.ts';
import { differenceOf, shareOf } from '../../../server/analytics/share.ts';
import { facts, session, usage } from './facts.ts';

test('models are told apart by runtime and role, the most used first', () => {
  const sessions = [
    session({ model: 'opus', completed: 'first', usage: usage({ costSource: 'agent', costUsd: 3 }) }),
    session({ model: 'opus', taken: false, usage: usage({ costSource: 'agent', costUsd: 1 }) }),
    session({ model: 'opus', role: 'validator' }),
    session({ model: null, at: 5_000 }),
  ];
  const rows = byModel([facts({ sessions, validations: new Map([['1', false]]) })], 0, 5_000);
  assert.deepEqual(
    rows.map(({ model, role, sessions: count }) => [model, role, count]),
    [
      ['opus', 'executor', 2],
      ['opus', 'validator', 1],
    ],
  );
  const [opus] = rows;
  assert.deepEqual([opus?.success.hits, opus?.success.of], [1, 2]);
  assert.deepEqual([opus?.firstSession.hits, opus?.firstSession.of], [1, 1]);
  assert.deepEqual([opus?.firstValidation.hits, opus?.firstValidation.of], [0, 1]);
  assert.equal(opus?.costPerWorkstream, 4);
});

test('what a workstream costs is not known where no session told anything', () => {
  const [row] = byModel([facts({ sessions: [session({ completed: 'first' })] })], 0, 5_000);
  assert.equal(row?.costPerWorkstream, null);
  assert.equal(row.cost.unknownSessions, 1);
});

test('the interval of a share holds it, is all there is where nothing is known, and narrows with more cases', () => {
  assert.deepEqual(shareOf(0, 0), { hits: 0, of: 0, low: 0, high: 1 });
  const few = shareOf(3, 4);
  const many = shareOf(300, 400);
  assert.ok(few.low < 0.75 && few.high > 0.75 && many.high - many.low < few.high - few.low);
  // Wilson's interval of 8 in 10, as in the literature.
  assert.deepEqual([shareOf(8, 10).low.toFixed(3), shareOf(8, 10).high.toFixed(3)], ['0.490', '0.943']);
  assert.deepEqual([shareOf(5, 5).high, shareOf(0, 5).low], [1, 0]);
});

test('the interval of a difference is that of the literature', () => {
  // Newcombe 1998, example of 56/70 against 48/80: 0.0524 to 0.3339.
  const { low, high } = differenceOf(shareOf(56, 70), shareOf(48, 80));
  assert.deepEqual([low.toFixed(4), high.toFixed(4)], ['0.0524', '0.3339']);
});

const sent = (version: string, effects: readonly string[]) =>
  effects.map((effect, index) => ({ id: index + 1, effect, template: 'executor', version, at: 100 + index }));

const logOf = (all: readonly ReturnType<typeof sent>[number][]) => {
  const numbered = all.map((one, index) => ({ ...one, id: index + 1 }));
  return createPromptLog({ sentPrompts: (after, limit) => numbered.filter(({ id }) => id > after).slice(0, limit) });
};

test('versions of a prompt are compared, and few sessions are not said to tell anything', async () => {
  const effects = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => name + index);
  const uses = await logOf([...sent('1 aaa', effects('a', 60)), ...sent('2 bbb', effects('b', 40))]).read();
  const run = (good: number, few: number) =>
    facts({
      sessions: [
        ...effects('a', few).map((effect, index) => session({ effect, taken: index < good })),
        ...effects('b', Math.min(few, 40)).map((effect) => session({ effect, taken: false })),
      ],
    });
  const current = [
    { name: 'executor', description: 'Works.', source: 'bundled', version: '2 bbb', project: 'shop' },
  ] as const;
  const rowsOf = (facts_: ReturnType<typeof run>) =>
    byPrompt([facts_], 0, 5_000, { uses, current, sources: new Map() }).find(({ name }) => name === 'executor');
  const clear = rowsOf(run(40, 60));
  assert.deepEqual(
    clear?.versions.map(({ version, sessions, current: now, source }) => [version, sessions, now, source]),
    [
      ['2 bbb', 40, ['shop'], 'bundled'],
      ['1 aaa', 60, [], null],
    ],
  );
  assert.equal(clear.comparison?.verdict, 'one');
  assert.equal(clear.comparison.one, '1 aaa');
  assert.equal(rowsOf(run(1, 2))?.comparison?.verdict, 'unclear');
});

test('what was sent is read once, however often it is asked for', async () => {
  const asked: number[] = [];
  const all = sent('1 aaa', ['a', 'b']);
  const log = createPromptLog({
    sentPrompts(after) {
      asked.push(after);
      return all.filter(({ id }) => id > after);
    },
  });
  await Promise.all([log.read(), log.read()]);
  const uses = await log.read();
  assert.deepEqual(asked, [0, 2]);
  assert.equal(uses.of('b')?.lastSentAt, 101);
});

test('the choice of a role says where it stands: with the role, the agent, the machine, or nowhere', () => {
  const project = ProjectConfig.parse({
    runtime: 'claude',
    roles: { validator: 'codex' },
    models: { executor: 'opus' },
    agents: { claude: { model: 'sonnet' } },
  });
  const machine = MachineConfig.parse({ agents: { codex: { model: 'gpt-5.4' } } });
  const choices = roleChoices(project, machine).map((one) => [one.role, one.runtimeFrom, one.model, one.modelFrom]);
  assert.deepEqual(choices, [
    ['executor', 'project', 'opus', 'role'],
    ['research', 'project', 'sonnet', 'agent'],
    ['validator', 'role', 'gpt-5.4', 'machine'],
    ['debugger', 'project', 'sonnet', 'agent'],
    ['conflict_resolver', 'project', 'sonnet', 'agent'],
  ]);
  const [executor] = roleChoices(ProjectConfig.parse({}), MachineConfig.parse({}));
  assert.deepEqual([executor?.runtimeFrom, executor?.model, executor?.modelFrom], ['default', null, null]);
});
