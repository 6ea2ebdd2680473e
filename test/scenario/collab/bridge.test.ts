/** A share of the older layout beside a real server: what is there is taken over, and answers go back. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { RequestView } from '#schemas/protocol/collab.ts';
import { letPcIn, shareFrom, withPcs } from '../../helpers/collab/pcs.ts';
import { until } from '../../helpers/processes.ts';
import { writeTree } from '../../helpers/temp.ts';

const json = (value: object): string => `${JSON.stringify(value)}\n`;

void test('an older share is bridged: requests are answered by our machines, and what is no record is named', () =>
  withPcs(async ({ share, pc }) => {
    const [main, lab] = [pc('main-pc'), pc('lab')];
    await shareFrom(main, share);
    await letPcIn(main, lab, share);
    const old = path.join(path.dirname(share), 'old', 'projects', 'shop');
    writeTree(old, {
      'machines/old-box/state.json': json({ id: 'old-box', role: 'worker', heartbeatAt: new Date().toISOString() }),
      'requests/q-1.json': json({
        id: 'q-1',
        kind: 'question',
        title: 'Which GPU?',
        from: 'old-box',
        to: 'all',
        status: 'open',
      }),
      'requests/broken.json': '{"id": "broken", ',
      'requests/huge.json': json({ id: 'huge', kind: 'task', from: 'old-box', title: 'x'.repeat(100_000) }),
    });
    symlinkSync('/etc/passwd', path.join(old, 'requests/linked.json'));
    const bridge = async () => {
      const { code, stdout, stderr } = await main.run('collab', 'bridge', path.dirname(path.dirname(old)), '--once');
      return { code, done: stdout, problems: stderr };
    };

    const first = await bridge();
    assert.equal(first.code, 1, 'something is in the way');
    assert.match(first.problems, /requests\/broken\.json: it is no record/);
    assert.match(first.problems, /requests\/huge\.json: it has \d+ bytes, more than 65536/);
    assert.match(first.problems, /requests\/linked\.json: it is a link or no file/);
    assert.match(first.done, /old-box \(worker\) of the older share is at work/);

    const asked = async (): Promise<readonly RequestView[]> =>
      RequestView.array().parse(JSON.parse((await lab.run('requests', '--json')).stdout).requests);
    const request = await until(async () => (await asked()).find(({ title }) => title === 'Which GPU?'), {
      what: 'the lab sees the request of the older share',
      everyMs: 100,
    });
    assert.equal((await asked()).length, 1, 'nothing else was taken over');
    for (const words of [
      ['claim', request.id],
      ['requests', 'finish', request.id, '--status', 'completed', 'An old one.'],
    ]) {
      const { code, stderr } = await lab.run(...words);
      assert.equal(code, 0, stderr);
    }
    const result = path.join(old, 'results/q-1.json');
    await until(async () => (await bridge()).done !== '' && existsSync(result), { what: 'the answer is over there' });
    const { status, text, request: answered } = JSON.parse(readFileSync(result, 'utf8'));
    assert.deepEqual({ status, text, answered }, { status: 'completed', text: 'An old one.', answered: 'q-1' });

    // A request of ours is answered over there.
    assert.equal((await main.run('send', 'all', '--kind', 'question', 'Who is on the older share?')).code, 0);
    await bridge();
    const [ours] = (await asked()).filter(({ title }) => title.startsWith('Who is'));
    assert.ok(ours && existsSync(path.join(old, 'requests', `${ours.id}.json`)));
    writeFileSync(
      path.join(old, 'results', `${ours.id}.json`),
      json({ id: ours.id, request: ours.id, status: 'completed', text: 'I am.', from: 'old-box' }),
    );
    await bridge();
    await until(async () => (await asked()).some(({ id, status: now }) => id === ours.id && now === 'completed'), {
      what: 'our request is answered',
      everyMs: 100,
    });
    assert.equal((await bridge()).done, '', 'what was done is not done again');
  }));
