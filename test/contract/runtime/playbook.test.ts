import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import type { AgentMission } from '../../../server/engine/ports.ts';
import { parseFixReport } from '../../../server/language/reports/fix-report.ts';
import { parseVerificationReport } from '../../../server/language/reports/verification-report.ts';
import { playbookRuntime } from '../../helpers/agent-machine.ts';
import { isRunning, until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { assertNothingIsLeft, type Behaviour, describeRuntimeContract, perform, rejectsWith } from './contract.ts';

const runtime = playbookRuntime();

const leaveChild = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'ignore' });
  require('node:fs').writeFileSync('child', String(child.pid));
  child.unref();
`;

const behaviours: Readonly<Record<Behaviour, readonly unknown[]>> = {
  works: [{ say: 'working\n' }, { write: { path: 'made.txt', content: 'made' } }, { say: 'finished' }],
  asks: [
    {
      ask: {
        question: 'May I?',
        onAnswer: { allow: [{ say: 'answer: allow' }], reject: [{ say: 'answer: reject' }] },
      },
    },
  ],
  hangs: [{ say: 'working' }, { hang: {} }],
  'hangs-deaf': [{ say: 'working' }, { hang: { deaf: true } }],
  crashes: [{ say: 'working' }, { crash: { exitCode: 3, stderr: 'out of order' } }],
  floods: [{ flood: { bytes: 64 * 1024 * 1024 } }, { say: 'the end' }],
  'leaves-child': [{ run: { command: [process.execPath, '-e', leaveChild] } }, { say: 'working' }],
};

async function playbookOf(folder: string, steps: readonly unknown[]): Promise<string> {
  const file = join(folder, 'playbook.json');
  await writeFile(file, JSON.stringify({ version: 1, missions: [{ steps }] }));
  return file;
}

describeRuntimeContract('playbook', {
  prepare: async (behaviour, folder) => ({ runtime, playbook: await playbookOf(folder, behaviours[behaviour]) }),
});

/** Follows steps in a folder of their own that also holds what the test prepared. */
async function follow(folder: string, steps: readonly unknown[], changes: Partial<AgentMission> = {}) {
  return perform(runtime, { cwd: folder, playbook: await playbookOf(folder, steps), ...changes });
}

/** A step that sends an update past the agent's own idea of what it may be. */
const update = (value: unknown) => ({
  garbage: {
    text: JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update: value } }),
  },
});

const ask = (changes: object) => [{ ask: { question: 'May I?', expect: 'allow', ...changes } }];

describe('the playbook agent', () => {
  test('edits files', () =>
    withTempDir(async (folder) => {
      await writeFile(join(folder, 'old.txt'), 'one two');
      await writeFile(join(folder, 'obsolete.txt'), '');
      const { outcome } = await follow(folder, [
        { write: { path: 'deep/new.txt', content: 'a' } },
        { append: { path: 'deep/new.txt', content: 'b' } },
        { replace: { path: 'old.txt', find: 'two', with: '$& three' } },
        { delete: { path: 'obsolete.txt' } },
        { report: { auto: true, tests: '2 passing' } },
      ]);
      const { text } = await outcome;
      assert.equal(await readFile(join(folder, 'deep/new.txt'), 'utf8'), 'ab');
      assert.equal(await readFile(join(folder, 'old.txt'), 'utf8'), 'one $& three');
      assert.equal(existsSync(join(folder, 'obsolete.txt')), false);
      assert.equal(
        text,
        [
          'EXECUTION SUMMARY',
          'Status: COMPLETE',
          'Files Created:',
          '- deep/new.txt',
          'Files Modified:',
          '- old.txt',
          '- obsolete.txt',
          'Tests Run: 2 passing',
          'Issues Encountered: none',
          'Decisions affecting other workstreams: none',
          '',
        ].join('\n'),
      );
    }));

  test('can lie in its report', () =>
    withTempDir(async (folder) => {
      const { outcome } = await follow(folder, [{ report: { filesCreated: ['never.ts'], tests: '99 passing' } }]);
      assert.match((await outcome).text, /Files Created:\n- never\.ts\n[^]*99 passing/);
    }));

  test('stays in its folder, except on purpose', () =>
    withTempDir((outside) =>
      withTempDir(async (folder) => {
        await symlink(outside, join(folder, 'link'));
        await symlink(join(outside, 'not-yet'), join(folder, 'dangling'));
        for (const path of ['../escaped', join(outside, 'x'), 'link/x', 'dangling']) {
          const performance = await follow(folder, [{ write: { path, content: '' } }]);
          const message = await rejectsWith(performance, 'not-startable');
          assert.match(message, /step 1 \(write\): .* lies outside/);
        }
        assert.equal(existsSync(join(outside, 'not-yet')), false);
        const path = join(outside, 'x');
        await (
          await follow(folder, [{ writeOutside: { path, content: 'out' } }])
        ).outcome;
        assert.equal(await readFile(path, 'utf8'), 'out');
      }),
    ));

  test('runs programs and minds their exit code when it is told which to expect', () =>
    withTempDir(async (folder) => {
      const command = [process.execPath, '-e', 'console.log("seen"); process.exit(4)'];
      const fine = await follow(folder, [{ run: { command } }, { run: { command, expectExit: 4 } }]);
      assert.equal((await fine.outcome).stopReason, 'end_turn');
      const statuses = fine.events.filter((event) => event.type === 'tool').map((tool) => tool.status);
      assert.deepEqual(statuses, ['in_progress', 'failed', 'in_progress', 'completed']);
      const wrong = await follow(folder, [{ run: { command, expectExit: 0 } }]);
      assert.match(await rejectsWith(wrong, 'not-startable'), /exit code 4, the playbook expects 0/);
      const missing = await follow(folder, [{ run: { command: ['no-such-program'] } }]);
      assert.match(await rejectsWith(missing, 'not-startable'), /no-such-program could not be started/);
    }));

  test('leaves a background process, which the runtime ends', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [{ spawn: {} }, { spawn: { command: ['sleep', '600'] } }]);
      assert.equal((await performance.outcome).stopReason, 'end_turn');
      assertNothingIsLeft(performance);
    }));

  test('follows the first mission that matches, so that the second attempt can differ', () =>
    withTempDir(async (folder) => {
      const playbook = join(folder, 'playbook.yaml');
      await writeFile(
        playbook,
        `version: 1
