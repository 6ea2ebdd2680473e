import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { AgentAnswer, AgentMission, AgentRequest } from '../../../server/engine/ports.ts';
import { createClaudeRuntime } from '../../../server/runtimes/claude/create-claude-runtime.ts';
import { isRunning } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { claudeThat, type Peer } from './claude-peer.ts';
import { type Behaviour, describeRuntimeContract, perform, rejectsWith } from './contract.ts';

const endsWhenInterrupted = `if (request.subtype === 'interrupt') {
  end({ subtype: 'error_during_execution', is_error: true, stop_reason: null, terminal_reason: 'aborted_streaming' }); }`;

const behaviours: Readonly<Record<Behaviour, Peer>> = {
  works: {
    turn: `say('working'); tool('t1', 'Write', { file_path: 'made.txt', content: 'made' });
      fs.writeFileSync('made.txt', 'made'); done('t1'); say('finished'); end();`,
  },
  asks: {
    turn: `ask('Bash', { command: 'May I?' });`,
    onAnswer: `say('answer: ' + (behavior === 'allow' ? 'allow' : 'reject')); end();`,
  },
  hangs: { turn: `say('working');`, onControl: endsWhenInterrupted },
  'hangs-deaf': { turn: `say('working');`, onControl: `if (request.subtype === 'interrupt') return;` },
  crashes: {
    turn: `say('working'); process.stderr.write('out of order\\n', () => { process.exitCode = 3; process.stdin.destroy(); });`,
  },
  floods: {
    turn: `const part = 'x'.repeat(2 ** 16); let left = 2 ** 10;
      const more = () => {
        while (left-- > 0) if (!stream({ type: 'content_block_delta', delta: { type: 'text_delta', text: part } })) return process.stdout.once('drain', more);
        say('the end'); end();
      };
      more();`,
  },
  'leaves-child': {
    turn: `const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
      fs.writeFileSync('child', String(child.pid)); say('working'); end();`,
  },
};

describeRuntimeContract('claude', {
  prepare: (behaviour) => Promise.resolve({ runtime: claudeThat(behaviours[behaviour]), playbook: null }),
  prepareSession: () => {
    const turn = `say(process.argv.includes('--resume=session-1') ? 'second' : 'first'); end();`;
    return Promise.resolve({ runtime: claudeThat({ turn }), playbook: null });
  },
});

const answerWith = (option: string, text: string | null = null) => ({
  ask: (): Promise<AgentAnswer> => Promise.resolve({ option, text }),
});

