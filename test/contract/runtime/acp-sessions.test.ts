import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentAnswer, AgentEvent, AgentMission } from '../../../server/engine/ports.ts';
import type { AcpQuirks } from '../../../server/runtimes/acp/quirks.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { agentOf, greets, tell } from './acp-agent.ts';
import { perform, type Performance, rejectsWith } from './contract.ts';

const MiB = 1024 * 1024;

/** Plays one mission of an agent of a few lines. */
function play(
  answers: Readonly<Record<string, string>>,
  { quirks = {}, ...changes }: Partial<AgentMission> & { quirks?: Partial<AcpQuirks> } = {},
  watch: (performance: Performance) => Promise<void> = async ({ outcome }) => void (await outcome),
): Promise<Performance> {
  return withTempDir(async (cwd) => {
    const performance = perform(agentOf(answers, quirks), { cwd, ...changes });
    await watch(performance);
    return performance;
  });
}

const ends = `result(message, { stopReason: 'end_turn' })`;
/** JavaScript that sends an update. */
const update = (value: string) => `send({ method: 'session/update', params: { sessionId: 's', update: ${value} } });`;
const say = (text: string) =>
  update(`{ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: ${JSON.stringify(text)} } }`);
const cost = (amount: number) =>
  update(`{ sessionUpdate: 'usage_update', used: 5, size: 9, cost: { amount: ${amount}, currency: 'USD' } }`);
/** Answers that tell all that was asked of the agent, as text, in the order in which it was. */
const telling = (answer: string) => `${tell('[message.method, message.params]')} ${answer}`;

const usageIn = ({ events }: Performance) => events.filter((event) => event.type === 'usage');

describe('a session', () => {
  test('gets the tools of the mission, as a program of its own', async () => {
    const tools = { name: 'clutch', program: '/bin/tools', args: ['--stdio'], env: { TOKEN: 'secret' } };
    const { outcome } = await play(
      {
        ...greets,
        'session/new': `${tell('message.params.mcpServers')} ${greets['session/new']}`,
        'session/prompt': ends,
      },
      { tools },
    );
    assert.deepEqual(JSON.parse((await outcome).text), [
      { name: 'clutch', command: '/bin/tools', args: ['--stdio'], env: [{ name: 'TOKEN', value: 'secret' }] },
    ]);
  });

  test('works in the mode in which the agent asks', async () => {
    const modes = { currentModeId: 'yolo', availableModes: [{ id: 'yolo' }, { id: 'ask' }] };
    const opens = `result(message, { sessionId: 's', modes: ${JSON.stringify(modes)} })`;
    const answers = {
      ...greets,
      'session/new': opens,
      'session/set_mode': telling('result(message, {})'),
      'session/prompt': ends,
    };
    const { outcome } = await play(answers, { quirks: { mode: 'ask' } });
    assert.deepEqual(JSON.parse((await outcome).text), ['session/set_mode', { sessionId: 's', modeId: 'ask' }]);
    assert.equal((await (await play(answers, { quirks: { mode: 'yolo' } })).outcome).text, '');
    await play(answers, { quirks: { mode: 'gone' } }, async (performance) => {
      assert.match(await rejectsWith(performance, 'not-startable'), /does not offer its mode gone/);
    });
  });

  test('has the model that was chosen, where the agent lets one be chosen', async () => {
    const choices = [{ value: 'vendor/small', name: 'Small' }, { options: [{ value: 'vendor/big', name: 'Big' }] }];
    const option = { id: 'm', category: 'model', type: 'select', currentValue: 'vendor/small', options: choices };
    const models = { currentModelId: 'auto', availableModels: [{ modelId: 'big-1', name: 'Big' }] };
    const opensWith = (more: object) => `result(message, ${JSON.stringify({ sessionId: 's', ...more })})`;
    const chosen = async (more: object, model: string | null) => {
      const performance = await play(
        {
          ...greets,
          'session/new': opensWith(more),
          'session/set_config_option': telling('result(message, {})'),
          'session/set_model': telling('result(message, {})'),
          'session/prompt': ends,
        },
        { model },
      );
      const { text } = await performance.outcome;
      return [text === '' ? null : (JSON.parse(text) as unknown), usageIn(performance).at(-1)?.model ?? null];
    };
    const configured = ['session/set_config_option', { sessionId: 's', configId: 'm', value: 'vendor/big' }];
    const options = { configOptions: [{ id: 'other', type: 'boolean', currentValue: true }, option], models };
    assert.deepEqual(await chosen(options, 'Big'), [configured, 'vendor/big']);
    assert.deepEqual(await chosen(options, null), [null, 'vendor/small']);
    assert.deepEqual(await chosen(options, 'vendor/small'), [null, 'vendor/small']);
    const set = (modelId: string) => ['session/set_model', { sessionId: 's', modelId }];
    assert.deepEqual(await chosen({ models }, 'big'), [set('big-1'), 'big-1']);
    assert.deepEqual(await chosen({ models }, 'unlisted'), [set('unlisted'), 'unlisted']);
    assert.deepEqual(await chosen({ models }, null), [null, null]);
    assert.deepEqual(await chosen({}, 'big'), [null, null]);
  });

  test('tells the plan of the agent', async () => {
    const plan = `{ sessionUpdate: 'plan', entries: [{ content: 'Look', priority: 'high', status: 'completed' }] }`;
    const { events } = await play({ ...greets, 'session/prompt': `${update(plan)} ${ends}` });
    assert.deepEqual(events, [{ type: 'plan', entries: [{ text: 'Look', status: 'completed' }] }]);
  });
});

