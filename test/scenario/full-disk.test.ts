import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createClutch } from '../helpers/clutch.ts';
import { createPlanProject } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';

test('a full disk makes the run wait with a reason; with space again it goes on and loses nothing', async (t) => {
  await withTempDir(async (folder) => {
    const home = path.join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    if (!mountSmallDisk(home)) return t.skip('a small disk cannot be mounted here without root');
    const clutch = createClutch(home);
    try {
      const big = Array.from({ length: 64 }, (_, line) => `${line} ${'x'.repeat(4000)}`).join('\n');
      const steps = [
        { run: { command: ['true'] } },
        { write: { path: '1-alpha.txt', content: big } },
        { report: { auto: true } },
      ];
      const project = createPlanProject(folder, [{ workstreams: [{ name: 'alpha', steps }] }]);
      await clutch.run(project.root, 'server', 'start');
      const filler = path.join(home, 'filler');
      writeFileSync(filler, Buffer.alloc(freeBytes(home) - 150_000));
      const first = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
      assert.equal(first.code, 1, `${first.stdout}${first.stderr}`);
      assert.match(first.stderr, /is waiting.*(full|no space|ENOSPC)/is);
      rmSync(filler);
      const second = await clutch.run(project.root, 'resume');
      assert.equal(second.code, 0, second.stderr);
      assert.match(project.git('show', '--stat', 'HEAD~1'), /1-alpha\.txt/);
    } finally {
      await clutch.dispose();
      await until(() => unmount(home), { what: 'nothing uses the small disk any more' });
    }
  });
});

function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function unmount(folder: string): boolean {
  return spawnSync('umount', [folder], { stdio: 'ignore' }).status === 0;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
