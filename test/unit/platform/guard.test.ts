import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { inRepository } from '../../../scripts/lib/repository.ts';
import { isRunning, until } from '../../helpers/processes.ts';

interface Started {
  readonly pid: number;
  /** A process that it has started. */
  readonly child: number;
}

interface Script {
  readonly script: string;
  readonly keepsDaemons?: boolean;
  /** Whether the guard is told of it. */
  readonly watched?: boolean;
}

/** A server in a few lines: starts these scripts under the guard, and waits to be killed. */
function serverOf(scripts: readonly Script[]): string {
  return `
    import { createGuard } from ${JSON.stringify(inRepository('server/platform/processes/guard.ts'))};
    import { spawnGroup } from ${JSON.stringify(inRepository('server/platform/processes/spawn-group.ts'))};
    const guard = createGuard();
    const start = async ({ script, keepsDaemons = false, watched = true }) => {
      const stdio = ['ignore', 'pipe', 'ignore'];
      const env = process.env;
      const group = await spawnGroup({ program: 'bash', args: ['-c', script], cwd: '/', env, stdio, keepsDaemons });
      if (watched) guard.watch(group.identity);
      const child = await new Promise((resolve) => group.child.stdout.once('data', (bytes) => resolve(Number(bytes))));
      return { pid: group.identity.pid, child };
    };
    console.log(JSON.stringify(await Promise.all(${JSON.stringify(scripts)}.map(start))));
    setInterval(() => {}, 1000);`;
}

/** Kills such a server and hands over what it had started. */
async function killedServer(
  scripts: readonly Script[],
  look: (started: readonly Started[]) => Promise<void>,
): Promise<void> {
  const server = spawn(process.execPath, ['--input-type=module', '-e', serverOf(scripts)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await new Promise<Buffer>((resolve) => server.stdout.once('data', resolve));
  const started: Started[] = JSON.parse(output.toString());
  const all = started.flatMap(({ pid, child }) => [pid, child]);
  assert.ok(all.every(isRunning));
  server.kill('SIGKILL');
  try {
    await look(started);
  } finally {
    for (const pid of all) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  }
}

const plain = 'sleep 60 & echo $!; wait';
const deaf = `trap '' TERM; sleep 60 & echo $!; while :; do sleep 1; done`;
const strayed = 'setsid sleep 60 & echo $!; wait';

describe('the guard', { skip: process.platform !== 'linux' }, () => {
  test('ends what a killed server has left, also what it was not told of yet', () =>
    killedServer(
      [{ script: plain }, { script: deaf }, { script: strayed }, { script: plain, watched: false }],
      async (started) => {
        const all = started.flatMap(({ pid, child }) => [pid, child]);
        await until(() => !all.some(isRunning), { what: 'everything is gone' });
      },
    ));

  test('leaves a daemon alone where it may stay, and what it was never to watch', () =>
    killedServer(
      [
        { script: strayed, keepsDaemons: true },
        { script: plain, keepsDaemons: true, watched: false },
        { script: deaf },
      ],
      async ([daemon, unwatched, last]) => {
        assert.ok(daemon && unwatched && last);
        await until(() => !isRunning(daemon.pid) && !isRunning(last.child), { what: 'the groups are gone' });
        assert.ok(isRunning(daemon.child));
        assert.ok(isRunning(unwatched.pid) && isRunning(unwatched.child));
      },
    ));
});