describe('a session that is resumed', () => {
  const quirks = { resumes: 'session' } as const;
  const able = (capabilities: object) => ({
    ...greets,
    initialize: `result(message, { protocolVersion: 1, agentCapabilities: ${JSON.stringify(capabilities)} })`,
  });
  const resumable = able({ loadSession: true, sessionCapabilities: { resume: {} } });
  const isSession = (event: AgentEvent) => event.type === 'session';

  test('is named by the mission before, when the agent can resume it', async () => {
    const id = async (answers: Readonly<Record<string, string>>, more: Partial<AcpQuirks>) =>
      (await play({ ...answers, 'session/prompt': ends }, { quirks: more })).events.find(isSession)?.id;
    assert.equal(await id(resumable, quirks), 's');
    assert.equal(await id(able({ loadSession: true }), quirks), 's');
    assert.equal(await id(greets, quirks), undefined);
    assert.equal(await id(resumable, {}), undefined);
  });

  test('goes on where it was', async () => {
    const { outcome, events } = await play(
      {
        ...resumable,
        'session/resume': 'globalThis.resumed = message; result(message, {})',
        'session/prompt': `${tell('[resumed.params.sessionId, message.params.sessionId]')} ${ends}`,
      },
      { quirks, resume: 'old' },
    );
    assert.equal((await outcome).text, '["old","old"]');
    assert.equal(events.find(isSession)?.id, 'old');
  });

  test('that is loaded does not do again what it had done', async () => {
    const tool = update(`{ sessionUpdate: 'tool_call', toolCallId: '1', title: 'Old', status: 'completed' }`);
    const answers = {
      ...able({ loadSession: true }),
      'session/load': `${say('old')} ${cost(2)} result(message, {}); ${say('old, too')} ${tool}`,
      'session/prompt': `${say('new')} ${cost(2.25)} ${ends}`,
    };
    const performance = await play(answers, { quirks, resume: 'old' });
    assert.equal((await performance.outcome).text, 'new');
    assert.deepEqual(
      performance.events.filter(({ type }) => type === 'tool'),
      [],
    );
    assert.deepEqual(
      usageIn(performance).map(({ costUsd }) => costUsd),
      [0.25],
    );
  });

  test('is refused where the agent cannot go on with it, and nothing is done then', () =>
    play({ ...greets, 'session/prompt': say('never') }, { quirks, resume: 'old' }, async (performance) => {
      assert.match(await rejectsWith(performance, 'not-startable'), /cannot go on with its session old/);
      assert.equal(performance.said(), '');
    }).then(() => undefined));
});

/** JavaScript of a prompt in which so many permissions are asked for at once; the turn ends when all are answered. */
const asking = (count: number, end = `result(prompt, { stopReason: 'end_turn' })`, bytes = 1_000) => ({
  ...greets,
  'session/prompt': `globalThis.prompt = message; globalThis.answers = [];
    for (let at = 0; at < ${count}; at += 1) send({ id: 'p' + at, method: 'session/request_permission', params: { sessionId: 's',
      toolCall: { toolCallId: 't' + at, title: 'Ask ' + at, kind: 'other', rawInput: { text: 'x'.repeat(${bytes}) } },
      options: [{ optionId: 'yes', name: 'Yes', kind: 'allow_once' }, { optionId: 'no', name: 'No', kind: 'reject_once' }] } });`,
  // What has no method is an answer to one of these.
  undefined: `globalThis.answers.push(message); if (globalThis.answers.length === ${count}) { ${end} }`,
});

