import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { AGENT_TOOL_NAMES } from '#schemas/agent-tools.ts';
import { openToolClient, type ToolClient } from '../../server/mcp/tool-client.ts';
import { collect } from '../helpers/clutch.ts';
import type { PlannedPhase } from '../helpers/plan-project.ts';
import { mark, sharedServer, type Stage, waitFor, withOwnServer, write } from '../helpers/stage.ts';

const { play } = sharedServer();

const call = (tool: string, input: object = {}, more: object = {}): object => ({ call: { tool, input, ...more } });
const list = (returns: string): object => ({ name: 'list', functions: [{ name: 'list', parameters: [], returns }] });
const verified = { grade: 'PASS', requirements: 'verified by tool', tests: 'none', gaps: [], warnings: 'none' };
const reported = (tests: string): object => call('report_execution', { status: 'COMPLETE', tests });

/** `api` owes `web` a contract; `docs` works beside them. Nobody says anything in text. */
const team = (folder: string): PlannedPhase[] => [
  {
    chain: ['api → publishes [the list of names] → web'],
    workstreams: [
      {
        name: 'api',
        steps: [
          call('session_entry', {}, { expect: '"name":"executor-api"' }),
          call('task_update', { status: 'in_progress' }, { expect: 'your claim' }),
          call('message', { to: 'executor-docs', text: 'list() is sorted.' }),
          mark(folder, 'written'),
          write('1-api.txt'),
          call('record_artifact', { name: 'the list', path: '1-api.txt' }),
          reported('api by tool'),
        ],
      },
      {
        name: 'web',
        dependsOn: ['api'],
        steps: [
          call('get_contracts', {}, { expect: 'returns\\": \\"string[]' }),
          call('report_verification', verified, { expectError: 'not for the role executor' }),
          write('1-web.txt'),
          reported('web by tool'),
        ],
      },
      {
        name: 'docs',
        steps: [
          waitFor(folder, 'written'),
          call('read_messages', {}, { expect: 'list() is sorted.' }),
          call('read_messages', {}, { expect: '"messages":[]' }),
          call(
            'ask',
            {
              text: 'Which form?',
              options: [
                { id: 'short', label: 'Short' },
                { id: 'long', label: 'Long' },
              ],
            },
            { expect: '"option":"long"' },
          ),
          call('ask', { text: 'What title?' }, { expect: '"text":"The list"' }),
          write('1-docs.txt'),
          reported('docs by tool'),
        ],
      },
    ],
    missions: [
      {
        workstream: 'api',
        task: 'contract',
        steps: [
          call('publish_contract', { data: list('any') }, { expect: 'list does not say what it returns' }),
          call('publish_contract', { data: list('string[]') }, { expect: '"findings":[]' }),
        ],
      },
      {
        workstream: '*',
        role: 'validator',
        steps: [
          call('report_execution', { status: 'COMPLETE' }, { expectError: 'not for the role validator' }),
          call('report_verification', verified),
        ],
      },
    ],
  },
];

describe('a team with tools', () => {
  test('publishes a contract, reads it, writes to each other, asks a person and reports, without a word of text', () =>
    play(team, {}, async ({ run, until: seen, answer, finished }) => {
      const over = run();
      await seen('a choice is asked', ({ signals }) => signals.some(({ text }) => text === 'Which form?'));
      await answer('long');
      await seen('a title is asked', ({ signals }) => signals.some(({ text }) => text === 'What title?'));
      await answer('answer', 'The list');
      const { stdout, stderr } = await over;
      assert.match(stdout, /contract for web confirmed/, stderr);
      const [phase] = (await finished()).phases;
      assert.deepEqual(
        phase?.workstreams.map(({ report }) => report?.tests),
        ['api by tool', 'web by tool', 'docs by tool'],
      );
      assert.equal(phase?.verification?.requirements, 'verified by tool');
    }));
});

/** An agent of the person's, in the project's folder. */
function outsider(stage: Stage, env: Record<string, string> = {}): Promise<ToolClient> {
  return openToolClient({
    program: process.execPath,
    args: [path.resolve('dist/clutch.mjs'), 'mcp'],
    cwd: stage.project.root,
    env: { PATH: process.env['PATH'] ?? '', CLUTCH_HOME: stage.clutch.home, ...env },
  });
}

const simple: PlannedPhase[] = [{ workstreams: [{ name: 'alpha' }] }];

describe('clutch mcp', () => {
  test('shows the project to an agent of the person’s, which changes nothing; it starts the server and finds the next', () =>
    withOwnServer(simple, {}, async (stage) => {
      const client = await outsider(stage);
      try {
        assert.deepEqual(await client.list(), ['session_entry', 'task_list', 'task_get', 'get_contracts']);
        assert.equal(stage.clutch.serverPid(), null, 'nothing is started before it is needed');
        const entry = await client.call('session_entry', {});
        assert.equal(entry.failed, false, entry.text);
        assert.match(entry.text, /"plans":\[\{"prd":"PRDs\/PRD-plan\.md"/);
        assert.deepEqual(entry.structured, JSON.parse(entry.text));
        assert.match((await client.call('ask', { text: 'May I?' })).text, /ask not found/);
        await stage.clutch.killServer();
        assert.match((await client.call('task_list', {})).text, /"tasks":\[\]/);
      } finally {
        await client.close();
      }
    }));

  test('with a token of no open session refuses, and starts no server for it', () =>
    withOwnServer(simple, {}, async (stage) => {
      const client = await outsider(stage, { CLUTCH_SESSION_TOKEN: 'forged' });
      try {
        assert.deepEqual(await client.list(), AGENT_TOOL_NAMES);
        const alone = await client.call('session_entry', {});
        assert.match(alone.text, /server that runs this session is not there/);
        assert.equal(alone.failed, true);
        await stage.command('server', 'start');
        assert.match((await client.call('ask', { text: 'May I?' })).text, /^no-session: Your session is over/);
        const log = readFileSync(path.join(stage.clutch.home, 'logs/server.log'), 'utf8');
        assert.match(log, /called ask with a token of no open session/);
        assert.doesNotMatch(log, /forged/);
      } finally {
        await client.close();
      }
    }));

  test('ends with its client', () =>
    withOwnServer(simple, {}, async (stage) => {
      const child = stage.clutch.start(stage.project.root, 'mcp');
      assert.equal((await collect(child)).code, 0, 'its input has ended');
    }));
});
