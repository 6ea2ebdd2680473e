import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentAnswer, AgentMission, AgentRequest } from '../../../server/engine/ports.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { codexThat, type Peer } from './codex-peer.ts';
import { type Behaviour, describeRuntimeContract, perform, rejectsWith } from './contract.ts';

const behaviours: Readonly<Record<Behaviour, Peer>> = {
  works: {
    turn: `say('working'); begin({ type: 'fileChange', id: 't1', changes: [{ path: 'made.txt' }] });
      fs.writeFileSync('made.txt', 'made'); done({ type: 'fileChange', id: 't1', changes: [] }); say('finished'); end();`,
  },
  asks: {
    turn: `ask('item/commandExecution/requestApproval', { command: 'May I?' });`,
    onAnswer: `say('answer: ' + (result.decision === 'accept' ? 'allow' : 'reject')); end();`,
  },
  hangs: {
    turn: `say('working');`,
    onRequest: `if (method === 'turn/interrupt') { reply({ result: {} }); return end('interrupted'); }`,
  },
  'hangs-deaf': { turn: `say('working');`, onRequest: `if (method === 'turn/interrupt') return;` },
  crashes: {
    turn: `say('working'); process.stderr.write('out of order\\n', () => { process.exitCode = 3; process.stdin.destroy(); });`,
  },
  floods: {
    turn: `const part = 'x'.repeat(2 ** 16); let left = 2 ** 10;
      const more = () => {
        while (left-- > 0) if (!tell('item/agentMessage/delta', { itemId: 'flood', delta: part })) return process.stdout.once('drain', more);
        say('the end'); end();
      };
      more();`,
  },
  'leaves-child': {
    turn: `const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
      fs.writeFileSync('child', String(child.pid)); say('working'); end();`,
  },
};

describeRuntimeContract('codex', {
  prepare: (behaviour) => Promise.resolve({ runtime: codexThat(behaviours[behaviour]), playbook: null }),
  prepareSession: () => {
    const turn = `say(thread.method === 'thread/resume' && thread.params.threadId === threadId ? 'second' : 'first'); end();`;
    return Promise.resolve({ runtime: codexThat({ turn }), playbook: null });
  },
});

const answerWith = (option: string, text: string | null = null) => ({
  ask: (): Promise<AgentAnswer> => Promise.resolve({ option, text }),
});

