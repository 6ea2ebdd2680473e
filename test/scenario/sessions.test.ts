import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { ListSessionsMethod, ListSessionsResult, SessionsChangedMethod } from '#schemas/protocol/sessions.ts';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { claude, codex } from '../unit/watcher/transcript-lines.ts';

interface Stage {
  readonly clutch: Clutch;
  readonly project: string;
  /** Writes below the home of the agents. */
  write(file: string, text: string): void;
  append(file: string, text: string): void;
}

const CLAUDE = '.claude/projects/-shop/s1.jsonl';
const CODEX = '.codex/sessions/2026/11/21/rollout-2026-11-21T12-00-00-t1.jsonl';

function withAgents(play: (stage: Stage) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const [home, project] = [path.join(folder, 'home'), path.join(folder, 'shop')];
    mkdirSync(path.join(project, 'PRDs'), { recursive: true });
    // Only what this test has put there, wherever the agents of this machine keep their files.
    const nowhere = { CLAUDE_CONFIG_DIR: '', CODEX_HOME: '', GEMINI_CLI_HOME: '', XDG_DATA_HOME: '', OPENCODE_DB: '' };
    const environment = { ...nowhere, OPENCLAW_STATE_DIR: '', HOME: home, USERPROFILE: home };
    const clutch = createClutch(path.join(folder, 'clutch'), environment);
    const put = (file: string, text: string, flag: string): void => {
      mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
      writeFileSync(path.join(home, file), text, { flag });
    };
    try {
      await play({
        clutch,
        project,
        write: (file, text) => put(file, text, 'w'),
        append: (file, text) => appendFileSync(path.join(home, file), text),
      });
    } finally {
      await clutch.dispose();
    }
  });
}

describe('clutch sessions', () => {
  test('lists what agents did in the project, and with --all on the machine', () =>
    withAgents(async ({ clutch, project, write }) => {
      write(CLAUDE, claude.prompt('s1', 'Build the shop', path.join(project, 'api')) + claude.block('s1', 'msg_1'));
      write(CODEX, codex.meta('t1', '/elsewhere') + codex.turn() + codex.prompt('Plan it'));
      const here = await clutch.run(project, 'sessions');
      assert.equal(here.code, 0, here.stderr);
      assert.match(here.stdout, /^agent +project +model +tokens +cost +last activity +state +title\n/);
      assert.match(here.stdout, /\nclaude +api +claude-opus-5-5 +1,755 +– +.* +working +Build the shop\n/);
      assert.doesNotMatch(here.stdout, /Plan it/);
      const all = await clutch.run(project, 'sessions', '--all');
      assert.match(all.stdout, /\ncodex +elsewhere +gpt-5\.5 +– +– .* +Plan it\n/);
    }));

  test('says so where there are none', () =>
    withAgents(async ({ clutch, project }) => {
      const { code, stdout } = await clutch.run(project, 'sessions');
      assert.deepEqual([code, stdout], [0, `No agent sessions were found in ${project}.\n`]);
    }));

  test('names what it cannot read, and lists the rest', () =>
    withAgents(async ({ clutch, project, write }) => {
      write('.local/share/opencode/opencode.db', 'no database '.repeat(100));
      write(CLAUDE, claude.prompt('s1', 'Build the shop', project));
      const { code, stdout, stderr } = await clutch.run(project, 'sessions');
      assert.equal(code, 0);
      assert.match(stdout, /Build the shop/);
      assert.match(stderr, /opencode\.db: It cannot be read: file is not a database\./);
    }));

  test('marks the sessions that runs of CLUTCH have started', () =>
    withAgents(async ({ clutch, project, write }) => {
      const worktree = path.join(clutch.home, 'worktrees', 'run-7', 'phase-1--api');
      write(CLAUDE, claude.prompt('s1', 'You are executor-api', worktree) + claude.block('s1', 'msg_1'));
      const { stdout } = await clutch.run(project, 'sessions', '--all', '--json');
      const [session] = ListSessionsResult.parse(JSON.parse(stdout)).sessions;
      assert.equal(session?.run, 'run-7');
    }));

  test('tells a later server what the one before had read, and what came since', () =>
    withAgents(async ({ clutch, project, write, append }) => {
      write(CLAUDE, claude.prompt('s1', 'Build the shop', project) + claude.block('s1', 'msg_1'));
      assert.match((await clutch.run(project, 'sessions')).stdout, /1,755/);
      await clutch.killServer();
      append(CLAUDE, claude.block('s1', 'msg_2'));
      assert.match((await clutch.run(project, 'sessions')).stdout, /3,510/);
    }));
});

test('a client that has asked hears when a session goes on', () =>
  withAgents(async ({ clutch, project, write, append }) => {
    write(CLAUDE, claude.prompt('s1', 'Build the shop', project) + claude.block('s1', 'msg_1'));
    await clutch.run(project, 'server', 'start');
    const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(clutch.home, 'server.json'), 'utf8')));
    const socket = createConnection(address);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    let heard = 0;
    connection.onNotification(SessionsChangedMethod, () => {
      heard += 1;
    });
    connection.listen();
    const list = async (): Promise<ListSessionsResult> =>
      ListSessionsResult.parse(await connection.sendRequest(ListSessionsMethod, { project }));
    try {
      await until(async () => (await list()).waiting === 0, { what: 'all is read' });
      const before = heard;
      append(CLAUDE, claude.block('s1', 'msg_2'));
      await until(() => heard > before, { what: 'the change is told' });
      assert.equal((await list()).sessions[0]?.tokens?.output, 110);
    } finally {
      connection.dispose();
      socket.destroy();
    }
  }));
