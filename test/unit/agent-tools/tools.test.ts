import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { reportsOf } from '../../../server/agent-tools/reports.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { CONTRACT, toolStage } from './tool-stage.ts';

describe('session_entry', () => {
  test('says what is the session’s own, what binds it and what to read', async () => {
    const stage = toolStage();
    const entry = await stage.use(stage.open(), 'session_entry');
    assert.equal(entry['name'], 'executor-api');
    assert.deepEqual(entry['files'], ['api.txt']);
    assert.deepEqual(entry['others'], [{ executor: 'executor-ui', files: ['ui.txt'] }]);
    assert.deepEqual(entry['contracts'], [{ from: 'executor-api', to: ['executor-ui'], about: 'what ui needs' }]);
    assert.match(JSON.stringify(entry['warnings']), /You were started in \/folder; your folder is \/worktrees\/api/);
    assert.equal(
      (await stage.use(stage.open({ task: 'contract' }), 'session_entry'))['session'],
      'publish the interface contract, write no code',
    );
  });

  test('names only documents that are there', () =>
    withTempDir(async (folder) => {
      await writeFile(path.join(folder, 'WORKFLOW.md'), '');
      const stage = toolStage(folder);
      assert.deepEqual((await stage.use(stage.open(), 'session_entry'))['read'], ['WORKFLOW.md']);
    }));
});

describe('tasks', () => {
  test('are those of the run; the own one is named', async () => {
    const stage = toolStage();
    const token = stage.open();
    const { tasks, own } = await stage.use(token, 'task_list', { mine: true });
    assert.match(JSON.stringify(tasks), /"role":"executor","status":"in_progress"/);
    const { task, files } = await stage.use(token, 'task_get', { id: own });
    assert.equal(JSON.stringify([task]), JSON.stringify(tasks));
    assert.deepEqual(files, ['api.txt']);
    assert.deepEqual((await stage.use(token, 'task_list', { phase: '2' }))['tasks'], []);
    assert.deepEqual((await stage.use(token, 'task_list', { status: 'done' }))['tasks'], []);
    assert.equal((await stage.refused(token, 'task_get', { id: 'other/1/api' })).code, 'not-found');
  });

  test('are claimed by their own session alone; a claim changes nothing but what people read', async () => {
    const stage = toolStage();
    const token = stage.open();
    const { own } = await stage.use(token, 'task_list');
    const { task, note } = await stage.use(token, 'task_update', { status: 'done', comment: 'All there.' });
    assert.match(JSON.stringify(task), /"status":"in_progress"/);
    assert.match(String(note), /to it the task is in_progress/);
    assert.match(
      JSON.stringify(await stage.use(null, 'task_get', { id: own })),
      /"status":"done","comment":"All there\."/,
    );
    const another = String(own).replace(/api$/, 'ui');
    assert.equal((await stage.refused(token, 'task_update', { id: another, status: 'done' })).code, 'not-allowed');
    assert.match((await stage.refused(token, 'task_update', { status: 'blocked' })).message, /what stands in the way/);
    const resolver = stage.open({ role: 'conflict_resolver', workstream: '@merge', executor: 'conflict_resolver' });
    assert.equal((await stage.refused(resolver, 'task_update', { status: 'done' })).code, 'not-found');
    assert.equal(stage.left('claim').length, 1);
  });
});

describe('a contract', () => {
  const list = (returns?: string): object => ({ name: 'list', functions: [{ name: 'list', parameters: [], returns }] });

  test('is checked at once, whether it is data, fenced text or the body alone', async () => {
    const stage = toolStage();
    const token = stage.open();
    const body = 'name: list\nfunctions:\n  - name: list\n    parameters: []\n    returns: string[]\n';
    for (const input of [
      { data: list('string[]') },
      { text: body },
      { text: `So be it.\n\`\`\`contract\n${body}\`\`\`` },
    ]) {
      const { recorded, findings } = await stage.use(token, 'publish_contract', input);
      assert.deepEqual([recorded, findings], [true, []], JSON.stringify(input));
    }
    const { findings } = await stage.use(token, 'publish_contract', { data: list('any') });
    assert.match(JSON.stringify(findings), /list does not say what it returns/);
    const unreadable = await stage.use(token, 'publish_contract', { text: 'no contract at all' });
    assert.equal(unreadable['recorded'], false);
    assert.notDeepEqual(unreadable['findings'], []);
    assert.equal(stage.left('contract').length, 4);
    for (const input of [{}, { text: 'a', data: {} }]) {
      assert.equal((await stage.refused(token, 'publish_contract', input)).code, 'invalid');
    }
    assert.equal(
      (await stage.refused(token, 'publish_contract', { data: { a: 'x'.repeat(70_000) } })).code,
      'too-large',
    );
  });

  test('is read word for word by those whom it binds', async () => {
    const stage = toolStage();
    const bound = { phase: '1', from: 'executor-api', to: ['executor-ui'], about: 'what ui needs', text: CONTRACT };
    for (const workstream of ['api', 'ui']) {
      assert.deepEqual(await stage.use(stage.open({ workstream }), 'get_contracts'), { contracts: [bound] });
    }
    assert.deepEqual(await stage.use(stage.open({ workstream: 'docs' }), 'get_contracts'), { contracts: [] });
    assert.deepEqual(await stage.use(stage.open({ role: 'validator' }), 'get_contracts'), { contracts: [bound] });
    assert.deepEqual(await stage.use(null, 'get_contracts', { phase: '2' }), { contracts: [] });
  });
});