missions:
  - { phase: 1, workstream: API, attempt: 1, steps: [say: first] }
  - { phase: 1, workstream: api, steps: [say: later] }
  - { role: reviewer, steps: [say: review] }
`,
      );
      const text = async (changes: Partial<AgentMission>) =>
        (await perform(runtime, { cwd: folder, playbook, ...changes }).outcome).text;
      assert.equal(await text({ attempt: 1 }), 'first');
      assert.equal(await text({ attempt: 2 }), 'later');
      assert.equal(await text({ phase: '9', role: 'Reviewer' }), 'review');
      const none = perform(runtime, { cwd: folder, playbook, phase: '7b', workstream: 'ui' });
      assert.match(
        await rejectsWith(none, 'not-startable'),
        /playbook\.yaml: no mission matches phase "7b", workstream "ui".*1\/API/,
      );
    }));

  test('follows a mission without a role as an executor only, and one of another role where that is asked for', () =>
    withTempDir(async (folder) => {
      const playbook = join(folder, 'playbook.yaml');
      await writeFile(
        playbook,
        `version: 1
missions:
  - { phase: 1, steps: [say: work] }
  - { phase: 1, task: contract, steps: [contract: { text: "GET /tracks" }] }
  - { phase: 1, role: research, steps: [say: research] }
  - { phase: 2, role: "*", steps: [say: anyone] }
  - { phase: 3, role: debugger, steps: [say: debugged] }
  - { phase: 3, steps: [say: work] }
