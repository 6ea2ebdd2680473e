import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openIdentity, renewIdentity } from '../../../../server/collab/identity.ts';
import { withTempDir } from '../../../helpers/temp.ts';

const fileOf = (home: string): string => path.join(home, 'collab', 'identity.json');

void test('a machine makes its identity once, for its owner alone', async () => {
  await withTempDir((home) => {
    const made = openIdentity(home);
    assert.match(made.machine, /^[a-z0-9-]{1,40}-[0-9a-f]{6}$/);
    assert.deepEqual(openIdentity(home), made);
    assert.equal(statSync(fileOf(home)).mode & 0o077, 0);
    assert.equal(statSync(path.dirname(fileOf(home))).mode & 0o077, 0);
  });
});

void test('a copied home is refused until it asks for an identity of its own', async () => {
  await withTempDir((folder) => {
    const [original, copy] = [path.join(folder, 'original'), path.join(folder, 'copy')];
    cpSync(seededHome(original), copy, { recursive: true });
    assert.throws(() => openIdentity(copy), /looks like a copy of .*clutch members new-identity/);
    const renewed = renewIdentity(copy, false);
    assert.notEqual(renewed.machine, openIdentity(original).machine);
    assert.notEqual(renewed.keys.publicKey, openIdentity(original).keys.publicKey);
    assert.deepEqual(openIdentity(copy), renewed);
  });
});

void test('a machine that only moved keeps its name and its key', async () => {
  await withTempDir((folder) => {
    const [before, after] = [path.join(folder, 'before'), path.join(folder, 'after')];
    cpSync(seededHome(before), after, { recursive: true });
    assert.deepEqual(renewIdentity(after, true), openIdentity(before));
  });
});

void test('another operating system under the same home is another machine', async () => {
  await withTempDir((home) => {
    openIdentity(home, 'this machine');
    assert.throws(() => openIdentity(home, 'a clone of its disk'), /looks like a copy/);
  });
});

void test('a damaged identity is named and never replaced by itself', async () => {
  await withTempDir((home) => {
    openIdentity(home);
    writeFileSync(fileOf(home), '{"v":1,');
    assert.throws(() => openIdentity(home), /cannot be read, so this machine does not know who it is/);
    assert.equal(readFileSync(fileOf(home), 'utf8'), '{"v":1,');
    assert.ok(renewIdentity(home, false).machine);
  });
});

function seededHome(home: string): string {
  mkdirSync(home);
  openIdentity(home);
  return home;
}
