import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withOwnServer } from '../../helpers/stage.ts';

const skip = process.platform === 'linux' ? false : 'reads /proc';

test('while a run waits for a person its server starts nothing and takes no processor time', { skip }, () =>
  withOwnServer(
    [{ workstreams: [{ name: 'alpha', steps: [{ report: { status: 'BLOCKED', issues: 'no key' } }] }] }],
    {},
    async ({ run, clutch }) => {
      assert.equal((await run()).code, 1);
      const pid = clutch.serverPid();
      assert.ok(pid);
      const before = ticksOf(pid);
      // The span over which the processor time is measured; nothing is waited for.
      await delay(1000);
      assert.ok(ticksOf(pid) - before <= 5, 'at most 50 ms in a second');
      // The guard alone is there: it ends what agents leave when the server is killed, and sleeps until then.
      assert.deepEqual(childrenOf(pid).map(nameOf), ['sh']);
    },
  ),
);

/** User and system time in hundredths of a second. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function nameOf(pid: string): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}

function childrenOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter((child) => child !== ''),
  );
}
