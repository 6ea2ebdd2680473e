import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListRecordsResult } from '#schemas/protocol/runs.ts';
import { sharedServer } from '../helpers/stage.ts';

const { play } = sharedServer();
const write = { write: { path: '1-alpha.txt', content: 'done\n' } };
const asks = { ask: { question: 'Look around', kind: 'read', paths: ['.'] } };
const asksOutside = { ask: { question: 'Change another', kind: 'edit', paths: ['/srv/other.txt'] } };

test('clutch log says what agents asked, what became of it and by which clause', () =>
  play(
    [{ workstreams: [{ name: 'alpha', steps: [asks, asksOutside, write, { report: { auto: true } }] }] }],
    {},
    async ({ run, command, until, asked, answer, finished }) => {
      await run('--detach');
      await until('it asks', ({ signals }) => signals.length > 0);
      assert.match((await asked()).text, /executor-alpha .*wants to .*\/srv\/other\.txt/s);
      await answer('allow-once');
      await finished();
      const { stdout } = await command('log', '--kind', 'permission');
      const [own, outside, ...more] = stdout.trim().split('\n');
      assert.match(own ?? '', /phase 1, executor alpha {2}permission: allowed Look around \(read; /);
      assert.match(outside ?? '', /permission: allowed .*\(write-out-of-scope; allowed once by a person/);
      assert.deepEqual(more, []);
      const json = ListRecordsResult.parse(JSON.parse((await command('log', '--json')).stdout));
      assert.ok(json.some(({ body }) => body.kind === 'prompt' && body.text.includes('executor-alpha')));
      const wrong = await command('log', '--kind', 'secrets');
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /--kind is one of: .*permission/);
    },
  ));
