import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AGENT_TOOL_NAMES, OPEN_TOOL_NAMES, toolsOf } from '#schemas/agent-tools.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { toolStage } from './tool-stage.ts';

const REPORT = { status: 'COMPLETE' };
const VERIFICATION = { grade: 'PASS', requirements: 'all', tests: 'none', gaps: [], warnings: 'none' };
const FIX = { status: 'FIXED', fixes: [], remaining: 'none' };
const INPUTS: Readonly<Record<string, unknown>> = {
  report_execution: REPORT,
  report_verification: VERIFICATION,
  report_fix: FIX,
};

describe('a token', () => {
  test('acts for its session until that is over', async () => {
    const stage = toolStage();
    const token = stage.open();
    await stage.use(token, 'report_execution', REPORT);
    stage.close(token);
    assert.equal((await stage.refused(token, 'report_execution', REPORT)).code, 'no-session');
    assert.equal(stage.left('execution-report').length, 1);
  });

  test('that is forged opens nothing, not even reading, and fills no log', async () => {
    const stage = toolStage();
    stage.open();
    for (const tool of AGENT_TOOL_NAMES) assert.equal((await stage.refused('A'.repeat(43), tool)).code, 'no-session');
    assert.equal((await stage.refused('', 'task_list')).code, 'no-session');
    assert.equal(stage.logged.length, 1);
    stage.clock.now += 10_000;
    await stage.refused('B', 'ask');
    assert.match(stage.logged[1] ?? '', /called ask with a token of no open session \(and 16 more like it\)/);
  });

  test('that is forged in the folder of a session is told to a person once, and kept a few times', async () => {
    const stage = toolStage('/folder');
    stage.open();
    for (let call = 0; call < 40; call += 1) await stage.refused('forged', 'report_execution');
    stage.clock.now += 60_000;
    await stage.refused('forged', 'report_execution');
    assert.equal(stage.left('refused').length, 20);
    assert.deepEqual(new Set(stage.asked.map(({ kind, text }) => `${kind}: ${text}`)).size, 1);
    assert.match(stage.asked[0]?.text ?? '', /in the folder of executor-api called a tool .* It was refused/);
    assert.deepEqual(stage.asked[0]?.options, []);
  });

  test('of a run that is not known does nothing', async () => {
    const stage = toolStage();
    assert.equal((await stage.refused(stage.open({ run: 'other' }), 'task_list')).code, 'no-session');
    assert.equal((await stage.refused(stage.open({ phase: '9' }), 'task_list')).code, 'no-session');
  });
});

describe('a session', () => {
  for (const role of AgentRole.options) {
    test(`of the role ${role} may use what session_entry says, and nothing else; what it tries is recorded`, async () => {
      const stage = toolStage();
      const token = stage.open({ role });
      const entry = await stage.use(token, 'session_entry');
      assert.deepEqual(entry['tools'], toolsOf(role));
      const others = AGENT_TOOL_NAMES.filter((name) => !toolsOf(role).includes(name));
      for (const tool of others) {
        const { code, message } = await stage.refused(token, tool, INPUTS[tool]);
        assert.equal(code, 'not-allowed');
        assert.match(message, new RegExp(`${tool} is not for the role ${role}`));
      }
      assert.deepEqual(
        stage.left('refused').map(({ what }) => what),
        others,
      );
    });
  }

  test('reports in its role alone', async () => {
    const stage = toolStage();
    await stage.use(stage.open({ role: 'validator' }), 'report_verification', VERIFICATION);
    await stage.use(stage.open({ role: 'debugger' }), 'report_fix', FIX);
    await stage.use(stage.open({ role: 'executor' }), 'report_execution', REPORT);
    assert.deepEqual(
      stage.records.map(({ role, body }) => [role, body.kind]),
      [
        ['validator', 'verification-report'],
        ['debugger', 'fix-report'],
        ['executor', 'execution-report'],
      ],
    );
    assert.deepEqual(
      toolsOf('validator').filter((name) => name.startsWith('report')),
      ['report_verification'],
    );
  });
});

