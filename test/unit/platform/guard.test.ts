import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { inRepository } from '../../../scripts/lib/repository.ts';
import { isRunning, until } from '../../helpers/processes.ts';

/** A server in a few lines: starts these scripts under the guard, forgets the last of them, and waits to be killed. */
function serverOf(scripts: readonly string[]): string {
  return `
    import { createGuard } from ${JSON.stringify(inRepository('server/platform/processes/guard.ts'))};
    import { spawnGroup } from ${JSON.stringify(inRepository('server/platform/processes/spawn-group.ts'))};
    const guard = createGuard();
    const start = async (script) => {
      const stdio = ['ignore', 'pipe', 'ignore'];
      const group = await spawnGroup({ program: 'bash', args: ['-c', script], cwd: '/', env: process.env, stdio });
      guard.watch(group.identity);
      const child = await new Promise((resolve) => group.child.stdout.once('data', (bytes) => resolve(Number(bytes))));
      return { ...group.identity, child };
    };
    const groups = await Promise.all(${JSON.stringify(scripts)}.map(start));
    guard.forget(groups.at(-1));
    console.log(JSON.stringify(groups));
    setInterval(() => {}, 1000);`;
}

describe('the guard', { skip: process.platform !== 'linux' }, () => {
  test('ends what a killed server has left, and nothing that it was told to forget', async () => {
    const plain = 'sleep 60 & echo $!; wait';
    const deaf = `trap '' TERM; sleep 60 & echo $!; while :; do sleep 1; done`;
    const strayed = 'setsid sleep 60 & echo $!; wait';
    const server = spawn(process.execPath, ['--input-type=module', '-e', serverOf([plain, deaf, strayed, plain])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = await new Promise<Buffer>((resolve) => server.stdout.once('data', resolve));
    const groups: { pid: number; child: number }[] = JSON.parse(output.toString());
    const forgotten = groups.at(-1);
    assert.ok(forgotten);
    const watched = groups.slice(0, -1).flatMap(({ pid, child }) => [pid, child]);
    assert.ok(watched.every(isRunning));
    server.kill('SIGKILL');
    try {
      await until(() => !watched.some(isRunning), { what: 'everything that was watched is gone' });
      assert.ok(isRunning(forgotten.child));
    } finally {
      process.kill(-forgotten.pid, 'SIGKILL');
    }
  });
});