describe('the driver of Claude Code', () => {
  const tellArguments = `say(JSON.stringify(process.argv.slice(1))); end();`;

  test('reads only the person’s own settings, and asks whatever they allow', () =>
    withTempDir(async (cwd) => {
      const { text } = await perform(claudeThat({ turn: tellArguments }), { cwd, model: 'small', resume: 'id-1' })
        .outcome;
      const args: unknown = JSON.parse(text);
      assert.ok(Array.isArray(args));
      for (const expected of [
        '--setting-sources=user',
        '--strict-mcp-config',
        '--permission-mode=default',
        '--permission-prompt-tool=stdio',
        '--model=small',
        '--resume=id-1',
        `--add-dir=${cwd}`,
      ]) {
        assert.ok(args.includes(expected), `${expected} in ${text}`);
      }
      assert.match(text, /\\"ask\\":\[\\"Bash\\"/);
    }));

  test('gives it CLUTCH’s tools without showing their token in the list of processes', () =>
    withTempDir(async (cwd) => {
      const tools = { name: 'clutch', program: 'node', args: ['mcp'], env: { CLUTCH_SESSION: 'secret' } };
      const claude = claudeThat({
        onControl: `if (request.servers) say(JSON.stringify(request.servers));`,
        turn: tellArguments,
      });
      const { text } = await perform(claude, { cwd, tools }).outcome;
      const [servers, args] = text.split('\n\n');
      assert.deepEqual(JSON.parse(servers ?? ''), {
        clutch: { type: 'stdio', command: 'node', args: ['mcp'], env: tools.env, alwaysLoad: true },
      });
      assert.doesNotMatch(args ?? '', /secret/);
    }));

  test('says so when CLUTCH’s tools cannot be started', () =>
    withTempDir(async (cwd) => {
      const tools = { name: 'clutch', program: 'node', args: [], env: {} };
      const claude = claudeThat({
        turn: '',
        onControl: `if (request.servers) return print({ type: 'control_response',
          response: { subtype: 'success', request_id, response: { errors: { clutch: 'Connection closed' } } } });`,
      });
      const message = await rejectsWith(perform(claude, { cwd, tools }), 'not-startable');
      assert.match(message, /could not start CLUTCH's own tools: Connection closed/);
    }));

  test('lets it use CLUTCH’s tools unasked, and waits for the person behind them', () =>
    withTempDir(async (cwd) => {
      const claude = claudeThat({
        turn: `tool('t1', 'mcp__clutch__ask', {}); ask('mcp__clutch__ask', { text: 'why' });`,
        onAnswer: `setTimeout(() => { done('t1'); say(behavior + updatedInput.text); end(); }, 1_500);`,
      });
      const performance = perform(claude, { cwd, silenceMs: 1_000 });
      assert.equal((await performance.outcome).text, 'allowwhy');
      assert.equal(performance.questions.length, 0);
    }));

  const asked = async (cwd: string, tool: string, input: object, changes: Partial<AgentMission>) => {
    const claude = claudeThat({
      turn: `ask(${JSON.stringify(tool)}, ${JSON.stringify(input)});`,
      onAnswer: `say(JSON.stringify({ behavior, message, updatedInput, interrupt })); end();`,
    });
    const performance = perform(claude, { cwd, ...changes });
    const answer: unknown = JSON.parse((await performance.outcome).text);
    return { answer, question: performance.questions[0] };
  };

  test('asks by what is really to be done', () =>
    withTempDir(async (cwd) => {
      const kinds: [tool: string, input: object, expected: Partial<AgentRequest>][] = [
        ['Bash', { command: 'npm test', description: 'harmless' }, { kind: 'execute', command: 'npm test', paths: [] }],
        ['Write', { file_path: '/a/b', content: '' }, { kind: 'edit', paths: ['/a/b'], command: null }],
        ['NotebookEdit', { notebook_path: 'n.ipynb' }, { kind: 'edit', paths: ['n.ipynb'] }],
        ['Read', { file_path: '/etc/hosts' }, { kind: 'read', paths: ['/etc/hosts'] }],
        ['Grep', { pattern: 'x', path: 'src' }, { kind: 'search', paths: ['src'] }],
        ['WebFetch', { url: 'https://example.com/x' }, { kind: 'fetch', urls: ['https://example.com/x'] }],
        ['mcp__other__drop', { command: 'x' }, { kind: 'other', command: null, title: 'other drop x' }],
      ];
      for (const [tool, input, expected] of kinds) {
        const { answer, question } = await asked(cwd, tool, input, answerWith('allow'));
        assert.deepEqual({ ...question, ...expected }, question);
        assert.equal(question?.input, JSON.stringify(input));
        assert.deepEqual(answer, { behavior: 'allow', updatedInput: input });
      }
    }));

  test('takes a person’s reason to it, and stops it when the question was not answered', () =>
    withTempDir(async (cwd) => {
      const input = { command: 'rm -r /' };
      const denied = await asked(cwd, 'Bash', input, answerWith('reject', 'Use the script.'));
      assert.deepEqual(denied.answer, { behavior: 'deny', message: 'Use the script.' });
      const over = await asked(cwd, 'Bash', input, { ask: () => Promise.resolve(null) });
      assert.deepEqual(over.answer, { behavior: 'deny', message: 'The mission was ended.', interrupt: true });
    }));

  test('puts its questions to a person', () =>
    withTempDir(async (cwd) => {
      const options = [{ label: 'SQLite', description: 'small' }, { label: 'Postgres' }];
      const input = { questions: [{ question: 'Which database?', options }] };
      const chosen = await asked(cwd, 'AskUserQuestion', input, answerWith('1'));
      assert.equal(chosen.question?.kind, 'question');
      assert.deepEqual(
        chosen.question.options.map(({ label }) => label),
        ['SQLite: small', 'Postgres', 'Something else'],
      );
      assert.deepEqual(chosen.answer, {
        behavior: 'allow',
        updatedInput: { ...input, answers: { 'Which database?': 'Postgres' } },
      });
      const own = await asked(cwd, 'AskUserQuestion', input, answerWith('own-words', 'A file.'));
      assert.deepEqual(own.answer, {
        behavior: 'allow',
        updatedInput: { ...input, answers: { 'Which database?': 'A file.' } },
      });
    }));

  test('tells its session, its plan and its thoughts, and sets paragraphs apart', () =>
    withTempDir(async (cwd) => {
      const claude = claudeThat({
        turn: `stream({ type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm' } });
          say('one'); tool('t1', 'TodoWrite', { todos: [{ content: 'a', status: 'in_progress' }] }); done('t1', true);
          say('two'); end();`,
      });
      const performance = perform(claude, { cwd });
      assert.equal((await performance.outcome).text, 'one\n\ntwo');
      const shown = performance.events.filter(({ type }) => type !== 'text' && type !== 'usage');
      assert.deepEqual(shown, [
        { type: 'session', id: 'session-1' },
        { type: 'thought', text: 'hm' },
        { type: 'tool', id: 't1', title: 'TodoWrite', status: 'in_progress' },
        { type: 'plan', entries: [{ text: 'a', status: 'in_progress' }] },
        { type: 'tool', id: 't1', title: 'TodoWrite', status: 'failed' },
      ]);
    }));
});

describe('what a turn of Claude Code used', () => {
  const used = async (cwd: string, turn: string, changes: Partial<AgentMission> = {}) => {
    const performance = perform(claudeThat({ turn }), { cwd, ...changes });
    await performance.outcome;
    return performance.events.filter((event) => event.type === 'usage');
  };
  const answer = (id: string, input: number, output: number) => `
    stream({ type: 'message_start', message: { id: '${id}', usage: usage(${input}, 1) } });
    tool('${id}', 'Read', {}); print({ type: 'assistant', message: { id: '${id}', content: [], usage: usage(${input}, 1) } });
    stream({ type: 'message_delta', usage: { output_tokens: ${output} } });`;

  test('is told while it works, each answer once, without placeholders', () =>
    withTempDir(async (cwd) => {
      const [first, second] = await used(cwd, `${answer('m1', 10, 5)} ${answer('m2', 20, 6)} end();`);
      assert.equal(first?.model, 'model-1');
      // The tool's own message in this script is a subagent's for all that is known: its input counts, its output does not.
      assert.deepEqual(first.tokens, { input: 110, cachedRead: 4, cachedWrite: 6, output: 5 });
      assert.deepEqual(second?.tokens, { input: 230, cachedRead: 8, cachedWrite: 12, output: 11 });
    }));

  test('is in the end what the program itself counted, subagents included, and nothing of earlier missions', () =>
    withTempDir(async (cwd) => {
      const model = (input: number, cost: number) =>
        `{ inputTokens: ${input}, cacheReadInputTokens: 1, cacheCreationInputTokens: 2, outputTokens: 3, costUSD: ${cost}, contextWindow: 1000 }`;
      const models = `{ 'model-1': ${model(50, 0.25)}, 'model-2': ${model(7, 0.5)} }`;
      const turn = `${answer('m1', 10, 5)} end({ total_cost_usd: 9, model_usage_since_last_result: ${models} });`;
      const last = (await used(cwd, turn, { resume: 'id' })).at(-1);
      assert.deepEqual(last, {
        type: 'usage',
        model: 'model-1',
        tokens: { input: 57, cachedRead: 2, cachedWrite: 4, output: 6 },
        costUsd: 0.75,
        context: { used: 20, size: 1000 },
      });
    }));

  test('has the cost of a version that tells only that of the session, unless there was one before', () =>
    withTempDir(async (cwd) => {
      assert.equal((await used(cwd, 'end();')).at(-1)?.costUsd, 1.5);
      assert.equal((await used(cwd, 'end();', { resume: 'id' })).at(-1)?.costUsd, null);
    }));
});

describe('a turn of Claude Code that ends otherwise', () => {
  const outcomeOf = (cwd: string, more: string, before = '') =>
    perform(claudeThat({ turn: `${before} end(${more});` }), { cwd });
  const failing = (error: string) =>
    `print({ type: 'assistant', error: '${error}', message: { id: 'e', content: [] } });`;

  test('says why', () =>
    withTempDir(async (cwd) => {
      const ends: [more: string, before: string, reason: string][] = [
        [`{ stop_reason: 'refusal', is_error: true }`, failing('invalid_request'), 'refusal'],
        [`{ is_error: true }`, failing('max_output_tokens'), 'max_tokens'],
        [`{ subtype: 'error_max_turns', is_error: true }`, '', 'max_turn_requests'],
        [`{ subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_tools' }`, '', 'cancelled'],
      ];
      for (const [more, before, reason] of ends) {
        assert.equal((await outcomeOf(cwd, more, before).outcome).stopReason, reason);
      }
    }));

  test('waits for a person where nothing else helps, and is tried again where it passes', () =>
    withTempDir(async (cwd) => {
      const login = outcomeOf(cwd, `{ is_error: true, result: 'Not logged in' }`, failing('authentication_failed'));
      assert.match(await rejectsWith(login, 'not-startable'), /refused the mission: Not logged in/);
      const busy = outcomeOf(cwd, `{ is_error: true, result: 'API Error: 529' }`, failing('overloaded'));
      assert.match(await rejectsWith(busy, 'crashed'), /broke off its turn: API Error: 529/);
    }));

  test('gives up on a login that is refused again and again', () =>
    withTempDir(async (cwd) => {
      const retry = (attempt: number) =>
        `print({ type: 'system', subtype: 'api_retry', attempt: ${attempt}, error: 'authentication_failed' });`;
      const claude = claudeThat({ turn: [1, 2, 3].map(retry).join('') });
      assert.match(await rejectsWith(perform(claude, { cwd }), 'not-startable'), /login is not accepted/);
    }));

  test('tells that a session cannot be gone on with, although nothing was begun', () =>
    withTempDir(async (cwd) => {
      const gone = `end({ subtype: 'error_during_execution', is_error: true, result: null, errors: ['No conversation found'] }); return;`;
      const claude = claudeThat({ turn: '', onControl: gone });
      assert.match(await rejectsWith(perform(claude, { cwd, resume: 'id' }), 'crashed'), /No conversation found/);
    }));
});

describe('a program that is not Claude Code', () => {
  test('is given up when it is not ready in time', () =>
    withTempDir(async (cwd) => {
      const mute = claudeThat({ turn: '', onControl: 'return;', startupMs: 300 });
      assert.match(await rejectsWith(perform(mute, { cwd }), 'not-startable'), /not ready within 0\.3 seconds/);
    }));

  test('and cannot do what is asked of it is quoted', () =>
    withTempDir(async (cwd) => {
      const refusal = `{ subtype: 'error', request_id, error: 'Unsupported: ' + request.subtype }`;
      const old = claudeThat({
        turn: '',
        onControl: `return print({ type: 'control_response', response: ${refusal} });`,
      });
      assert.match(await rejectsWith(perform(old, { cwd }), 'not-startable'), /Unsupported: initialize/);
    }));

  test('and says other things, or says them otherwise, is not believed', () =>
    withTempDir(async (cwd) => {
      for (const [turn, why] of [
        [`console.log('npm warn deprecated');`, /printed "npm warn deprecated"/],
        [`console.log('[]');`, /printed "\[\]"/],
        [`print({ type: 'result' });`, /a result of another shape/],
        [`process.stdout.write('x'.repeat(2 ** 24));`, /more than 8388608 bytes/],
        [`fs.closeSync(1);`, /closed its output/],
      ] as const) {
        assert.match(await rejectsWith(perform(claudeThat({ turn }), { cwd }), 'protocol'), why);
      }
    }));

  test('but of a newer version may say more than is known, and ask for more', () =>
    withTempDir(async (cwd) => {
      const newer = claudeThat({
        turn: `print({ type: 'from_the_future' }); print({ type: 'assistant', message: 7 }); print({ type: 'user', message: { content: 'x' } });
          print({ type: 'control_request', request_id: 'x', request: { subtype: 'dance' } });`,
        onAnswer: `say('done'); end();`,
      });
      assert.equal((await perform(newer, { cwd }).outcome).text, 'done');
    }));
});

test('the program’s own arguments go before the driver’s', () =>
  withTempDir(async (cwd) => {
    const runtime = createClaudeRuntime({
      name: 'claude',
      command: () => ({
        program: process.execPath,
        args: [
          '-e',
          `require('node:fs').writeFileSync('args', process.argv.slice(1).join(' ')); process.exit(1);`,
          '--',
          '--mine',
        ],
        env: process.env,
      }),
    });
    await rejectsWith(perform(runtime, { cwd }), 'crashed');
    assert.match(await readFile(`${cwd}/args`, 'utf8'), /^--mine -p /);
  }));

test(
  'what it started in a session of its own, and forgot, is ended with the mission',
  {
    skip: process.platform === 'linux' ? false : 'only Linux tells what a process carries',
  },
  () =>
    withTempDir(async (cwd) => {
      const script = `process.on('SIGTERM', () => {}); fs.writeFileSync('ready', ''); setTimeout(() => {}, 600_000);`;
      const claude = claudeThat({
        turn: `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`const fs = require('node:fs'); ${script}`)}],
          { stdio: 'ignore', detached: true });
        const wait = () => (fs.existsSync('ready') ? (say(String(child.pid)), end()) : setTimeout(wait, 10));
        wait();`,
      });
      const { text } = await perform(claude, { cwd }).outcome;
      assert.equal(isRunning(Number(text)), false);
    }),
);