describe('messages', () => {
  test('reach those whom they are for, once, oldest first', async () => {
    const stage = toolStage();
    const api = stage.open();
    const ui = stage.open({ workstream: 'ui' });
    await stage.use(api, 'message', { to: 'executor-ui', text: 'one' });
    await stage.use(api, 'message', { to: 'all', text: 'two' });
    assert.equal((await stage.use(ui, 'session_entry'))['unread'], 2);
    const { messages, more } = await stage.use(ui, 'read_messages');
    assert.match(JSON.stringify(messages), /"from":"executor-api","to":"executor-ui","text":"one".*"text":"two"/);
    assert.equal(more, 0);
    assert.deepEqual((await stage.use(ui, 'read_messages'))['messages'], []);
    assert.deepEqual((await stage.use(api, 'read_messages'))['messages'], [], 'nobody reads their own');
    const again = stage.open({ workstream: 'ui', effect: 'e9' });
    assert.deepEqual((await stage.use(again, 'read_messages'))['messages'], [], 'what was read stays read');
    const { code, message } = await stage.refused(api, 'message', { to: 'executor-db', text: 'three' });
    assert.equal(code, 'not-found');
    assert.match(message, /Write to: all, person, executor-ui/);
  });

  test('to the person are a signal that nobody has to answer', async () => {
    const stage = toolStage();
    await stage.use(stage.open(), 'message', { to: 'person', text: 'The disk is nearly full.' });
    assert.deepEqual(
      stage.asked.map(({ kind, text, options }) => [kind, text, options]),
      [['fyi', 'The disk is nearly full.', []]],
    );
  });
});

describe('an artifact', () => {
  test('is a file in the session’s folder', () =>
    withTempDir(async (folder) => {
      await writeFile(path.join(folder, 'map.svg'), '');
      await symlink('/etc', path.join(folder, 'out'));
      const stage = toolStage(folder);
      const token = stage.open();
      const about = { name: 'map', description: 'How it hangs together.' };
      await stage.use(token, 'record_artifact', { ...about, path: './map.svg' });
      await stage.use(token, 'record_artifact', { ...about, path: path.join(folder, 'map.svg') });
      assert.deepEqual(
        stage.left('artifact').map((artifact) => artifact.path),
        ['map.svg', 'map.svg'],
      );
      assert.equal((await stage.refused(token, 'record_artifact', { ...about, path: 'none.svg' })).code, 'not-found');
      for (const outside of ['../map.svg', '/etc/hosts', 'out/hosts']) {
        assert.equal((await stage.refused(token, 'record_artifact', { ...about, path: outside })).code, 'not-allowed');
      }
    }));
});

describe('files in a report', () => {
  test('are relative to the session’s folder, and only what is in it', async () => {
    const stage = toolStage();
    const filesModified = ['src/a.ts:12', '/worktrees/api/src/b.ts', '/etc/hosts', '../c.ts', './d.ts'];
    await stage.use(stage.open(), 'report_execution', { status: 'COMPLETE', filesModified });
    assert.deepEqual(reportsOf(stage.records).report?.filesModified, ['src/a.ts', 'src/b.ts', 'd.ts']);
  });
});

describe('a verification', () => {
  test('that passes and lists a serious gap is refused, as it would not be believed in text', async () => {
    const stage = toolStage();
    const token = stage.open({ role: 'validator' });
    const gap = { gap: 'No check', expected: '400', actual: '500', files: ['src/api.ts'] };
    const report = { grade: 'PASS', requirements: 'all', tests: 'none', warnings: 'none' };
    const { message } = await stage.refused(token, 'report_verification', {
      ...report,
      gaps: [{ ...gap, severity: 'MAJOR' }],
    });
    assert.match(message, /contradicts itself: it is GAPS_FOUND/);
    await stage.use(token, 'report_verification', { ...report, gaps: [{ ...gap, severity: 'MINOR' }] });
    assert.equal(reportsOf(stage.records).verification?.gaps.length, 1);
  });
});

describe('what a session delivered', () => {
  test('is the last of each report, and every contract', async () => {
    const stage = toolStage();
    const token = stage.open();
    await stage.use(token, 'report_execution', { status: 'PARTIAL' });
    await stage.use(token, 'report_execution', { status: 'COMPLETE', tests: '3 passing' });
    for (const name of ['one', 'two']) {
      await stage.use(token, 'publish_contract', {
        data: { name, functions: [{ name, parameters: [], returns: 'string' }] },
      });
    }
    const { report, verification, fix, contract } = reportsOf(stage.records);
    assert.deepEqual([report?.status, report?.tests, report?.filesCreated], ['COMPLETE', '3 passing', []]);
    assert.deepEqual([verification, fix], [null, null]);
    assert.match(contract ?? '', /"name": "one"[^]*"name": "two"/);
    assert.deepEqual(reportsOf([]), { report: null, verification: null, fix: null, contract: null });
  });
});