`,
      );
      const start = (changes: Partial<AgentMission>) => perform(runtime, { cwd: folder, playbook, ...changes });
      const text = async (changes: Partial<AgentMission>) => (await start(changes).outcome).text;
      assert.equal(await text({}), 'work');
      assert.equal(await text({ task: 'contract' }), '\n```contract\nGET /tracks\n```\n');
      assert.equal(await text({ role: 'research' }), 'research');
      for (const role of ['validator', 'conflict_resolver', 'executor']) {
        assert.equal(await text({ phase: '2', role }), 'anyone');
      }
      assert.equal(await text({ phase: '1', role: 'debugger' }), 'work');
      assert.equal(await text({ phase: '3', role: 'debugger' }), 'debugged');
      assert.match(await text({ phase: '9', task: 'contract' }), /no contract for this workstream/);
      assert.deepEqual(parseVerificationReport(await text({ role: 'validator' })), {
        grade: 'PASS',
        requirements: 'The playbook has nothing to say; the receipts decide.',
        tests: 'none',
        gaps: [],
        warnings: 'none',
      });
      for (const role of ['debugger', 'conflict_resolver', 'research', 'executor']) {
        const message = await rejectsWith(start({ phase: '9', role, attempt: 2 }), 'not-startable');
        assert.ok(message.includes(`phase "9", workstream "api", role "${role}", attempt 2`), message);
      }
    }));

  test('says reports of validators and debuggers, and contracts, that are found whatever was said before', () =>
    withTempDir(async (folder) => {
      const { outcome } = await follow(folder, [
        { say: 'I looked' },
        { verify: { grade: 'GAPS_FOUND', gaps: [{ gap: 'No title', severity: 'MINOR', files: ['a.html'] }] } },
        { write: { path: 'a.html', content: 'a' } },
        { say: 'mended' },
        { fix: { auto: true, fixes: [{ gap: 'No title', rootCause: 'forgotten', fix: 'added' }] } },
        { say: 'agreed' },
        { contract: { data: { path: '/tracks', fields: ['id'] } } },
        { contract: { text: '```json\n{}\n```' } },
      ]);
      const { text } = await outcome;
      assert.equal(parseVerificationReport(text)?.grade, 'GAPS_FOUND');
      assert.deepEqual(parseVerificationReport(text)?.gaps, [
        { gap: 'No title', expected: 'none', actual: 'none', severity: 'MINOR', files: ['a.html'] },
      ]);
      assert.deepEqual(parseFixReport(text)?.fixes[0]?.files, ['a.html']);
      const json = /^```contract\n([^]*?)^```$/m.exec(text)?.[1] ?? '';
      assert.deepEqual(JSON.parse(json), { path: '/tracks', fields: ['id'] });
      assert.match(text, /^````contract\n```json\n\{\}\n```\n````$/m);
    }));

  test('breaks the rules of a worktree on purpose: commits, links out of it, floods it with files', () =>
    withTempDir((outside) =>
      withTempDir(async (folder) => {
        const identity = ['-c', 'user.name=Agent', '-c', 'user.email=agent@example.org'];
        const { outcome } = await follow(folder, [
          { git: { args: ['init', '--quiet'] } },
          { git: { args: [...identity, 'commit', '--quiet', '--allow-empty', '-m', 'mine'] } },
          { git: { args: ['no-such-command'] } },
          { link: { path: 'deep/out', target: outside } },
          { link: { path: 'nowhere', target: 'missing' } },
          { writeOutside: { path: 'deep/out/through.txt', content: 'through' } },
          { untracked: { count: 12 } },
          { untracked: { count: 2, prefix: 'other-' } },
          { report: { auto: true } },
        ]);
        assert.match((await outcome).text, /Files Created: none/);
        assert.match(await readFile(join(folder, '.git', 'logs', 'HEAD'), 'utf8'), /commit \(initial\): mine/);
        assert.equal(await readlink(join(folder, 'deep/out')), outside);
        assert.equal(await readlink(join(folder, 'nowhere')), 'missing');
        assert.equal(await readFile(join(outside, 'through.txt'), 'utf8'), 'through');
        assert.equal((await readdir(join(folder, 'junk'))).length, 12);
        assert.ok(existsSync(join(folder, 'other-2')));
        for (const step of [
          { write: { path: 'deep/out/x', content: '' } },
          { link: { path: 'deep/out/x', target: '.' } },
          { link: { path: '../x', target: '.' } },
          { untracked: { count: 1, prefix: 'deep/out/x' } },
        ]) {
          assert.match(await rejectsWith(await follow(folder, [step]), 'not-startable'), /lies outside/);
        }
        assert.deepEqual(await readdir(outside), ['through.txt']);
      }),
    ));

  test('tells usage, thoughts and the reason why it stops', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [
        { think: 'hm' },
        { usage: { used: 10, size: 100, costUsd: 0.5 } },
        { usage: { used: 20, size: 100 } },
        { refuse: {} },
        { say: 'never' },
      ]);
      assert.deepEqual(await performance.outcome, { stopReason: 'refusal', text: '' });
      assert.deepEqual(performance.events, [
        { type: 'thought', text: 'hm' },
        { type: 'usage', model: null, tokens: null, costUsd: 0.5, context: { used: 10, size: 100 } },
        { type: 'usage', model: null, tokens: null, costUsd: null, context: { used: 20, size: 100 } },
      ]);
    }));

  test('is ended when it waits and the mission is stopped', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [{ say: 'working' }, { delay: { seconds: 600 } }]);
      await until(() => performance.said() === 'working', { what: 'the agent works' });
      performance.stop();
      await rejectsWith(performance, 'aborted');
    }));

  test('leaves by itself when the server that started it is gone', () =>
    withTempDir(async (folder) => {
      const playbook = await playbookOf(folder, [{ say: 'working' }, { hang: {} }]);
      const { spawn } = await import('node:child_process');
      const main = resolve('server/runtimes/playbook/main.ts');
      const child = spawn(process.execPath, [main, '--playbook', playbook], { stdio: ['pipe', 'ignore', 'inherit'] });
      child.stdin.end();
      await until(() => child.exitCode !== null, { what: 'the agent left' });
      assert.equal(isRunning(child.pid ?? 0), false);
    }));
});

describe('what the runtime makes of an agent that does not keep to the protocol', () => {
  test('prose on its output ends the mission and is shown', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [{ garbage: { text: 'npm warn deprecated' } }, { hang: {} }]);
      assert.match(await rejectsWith(performance, 'protocol'), /"npm warn deprecated"/);
    }));

  test('JSON that is no message ends it, too', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [{ garbage: { text: '{"jsonrpc":"2.0"}' } }, { hang: {} }]);
      await rejectsWith(performance, 'protocol');
    }));

  test('a line without an end is not kept in memory', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [{ flood: { bytes: 2 ** 30, as: 'line' } }]);
      assert.match(await rejectsWith(performance, 'protocol'), /more than 8388608 bytes/);
    }));

  test('endless complaints on standard error do no harm', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [{ flood: { bytes: 2 ** 26, as: 'stderr' } }, { say: 'done' }]);
      assert.equal((await performance.outcome).text, 'done');
    }));

  test('updates that are unknown or malformed are passed over', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, [
        update({ sessionUpdate: 'from_the_future', what: 1 }),
        update({ sessionUpdate: 'agent_message_chunk', content: 'not a block' }),
        update(null),
        { say: 'done' },
      ]);
      assert.equal((await performance.outcome).text, 'done');
      assert.equal(performance.events.length, 1);
    }));

  test('a process that ends without a word has crashed', () =>
    withTempDir(async (folder) => {
      const message = await rejectsWith(await follow(folder, [{ crash: { signal: 'SIGKILL' } }]), 'crashed');
      assert.match(message, /signal SIGKILL.*left no message/);
    }));
});

describe('a question of the playbook agent', () => {
  test('takes an answer that was not offered for none', () =>
    withTempDir(async (folder) => {
      const performance = await follow(folder, ask({}), {
        ask: () => Promise.resolve({ option: 'yes please', text: null }),
      });
      assert.equal((await performance.outcome).stopReason, 'cancelled');
    }));
});

test('the runtime playbook without a playbook says what is missing', () =>
  withTempDir(async (folder) => {
    const message = await rejectsWith(perform(runtime, { cwd: folder }), 'not-startable');
    assert.match(message, /\.clutch\/config\.json/);
  }));
