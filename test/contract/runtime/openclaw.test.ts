import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '../../helpers/processes.ts';
import { type Answers, type Gate, KEY, onPrompt, usual, withGateway } from '../../helpers/scripted-gateway.ts';
import { rejectsWith } from './contract.ts';

const MiB = 1024 * 1024;
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is still needed: how much a process has taken from the system says more of the garbage collector. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const approval = (sessionKey: string, command: string) => ({ id: command, request: { sessionKey, command } });

describe('a gateway of OpenClaw', () => {
  test('is given the token, and a session in the folder in which every command is asked about', () =>
    withGateway({}, async ({ start, requests }) => {
      await start({ model: 'fake/model', prompt: '/reset everything' }).outcome;
      assert.deepEqual(
        requests.map(({ method }) => method),
        ['connect', 'sessions.create', 'sessions.messages.subscribe', 'chat.send', 'chat.history'],
      );
      const [connect, create, , send] = requests.map(({ params }) => params);
      assert.deepEqual(connect?.['auth'], { token: 'tok-123' });
      assert.deepEqual([connect?.['minProtocol'], connect?.['maxProtocol']], [4, 4]);
      assert.deepEqual(create, {
        cwd: '/tree',
        permissionMode: 'guarded',
        displayName: 'CLUTCH: executor of api, phase 1',
        model: 'fake/model',
      });
      assert.equal(send?.['message'], '/reset everything');
      assert.equal(send['suppressCommandInterpretation'], true);
      assert.equal(send['expectedPermissionMode'], 'guarded');
    }));

  test('that is still starting is asked again, but not for ever', async () => {
    let tries = 0;
    await withGateway(
      {
        connect(gate, request) {
          tries += 1;
          if (tries < 3) gate.refuse('UNAVAILABLE', 'gateway starting');
          else usual['connect']?.(gate, request);
        },
      },
      async ({ start }) => assert.equal((await start().outcome).stopReason, 'end_turn'),
    );
    assert.equal(tries, 3);
    const never: Answers = { connect: ({ refuse }) => refuse('UNAVAILABLE', 'gateway starting') };
    await withGateway(never, async ({ start }) => {
      assert.match(await rejectsWith(start(), 'not-startable'), /not ready within 1\.5 seconds: gateway starting/);
      const stopped = start();
      stopped.stop();
      await rejectsWith(stopped, 'aborted');
    });
  });

  test('that says nothing is not waited for', async () => {
    await withGateway(
      {},
      async ({ start }) => {
        assert.match(await rejectsWith(start(), 'protocol'), /did not greet/);
        const stopped = start();
        stopped.stop();
        await rejectsWith(stopped, 'aborted');
      },
      false,
    );
    const mute = () => undefined;
    await withGateway({ 'sessions.create': mute }, async ({ start, requests }) => {
      assert.match(await rejectsWith(start(), 'protocol'), /did not answer sessions\.create/);
      const stopped = start();
      await until(() => requests.filter(({ method }) => method === 'sessions.create').length > 1, { what: 'it asked' });
      stopped.stop();
      await rejectsWith(stopped, 'aborted');
    });
  });

  test('on another machine, or at no address of a gateway, is refused', () =>
    withGateway({}, async ({ start }) => {
      for (const url of ['ws://192.168.1.5:18789', 'wss://gateway.example.com', 'ws://127.0.0.1.example.com']) {
        assert.match(await rejectsWith(start({ settings: { url } }), 'not-startable'), /another machine/);
      }
      const page = start({ settings: { url: 'http://127.0.0.1:1' } });
      assert.match(await rejectsWith(page, 'not-startable'), /not one of a WebSocket/);
      const nobody = start({ settings: { env: { OPENCLAW_GATEWAY_PORT: '1' } } });
      assert.match(await rejectsWith(nobody, 'not-startable'), /ws:\/\/127\.0\.0\.1:1.*openclaw gateway/);
    }));

  test('that refuses us or the mission is quoted, and told what would help', async () => {
    const wrong: Answers = { connect: ({ refuse }) => refuse('INVALID_REQUEST', 'unauthorized: token mismatch') };
    await withGateway(wrong, async ({ start }) => {
      const message = await rejectsWith(start(), 'not-startable');
      assert.match(message, /unauthorized: token mismatch\. Set OPENCLAW_GATEWAY_TOKEN/);
      assert.doesNotMatch(message, /tok-123/);
    });
    const old: Answers = { connect: ({ refuse }) => refuse('INVALID_REQUEST', 'protocol mismatch') };
    await withGateway(old, async ({ start }) => {
      assert.match(await rejectsWith(start(), 'not-startable'), /refused the connection: protocol mismatch\.$/);
    });
    const picky: Answers = { 'sessions.create': ({ refuse }) => refuse('INVALID_REQUEST', 'Unknown model') };
    await withGateway(picky, async ({ start }) => {
      assert.match(await rejectsWith(start(), 'not-startable'), /refused the mission: Unknown model/);
    });
  });

  for (const [what, breach] of [
    ['prose', ({ peer }) => void peer.send('npm warn deprecated')],
    ['an answer of another shape', ({ peer }) => void peer.send('{"type":"res","id":7}')],
    ['bytes', ({ peer }) => void peer.sendBytes(Buffer.from('{}'))],
  ] satisfies [string, (gate: Gate) => void][]) {
    test(`that sends ${what} is not believed in the rest`, () =>
      withGateway(onPrompt(breach), async ({ start }) => void (await rejectsWith(start(), 'protocol'))));
  }

  test('whose answers have another shape is refused', () =>
    withGateway({ 'sessions.create': ({ answer }) => answer({ key: 7 }) }, async ({ start }) => {
      assert.match(await rejectsWith(start(), 'protocol'), /agreed shape/);
    }));

  test('is listened to in its own session and run only, and what is unknown is passed over', () =>
    withGateway(
      onPrompt(({ event, chat, say }) => {
        chat('final', { runId: 'of somebody else' });
        event('chat', { sessionKey: 'another', state: 'error', errorMessage: 'not ours' });
        event('agent', { sessionKey: 'another', stream: 'assistant', data: { delta: 'not ours' } });
        event('agent', { stream: 'from the future', data: {} });
        event('agent', { stream: 'assistant', data: 7 });
        event('tick', {});
        event('agent', { stream: 'thinking', data: { delta: 'hm' } });
        event('agent', { stream: 'item', data: { toolCallId: 't', title: 'Read', status: 'running' } });
        event('agent', { stream: 'item', data: { toolCallId: 't', title: 'Read it', status: 'failed' } });
        say('ours');
        chat('final');
      }),
      async ({ start }) => {
        const performance = start();
        await performance.outcome;
        assert.deepEqual(performance.events, [
          { type: 'session', id: KEY },
          { type: 'thought', text: 'hm' },
          { type: 'tool', id: 't', title: 'Read', status: 'in_progress' },
          { type: 'tool', id: 't', title: 'Read', status: 'failed' },
          { type: 'text', text: 'ours' },
        ]);
      },
    ));

  test('counts each entry of the transcript once', () => {
    const entry = (messageId: string, input: number) => ({
      messageId,
      contextTokens: 1_000,
      message: { role: 'assistant', model: 'm', usage: { input, output: 1, cacheRead: 2, cost: { total: 0 } } },
    });
    return withGateway(
      onPrompt(({ event, chat }) => {
        for (const each of [entry('a', 10), entry('a', 10), entry('b', 20)]) event('session.message', each);
        event('session.message', { messageId: 'c', message: { role: 'user', content: 'x' } });
        chat('final');
      }),
      async ({ start }) => {
        const performance = start();
        await performance.outcome;
        const usages = performance.events.filter((event) => event.type === 'usage');
        assert.deepEqual(usages.at(-1), {
          type: 'usage',
          model: 'm',
          tokens: { input: 30, cachedRead: 4, cachedWrite: 0, output: 2 },
          costUsd: null,
          context: { used: 23, size: 1_000 },
        });
        assert.equal(usages.length, 2);
      },
    );
  });

  test('counts what was written after the end was told', () => {
    const usage = { input: 10, output: 1 };
    const rows = [
      { role: 'assistant', content: [], usage, __openclaw: { id: 'of an earlier turn' } },
      { role: 'user', content: 'Do it.' },
      { role: 'assistant', content: [], __openclaw: { id: 'a' } },
      { role: 'assistant', content: [], usage, __openclaw: { id: 'a' } },
      { role: 'assistant', content: [], usage, __openclaw: { id: 'b' } },
    ];
    return withGateway(
      {
        ...onPrompt(({ event, chat }) => {
          event('session.message', { messageId: 'a', contextTokens: 1_000, message: { role: 'assistant', usage } });
          chat('final');
        }),
        'chat.history': ({ answer }) => answer({ messages: rows }),
      },
      async ({ start }) => {
        const performance = start();
        await performance.outcome;
        const last = performance.events.findLast((event) => event.type === 'usage');
        assert.deepEqual(last?.tokens, { input: 20, cachedRead: 0, cachedWrite: 0, output: 2 });
        assert.deepEqual(last.context, { used: 11, size: 1_000 });
      },
    );
  });

  test('tells what was said since the prompt, the last words included', () =>
    withGateway(
      {
        ...onPrompt(({ chat }) =>
          chat('final', { stopReason: 'length', message: { content: [{ type: 'text', text: 'the end' }] } }),
        ),
        'chat.history': ({ answer }) =>
          answer({
            messages: [
              { role: 'assistant', content: [{ type: 'text', text: 'long ago' }] },
              { role: 'user', content: 'Do it.' },
              { role: 'assistant', content: [{ type: 'text', text: 'working' }, { type: 'toolCall' }] },
              { role: 'toolResult', content: [{ type: 'text', text: 'secret' }] },
            ],
          }),
      },
      async ({ start }) =>
        assert.deepEqual(await start().outcome, { stopReason: 'max_tokens', text: 'working\n\nthe end' }),
    ));

  test('is waited for while others work for it', () =>
    withGateway(
      onPrompt(({ chat }) => {
        chat('final', { yielded: true });
        chat('final', { runId: 'the next', message: { content: [{ type: 'text', text: 'together' }] } });
      }),
      async ({ start }) => assert.equal((await start().outcome).text, 'together'),
    ));

  test('asks about the commands of its own session, and a question takes no time', () => {
    const asks = onPrompt(({ event }) => {
      event('exec.approval.requested', approval('another', 'rm -rf /'));
      event('exec.approval.requested', approval(KEY, 'npm test'));
    });
    const resolves: Answers = {
      'exec.approval.resolve'({ refuse, chat }) {
        refuse('INVALID_REQUEST', 'approval expired');
        chat('final');
      },
    };
    return withGateway({ ...asks, ...resolves }, async ({ start, requests }) => {
      const slow = () =>
        new Promise<{ option: string; text: null }>((resolve) => {
          setTimeout(resolve, 600, { option: 'allow-once', text: null });
        });
      const performance = start({ ask: slow, silenceMs: 300 });
      assert.equal((await performance.outcome).stopReason, 'end_turn');
      assert.deepEqual(
        performance.questions.map(({ command }) => command),
        ['npm test'],
      );
      const resolved = requests.find(({ method }) => method === 'exec.approval.resolve');
      assert.deepEqual(resolved?.params, { id: 'npm test', decision: 'allow-once' });
    });
  });

  test('is told to end a run that nobody waits for any more', () =>
    withGateway(
      onPrompt(({ say }) => say('working')),
      async ({ start, requests }) => {
        const aborts = () => requests.filter(({ method }) => method === 'chat.abort').length;
        const stopped = start();
        await until(() => stopped.said() === 'working', { what: 'it works' });
        stopped.stop();
        await rejectsWith(stopped, 'aborted');
        assert.equal(aborts(), 1);
        await rejectsWith(start({ silenceMs: 200 }), 'silent');
        assert.equal(aborts(), 2);
        const onEvent = (event: { type: string }) => {
          if (event.type === 'text') throw new RangeError('our bug');
        };
        await assert.rejects(start({ onEvent }).outcome, RangeError);
        assert.equal(aborts(), 3);
      },
    ));

  test('that does not even answer that is left alone after a while', () =>
    withGateway({ ...onPrompt(({ say }) => say('working')), 'chat.abort': () => undefined }, async ({ start }) => {
      const performance = start();
      await until(() => performance.said() === 'working', { what: 'it works' });
      performance.stop();
      await rejectsWith(performance, 'aborted');
    }));

  test('ends what went on in a session before it goes on with it', () =>
    withGateway({}, async ({ start, requests }) => {
      const performance = start({ resume: KEY });
      await performance.outcome;
      assert.deepEqual(
        requests.map(({ method }) => method),
        ['connect', 'sessions.describe', 'chat.abort', 'sessions.messages.subscribe', 'chat.send', 'chat.history'],
      );
    }));

  test('that goes away has crashed, and one that fails says why', async () => {
    const goes = onPrompt(({ peer, say }) => {
      say('working');
      peer.drop();
    });
    await withGateway(goes, async ({ start }) => {
      const performance = start();
      assert.match(await rejectsWith(performance, 'crashed'), /closed the connection/);
      assert.equal(performance.said(), 'working');
    });
    const fails = onPrompt(({ chat }) => chat('error', { errorMessage: 'no credit is left' }));
    await withGateway(fails, async ({ start }) => {
      assert.match(await rejectsWith(start(), 'crashed'), /no credit is left/);
    });
    const refuses = onPrompt(({ chat }) => chat('error', { errorKind: 'refusal' }));
    await withGateway(refuses, async ({ start }) => assert.equal((await start().outcome).stopReason, 'refusal'));
    const elsewhere = onPrompt(({ chat }) => chat('aborted'));
    await withGateway(elsewhere, async ({ start }) => assert.equal((await start().outcome).stopReason, 'cancelled'));
  });

  test('that says very much does not fill the memory', () => {
    const before = heldBytes();
    let peak = before;
    let events = 0;
    const flood = async ({ peer, chat }: Gate) => {
      const data = { stream: 'assistant', data: { delta: 'x'.repeat(65_536), itemId: '1' } };
      const text = JSON.stringify({ type: 'event', event: 'agent', payload: { sessionKey: KEY, ...data } });
      for (let left = 384 * MiB; left > 0; left -= 65_536) await peer.send(text);
      chat('final');
    };
    return withGateway(
      onPrompt((gate) => void flood(gate)),
      async ({ start }) => {
        const onEvent = () => {
          events += 1;
          if (events % 1_000 === 0) peak = Math.max(peak, heldBytes());
        };
        await start({ onEvent }).outcome;
        assert.ok(peak - before < 128 * MiB, `grew by ${Math.round((peak - before) / MiB)} MiB`);
      },
    );
  });
});