describe('an agent without a session', () => {
  test('reads how the project of its folder stands, and changes nothing', async () => {
    const stage = toolStage();
    const entry = await stage.use(null, 'session_entry');
    assert.deepEqual(entry['tools'], OPEN_TOOL_NAMES);
    const { tasks } = await stage.use(null, 'task_list');
    assert.ok(Array.isArray(tasks) && tasks.length > 0);
    assert.match(JSON.stringify(await stage.use(null, 'get_contracts')), /returns: string/);
    for (const tool of AGENT_TOOL_NAMES.filter((name) => !OPEN_TOOL_NAMES.includes(name))) {
      const { code, message } = await stage.refused(null, tool, INPUTS[tool]);
      assert.equal(code, 'not-allowed');
      assert.match(message, /acts for a session, and you are in none/);
    }
    assert.deepEqual(stage.records, []);
    assert.deepEqual(stage.asked, []);
  });

  test('sees nothing where its folder belongs to no project', async () => {
    const { tools } = toolStage();
    const call = (tool: string, input = {}) => tools.call({ token: null, cwd: '/elsewhere', tool, input });
    assert.deepEqual(await call('task_list'), { ok: true, output: { tasks: [], more: 0, own: null } });
    const entry = await call('session_entry');
    assert.equal(entry.ok ? null : entry.code, 'not-found');
    const task = await call('task_get', { id: 'r/1/api' });
    assert.equal(task.ok ? null : task.code, 'not-found');
  });
});

describe('a call', () => {
  test('of no tool, or with what a tool does not take, is refused with what is wrong', async () => {
    const stage = toolStage();
    const token = stage.open();
    assert.match((await stage.refused(token, 'toString')).message, /There is no tool toString/);
    assert.match((await stage.refused(token, 'report_execution', { status: 'DONE' })).message, /COMPLETE/);
    assert.match((await stage.refused(token, 'task_list', { whose: 1 })).message, /whose/);
    for (const input of ['text', 7, null, []])
      assert.equal((await stage.refused(token, 'task_get', input)).code, 'invalid');
  });

  test('that is larger than a mebibyte or nested without end is refused before it is looked at', async () => {
    const stage = toolStage();
    const token = stage.open();
    const large = { data: { text: 'x'.repeat(1024 * 1024) } };
    assert.equal((await stage.refused(token, 'publish_contract', large)).code, 'too-large');
    let deep: object = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    assert.equal((await stage.refused(token, 'publish_contract', { data: deep })).code, 'too-large');
  });

  test('is one of 20 a second at most, after a burst', async () => {
    const stage = toolStage();
    const token = stage.open();
    const calls = async (count: number): Promise<number> => {
      let taken = 0;
      for (let n = 0; n < count; n += 1) {
        if ((await stage.tools.call({ token, cwd: '/folder', tool: 'task_list', input: {} })).ok) taken += 1;
      }
      return taken;
    };
    assert.equal(await calls(100), 40);
    assert.equal((await stage.refused(token, 'task_list')).code, 'slow-down');
    stage.clock.now += 1_000;
    assert.equal(await calls(100), 20);
    assert.equal((await stage.use(stage.open(), 'task_list'))['more'], 0, 'another session has calls of its own');
  });

  test('that leaves something is taken only so often', async () => {
    const stage = toolStage();
    const token = stage.open();
    const codes = new Set<string>();
    for (let n = 0; n < 300; n += 1) {
      stage.clock.now += 1_000;
      const result = await stage.tools.call({ token, cwd: '/folder', tool: 'report_execution', input: REPORT });
      codes.add(result.ok ? 'taken' : result.code);
    }
    assert.deepEqual([...codes], ['taken', 'too-many']);
    assert.equal(stage.left('execution-report').length, 20);
  });
});