describe('permissions', () => {
  test('are asked for 32 at a time, in their order, however many there are', async () => {
    let open = 0;
    let most = 0;
    const { questions, outcome } = await play(asking(3_000), {
      async ask(): Promise<AgentAnswer> {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return { option: 'yes', text: null };
      },
    });
    assert.equal((await outcome).stopReason, 'end_turn');
    assert.equal(most, 32);
    assert.deepEqual(
      questions.map(({ title }) => title),
      Array.from({ length: 3_000 }, (_, at) => `Ask ${at}`),
    );
  });

  test('that nobody answers end with the mission', () =>
    play(asking(3_000), { ask: () => new Promise(() => undefined) }, async (performance) => {
      await until(() => performance.questions.length === 32, { what: 'the agent asked' });
      performance.stop();
      await rejectsWith(performance, 'aborted');
      assert.equal(performance.questions.length, 32);
    }).then(() => undefined));

  test('that are very long do not fill the memory', () =>
    play(asking(100, '', 4 * MiB), { ask: () => new Promise(() => undefined) }, async (performance) => {
      const before = process.memoryUsage.rss();
      let still = 0;
      const fourAsked = () => (still = performance.questions.length === 4 ? still + 1 : 0) > 30;
      await until(fourAsked, { what: 'nothing more is read' });
      const grown = process.memoryUsage.rss() - before;
      performance.stop();
      await rejectsWith(performance, 'aborted');
      assert.ok(grown < 160 * MiB, `grew by ${Math.round(grown / MiB)} MiB`);
    }).then(() => undefined));

  test('that were open when the turn ended are nobody’s business any more', async () => {
    const ending = asking(100);
    const { questions } = await play(
      { ...ending, 'session/prompt': `${ending['session/prompt']} ${ends}` },
      { ask: () => new Promise(() => undefined) },
    );
    assert.ok(questions.length <= 32);
  });

  test('for CLUTCH’s own tools are given without asking', async () => {
    const tools = { name: 'clutch', program: 'tools', args: [], env: {} };
    const { questions } = await play(asking(2), {
      tools,
      quirks: { callsTool: ({ title }) => title === 'Ask 1' },
      ask: () => Promise.resolve({ option: 'yes', text: null }),
    });
    assert.deepEqual(
      questions.map(({ title }) => title),
      ['Ask 0'],
    );
  });
});

describe('a turn that ends because a permission was rejected', () => {
  const no = { ask: () => Promise.resolve({ option: 'no', text: 'Too risky.' }) };
  const going = (stopReason: string) => {
    const first = asking(
      1,
      `result(prompt, { stopReason: '${stopReason}', usage: { inputTokens: 1, outputTokens: 2 } })`,
    );
    const second = `${tell('message.params.prompt[0].text')} result(message, { stopReason: 'end_turn', usage: { inputTokens: 10, outputTokens: 20 } });`;
    return { ...first, 'session/prompt': `if (globalThis.prompt) { ${second} return; } ${first['session/prompt']}` };
  };

  test('goes on without it, and both turns are counted', async () => {
    for (const [stopReason, rejected] of [
      ['cancelled', 'ends-cancelled'],
      ['end_turn', 'ends-turn'],
    ] as const) {
      const performance = await play(going(stopReason), { ...no, quirks: { rejected } });
      const { stopReason: last, text } = await performance.outcome;
      assert.equal(last, 'end_turn');
      assert.match(text, /not allowed\. A person says: Too risky\. Go on/);
      assert.deepEqual(usageIn(performance).at(-1)?.tokens, { input: 11, cachedRead: 0, cachedWrite: 0, output: 22 });
    }
  });

  test('is over where the agent goes on by itself, or ends for another reason', async () => {
    const stopReasonOf = async (stopReason: string, quirks: Partial<AcpQuirks>, more = no) =>
      (await (await play(going(stopReason), { ...more, quirks })).outcome).stopReason;
    assert.equal(await stopReasonOf('cancelled', { rejected: 'goes-on' }), 'cancelled');
    assert.equal(await stopReasonOf('refusal', { rejected: 'ends-cancelled' }), 'refusal');
    const yes = { ask: () => Promise.resolve({ option: 'yes', text: '' }) };
    assert.equal(await stopReasonOf('cancelled', { rejected: 'ends-cancelled' }, yes), 'cancelled');
  });

  test('is over at last when the agent tries it again and again', async () => {
    const again = asking(1, `result(prompt, { stopReason: 'cancelled' })`);
    const { outcome, questions } = await play(again, { ...no, quirks: { rejected: 'ends-cancelled' } });
    assert.equal((await outcome).stopReason, 'cancelled');
    assert.equal(questions.length, 11);
  });
});