describe('the driver of Codex', () => {
  const tellThread = `say(JSON.stringify({ args: process.argv.slice(1), ...thread })); end();`;

  test('begins read-only, so that the worktree is not put among the trusted projects, and works in a sandbox', () =>
    withTempDir(async (cwd) => {
      const codex = codexThat({
        turn: tellThread,
        onRequest: `if (method === 'turn/start') { thread.sandbox = params.sandboxPolicy; }`,
      });
      const { text } = await perform(codex, { cwd, model: 'small' }).outcome;
      assert.deepEqual(JSON.parse(text), {
        args: ['--mine', 'app-server'],
        method: 'thread/start',
        params: {
          cwd,
          sandbox: 'read-only',
          approvalPolicy: 'on-request',
          approvalsReviewer: 'user',
          model: 'small',
          config: { web_search: 'disabled' },
        },
        sandbox: {
          type: 'workspaceWrite',
          writableRoots: [],
          networkAccess: false,
          excludeTmpdirEnvVar: false,
          excludeSlashTmp: false,
        },
      });
    }));

  test('gives it CLUTCH’s tools without showing their token in the list of processes', () =>
    withTempDir(async (cwd) => {
      const tools = { name: 'clutch', program: 'node', args: ['mcp'], env: { CLUTCH_SESSION: 'secret' } };
      const { text } = await perform(codexThat({ turn: tellThread }), { cwd, tools }).outcome;
      const { args, params } = JSON.parse(text);
      const server = params.config['mcp_servers.clutch'];
      assert.deepEqual([server.command, server.args, server.env], ['node', ['mcp'], tools.env]);
      assert.doesNotMatch(JSON.stringify(args), /secret/);
    }));

  test('says so when CLUTCH’s tools cannot be started, and goes on without those of others', () =>
    withTempDir(async (cwd) => {
      const failed = (name: string) =>
        `tell('mcpServer/startupStatus/updated', { name: '${name}', status: 'failed', error: 'connection closed' });`;
      const own = perform(codexThat({ turn: failed('clutch') }), { cwd });
      assert.match(await rejectsWith(own, 'not-startable'), /could not start CLUTCH's own tools: connection closed/);
      const other = perform(codexThat({ turn: `${failed('other')} end();` }), { cwd });
      assert.equal((await other.outcome).stopReason, 'end_turn');
    }));

  const asked = async (cwd: string, method: string, params: object, changes: Partial<AgentMission>, item = '') => {
    const codex = codexThat({
      turn: `${item} ask(${JSON.stringify(method)}, ${JSON.stringify(params)});`,
      onAnswer: `say(JSON.stringify(result)); end();`,
    });
    const performance = perform(codex, { cwd, ...changes });
    const answer: unknown = JSON.parse((await performance.outcome).text);
    return { answer, question: performance.questions[0] };
  };

  test('asks by what is really to be done', () =>
    withTempDir(async (cwd) => {
      const edit = `begin({ type: 'fileChange', id: 'ask', changes: [{ path: '/a', kind: { type: 'update', move_path: '/b' } }] });`;
      const kinds: [method: string, params: object, item: string, expected: Partial<AgentRequest>][] = [
        [
          'item/commandExecution/requestApproval',
          { command: 'npm test', reason: 'harmless' },
          '',
          { kind: 'execute', command: 'npm test', title: 'npm test – harmless' },
        ],
        [
          'item/commandExecution/requestApproval',
          { command: 'curl x', networkApprovalContext: { host: 'example.com', protocol: 'https' } },
          '',
          { kind: 'fetch', command: 'curl x', urls: ['https://example.com'] },
        ],
        ['item/fileChange/requestApproval', { grantRoot: '/c' }, edit, { kind: 'edit', paths: ['/a', '/b', '/c'] }],
      ];
      for (const [method, params, item, expected] of kinds) {
        const { answer, question } = await asked(cwd, method, params, answerWith('allow'), item);
        assert.deepEqual({ ...question, ...expected }, question);
        assert.deepEqual(answer, { decision: 'accept' });
      }
    }));

  test('stops it when a question was not answered', () =>
    withTempDir(async (cwd) => {
      const { answer } = await asked(cwd, 'item/fileChange/requestApproval', {}, { ask: () => Promise.resolve(null) });
      assert.deepEqual(answer, { decision: 'cancel' });
    }));

  test('takes a person’s reason to it, for which a refusal has no place', () =>
    withTempDir(async (cwd) => {
      const codex = codexThat({
        turn: `ask('item/commandExecution/requestApproval', { command: 'rm' });`,
        onAnswer: `say(result.decision);`,
        onRequest: `if (method === 'turn/steer') { say(params.expectedTurnId + ': ' + params.input[0].text); end(); }`,
      });
      const { text } = await perform(codex, { cwd, ...answerWith('reject', 'Use the script.') }).outcome;
      assert.deepEqual(text.split('\n\n').sort(), ['decline', 'turn-1: That was not allowed: Use the script.']);
    }));

  const toolApproval = (serverName: string, kind = 'mcp_tool_call') => ({
    serverName,
    message: 'Allow it?',
    _meta: { codex_approval_kind: kind, tool_params: { text: 'why' } },
  });

  test('lets it use CLUTCH’s tools unasked, asks for those of others, and answers no server in a person’s name', () =>
    withTempDir(async (cwd) => {
      const method = 'mcpServer/elicitation/request';
      const own = await asked(cwd, method, toolApproval('clutch'), answerWith('reject'));
      assert.deepEqual([own.answer, own.question], [{ action: 'accept', content: {}, _meta: null }, undefined]);
      const other = await asked(cwd, method, toolApproval('other'), answerWith('reject'));
      assert.deepEqual(other.answer, { action: 'decline', content: null, _meta: null });
      assert.deepEqual([other.question?.kind, other.question?.input], ['other', '{"text":"why"}']);
      const form = await asked(cwd, method, toolApproval('clutch', 'form'), answerWith('allow'));
      assert.deepEqual([form.answer, form.question], [{ action: 'decline', content: null, _meta: null }, undefined]);
    }));

  test('waits for the person behind CLUTCH’s tools', () =>
    withTempDir(async (cwd) => {
      const codex = codexThat({
        turn: `const call = { type: 'mcpToolCall', id: 't1', server: 'clutch', tool: 'ask' }; begin(call);
          setTimeout(() => { done(call); say('answered'); end(); }, 1_500);`,
      });
      assert.equal((await perform(codex, { cwd, silenceMs: 1_000 }).outcome).text, 'answered');
    }));

  test('puts its questions to a person', () =>
    withTempDir(async (cwd) => {
      const questions = [
        { id: 'db', question: 'Which database?', options: [{ label: 'SQLite', description: 'small' }] },
      ];
      const { answer, question } = await asked(cwd, 'item/tool/requestUserInput', { questions }, answerWith('0'));
      assert.equal(question?.kind, 'question');
      assert.deepEqual(answer, { answers: { db: { answers: ['SQLite'] } } });
    }));

  test('tells its session, its plan and its thoughts, and sets paragraphs apart', () =>
    withTempDir(async (cwd) => {
      const codex = codexThat({
        turn: `tell('item/reasoning/summaryTextDelta', { itemId: 'r', delta: 'hm' });
          tell('item/agentMessage/delta', { itemId: 'm', delta: 'one' }); tell('item/agentMessage/delta', { itemId: 'm', delta: ' more' });
          done({ type: 'agentMessage', id: 'm', text: 'one more' });
          tell('turn/plan/updated', { plan: [{ step: 'a', status: 'inProgress' }] });
          begin({ type: 'commandExecution', id: 't1', command: 'ls' }); done({ type: 'commandExecution', id: 't1', status: 'declined' });
          tell('item/agentMessage/delta', { itemId: 'x', delta: 'of a subagent' }, 'thread-2');
          done({ type: 'agentMessage', id: 'whole', text: 'two' }); end();`,
      });
      const performance = perform(codex, { cwd });
      assert.equal((await performance.outcome).text, 'one more\n\ntwo');
      const shown = performance.events.filter(({ type }) => type !== 'text');
      assert.deepEqual(shown, [
        { type: 'session', id: 'thread-1' },
        { type: 'thought', text: 'hm' },
        { type: 'plan', entries: [{ text: 'a', status: 'in_progress' }] },
        { type: 'tool', id: 't1', title: 'ls', status: 'in_progress' },
        { type: 'tool', id: 't1', title: 'ls', status: 'failed' },
      ]);
    }));
});

describe('what a turn of Codex used', () => {
  const lastUsage = async (cwd: string, script: Peer, changes: Partial<AgentMission> = {}) => {
    const performance = perform(codexThat(script), { cwd, ...changes });
    await performance.outcome;
    return performance.events.findLast((event) => event.type === 'usage');
  };

  test('counts what was read from a cache once, and what subagents used', () =>
    withTempDir(async (cwd) => {
      const turn = `used(counts(100, 40, 10), counts(100, 40, 10)); used(counts(5, 0, 1), counts(5, 0, 1), 'thread-2');
        used(counts(300, 140, 30), counts(200, 100, 20)); end();`;
      assert.deepEqual(await lastUsage(cwd, { turn }), {
        type: 'usage',
        model: 'model-1',
        tokens: { input: 165, cachedRead: 140, cachedWrite: 0, output: 31 },
        costUsd: null,
        context: { used: 220, size: 1000 },
      });
    }));

  test('holds nothing of earlier missions, whether the program tells their sum or not', () =>
    withTempDir(async (cwd) => {
      const turn = `used(counts(150, 40, 15), counts(50, 0, 5)); used(counts(160, 44, 16), counts(10, 4, 1)); end();`;
      const told = `if (method === 'turn/start') used(counts(100, 40, 10), counts(100, 40, 10));`;
      for (const onRequest of ['', told]) {
        const usage = await lastUsage(cwd, { turn, onRequest }, { resume: 'thread-1' });
        assert.deepEqual(usage?.tokens, { input: 56, cachedRead: 4, cachedWrite: 0, output: 6 });
      }
    }));
});

describe('a turn of Codex that ends otherwise', () => {
  const failing = (cwd: string, info: unknown) => {
    const error = { message: 'too bad', codexErrorInfo: info };
    return perform(codexThat({ turn: `end('failed', ${JSON.stringify(error)});` }), { cwd });
  };

  test('says why', () =>
    withTempDir(async (cwd) => {
      assert.equal(
        (await perform(codexThat({ turn: `end('interrupted');` }), { cwd }).outcome).stopReason,
        'cancelled',
      );
      assert.equal((await failing(cwd, 'contextWindowExceeded').outcome).stopReason, 'max_tokens');
      assert.equal((await failing(cwd, 'cyberPolicy').outcome).stopReason, 'refusal');
    }));

  test('waits for a person where nothing else helps, and is tried again where it passes', () =>
    withTempDir(async (cwd) => {
      const broken = { responseStreamDisconnected: { httpStatusCode: null } };
      for (const info of ['serverOverloaded', broken, { httpConnectionFailed: { httpStatusCode: 429 } }]) {
        assert.match(await rejectsWith(failing(cwd, info), 'crashed'), /broke off its turn: too bad/);
      }
      for (const info of ['usageLimitExceeded', null, { httpConnectionFailed: { httpStatusCode: 401 } }]) {
        assert.match(await rejectsWith(failing(cwd, info), 'not-startable'), /refused the mission: too bad/);
      }
    }));

  test('was never begun when nobody is logged in', () =>
    withTempDir(async (cwd) => {
      const stranger = codexThat({
        turn: '',
        onRequest: `if (method === 'account/read') return reply({ result: { account: null, requiresOpenaiAuth: true } });`,
      });
      assert.match(await rejectsWith(perform(stranger, { cwd }), 'not-startable'), /nobody is logged in/);
    }));

  test('tells that a session cannot be gone on with', () =>
    withTempDir(async (cwd) => {
      const onRequest = `if (method === 'thread/resume') return reply({ error: { code: 1, message: 'no rollout found' } });`;
      const gone = perform(codexThat({ turn: '', onRequest }), { cwd, resume: 'id' });
      assert.match(await rejectsWith(gone, 'crashed'), /cannot go on in its session: no rollout found/);
    }));
});

describe('a program that is not Codex', () => {
  test('is given up when it is not ready in time', () =>
    withTempDir(async (cwd) => {
      const mute = codexThat({ turn: '', onRequest: 'return;', startupMs: 300 });
      assert.match(await rejectsWith(perform(mute, { cwd }), 'not-startable'), /not ready within 0\.3 seconds/);
    }));

  test('and cannot do what is asked of it is quoted', () =>
    withTempDir(async (cwd) => {
      const old = codexThat({ turn: '', onRequest: `return reply({ error: { message: 'unknown ' + method } });` });
      assert.match(await rejectsWith(perform(old, { cwd }), 'not-startable'), /unknown initialize/);
    }));

  test('and says other things, or says them otherwise, is not believed', () =>
    withTempDir(async (cwd) => {
      for (const [turn, why] of [
        [`console.log('npm warn deprecated');`, /printed "npm warn deprecated"/],
        [`print({ hello: 1 });`, /no JSON-RPC/],
        [`tell('turn/completed', { turn: 7 });`, /ends its turn in another shape/],
        [`print({ id: 'x', method: 'item/fileChange/requestApproval', params: 7 });`, /asks for item\/fileChange/],
      ] as const) {
        assert.match(await rejectsWith(perform(codexThat({ turn }), { cwd }), 'protocol'), why);
      }
      const odd = codexThat({ turn: '', onRequest: `if (method === 'thread/start') return reply({ result: 7 });` });
      assert.match(await rejectsWith(perform(odd, { cwd }), 'protocol'), /answers thread\/start in another shape/);
    }));

  test('but of a newer version may say more than is known, and ask for more', () =>
    withTempDir(async (cwd) => {
      const newer = codexThat({
        turn: `tell('from/theFuture', {}); tell('item/started', { item: 7 }); ask('dance', {});`,
        onAnswer: `say(error.message); end();`,
      });
      assert.match((await perform(newer, { cwd }).outcome).text, /does not know dance/);
    }));
});
