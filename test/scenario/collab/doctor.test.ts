import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { collect, createClutch } from '../../helpers/clutch.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

describe('clutch collab doctor', () => {
  it('proves class A with a second machine, and leaves nothing behind', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'share/kept.txt': '' });
      const share = join(folder, 'share');
      const clutch = createClutch(join(folder, 'home'));
      const first = clutch.start(folder, 'collab', 'doctor', share, '--peer', 'wait', '--json');
      let said = '';
      first.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
      const whole = collect(first);
      const code = await until(() => /--peer ([0-9a-f]{6})/.exec(said)?.[1], { what: 'it names a code' });
      const second = await clutch.run(folder, 'collab', 'doctor', share, '--peer', code, '--json');
      for (const { code: exit, stdout, stderr } of [second, await whole]) {
        assert.equal(exit, 0, `${stdout}${stderr}`);
        const report = JSON.parse(stdout);
        assert.equal(report.class.class, 'A', report.class.why);
        assert.equal(report.facts.peer.answered, true);
      }
      assert.deepEqual(readdirSync(share), ['kept.txt']);
    }));

  it('exits with 1 and says why where the folder is not there', () =>
    withTempDir(async (folder) => {
      const { code, stdout } = await createClutch(folder).run(folder, 'collab', 'doctor', 'nowhere');
      assert.equal(code, 1);
      assert.match(stdout, /nowhere cannot be used \(list\).*\n.*Mount the share/);
    }));
});
