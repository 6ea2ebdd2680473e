import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ProbeLine } from '../../../../server/collab/doctor/facts.ts';
import { probeFolder, runProbe } from '../../../../server/collab/doctor/probe.ts';
import { withTempDir, writeTree } from '../../../helpers/temp.ts';

describe('the probe', () => {
  it('tries out a folder and leaves it as it was', () =>
    withTempDir((folder) => {
      writeTree(folder, { 'kept.txt': 'kept' });
      const lines: ProbeLine[] = [];
      runProbe(folder, (line) => lines.push(line));
      const checks = lines.flatMap((line) => (line.say === 'checks' ? [line.checks] : []));
      assert.equal(checks[0]?.linkIsExclusive, true);
      assert.equal(checks[0].listingShowsNew, true);
      assert.equal(lines.at(-1)?.say, 'done');
      assert.deepEqual(readdirSync(folder), ['kept.txt']);
    }));

  it('says at which step a folder that is not there failed', () =>
    withTempDir((folder) => {
      const lines: ProbeLine[] = [];
      runProbe(join(folder, 'nowhere'), (line) => lines.push(line));
      assert.deepEqual(
        lines.map((line) => (line.say === 'failed' ? line.code : line.say)),
        ['begin', 'ENOENT'],
      );
    }));

  it('that hangs is ended, and its step is named', async () => {
    const hanging = `console.log('{"say":"begin","step":"make a folder"}'); setInterval(() => {}, 1000);`;
    const facts = await probeFolder([process.execPath, '-e', hanging, '--'], '/nowhere', 1_000);
    assert.equal(facts.outcome, 'hangs');
    assert.equal(facts.step, 'make a folder');
  });

  it('that dies is a failure with its own words', async () => {
    const dying = `console.error('no such thing'); process.exit(3);`;
    const facts = await probeFolder([process.execPath, '-e', dying, '--'], '/nowhere', 20_000);
    assert.equal(facts.outcome, 'failed');
    assert.match(facts.error?.text ?? '', /no such thing/);
  });
});
