import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createFileTransport } from '../../../../server/transports/file/file-transport.ts';
import { until } from '../../../helpers/processes.ts';
import { withTempDir } from '../../../helpers/temp.ts';
import { createTeam, draftOf, textOf } from './machines.ts';

test('a reader that ended after the last record of a chunk, and before it had moved on, goes on', () =>
  withTempDir(async (folder) => {
    const share = path.join(folder, 'share');
    mkdirSync(share);
    const team = createTeam('main', 'worker');
    const main = await createFileTransport(team.deps('main', folder), { folder: share });
    const open = () => createFileTransport(team.deps('worker', folder), { folder: share });
    const heard: string[] = [];
    const first = await open();
    first.subscribe(async (record) => void heard.push(textOf(record)));
    await main.publish([draftOf('one'), draftOf('two')]);
    await until(() => heard.length === 2, { what: 'both were heard' });
    await first.close();
    const cursor = path.join(folder, 'worker/cursors.json');
    const { main: saved } = JSON.parse(readFileSync(cursor, 'utf8'));
    assert.deepEqual([saved.chunk, saved.seq], [1, 2]);
    writeFileSync(cursor, JSON.stringify({ main: { ...saved, chunk: 0, hash: null } }));
    await main.publish([draftOf('three')]);
    const second = await open();
    second.subscribe(async (record) => void heard.push(textOf(record)));
    await until(() => heard.length === 3, { what: 'it goes on' });
    assert.deepEqual(heard, ['one', 'two', 'three']);
    assert.deepEqual(second.alarms(), []);
    await Promise.all([main.close(), second.close()]);
  }));
