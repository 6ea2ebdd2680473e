import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { PermissionPolicy } from '#schemas/permission-policy.ts';
import type { ActionClass } from '#schemas/run/permission.ts';
import { classifyCommand } from '../../../server/permissions/classify-command.ts';
import {
  type Circumstances,
  judge,
  type Judgement,
  MACHINE_MAY_ALLOW,
  type NamedPolicy,
  PROJECT_MAY_ALLOW,
} from '../../../server/permissions/judge.ts';
import { isInside, TREE } from './stage.ts';

type Written = Partial<Record<'allow' | 'ask' | 'deny', readonly object[]>>;

const machine = (written: Written): NamedPolicy => ({
  name: 'machine',
  policy: PermissionPolicy.parse(written),
  mayAllow: MACHINE_MAY_ALLOW,
});
const project = (written: Written): NamedPolicy => ({
  name: 'project',
  policy: PermissionPolicy.parse(written),
  mayAllow: PROJECT_MAY_ALLOW,
});

async function judged(command: string, given: Partial<Circumstances> = {}): Promise<Judgement> {
  const place = { role: 'executor', worktree: TREE, home: '/home/ann' } as const;
  return judge(await classifyCommand(command, isInside), { ...place, policies: [], grants: [], ...given });
}

const verdict = async (command: string, ...policies: readonly NamedPolicy[]): Promise<string> =>
  (await judged(command, { policies })).verdict;

describe('without a policy', () => {
  test('agents read and write in their worktree, and look at the system', async () => {
    for (const command of ['cat a', 'rm -rf build', 'npm test', 'ls /usr/bin', 'git commit -m x', '# nothing']) {
      assert.equal(await verdict(command), 'allow', command);
    }
  });

  test('a person is asked about everything else', async () => {
    for (const command of [
      'cat ../a',
      'echo x > /srv/a',
      'npm ci',
      'curl a.com',
      'frob',
      'git push',
      'sudo ls',
      'cat .env',
    ]) {
      assert.equal(await verdict(command), 'ask', command);
    }
  });

  test('the clause says why', async () => {
    assert.equal((await judged('npm test')).clause, 'default: write-in-scope is allowed here');
    assert.equal((await judged('npm ci')).clause, 'default: package-install npm ci is asked');
    assert.equal((await judged('npm ci; sudo ls')).clause, 'always asked: privilege sudo ls');
  });
});

describe('a policy', () => {
  test('allows a command by its words, not by its letters', async () => {
    const policy = machine({ allow: [{ command: 'npm ci' }] });
    assert.deepEqual(await judged('npm ci --silent', { policies: [policy] }), {
      verdict: 'allow',
      class: 'package-install',
      subject: 'npm ci',
      clause: 'machine: allow[0] npm ci',
      grantable: false,
    });
    for (const other of [
      'npm install',
      'npm ci && npm install',
      'npm cinema',
      'npm; curl a.com',
      'npm ci; curl a.com',
    ]) {
      assert.equal(await verdict(other, policy), 'ask', other);
    }
  });

  test('allows hosts, folders and roles', async () => {
    const hosts = machine({ allow: [{ class: 'network', hosts: ['*.example.com', 'a.com'] }] });
    assert.equal(await verdict('curl https://api.example.com a.com', hosts), 'allow');
    assert.equal(await verdict('curl https://example.com.evil.io', hosts), 'ask');
    assert.equal(await verdict('curl https://notexample.com', hosts), 'ask');
    assert.equal(await verdict('curl a.com b.com', hosts), 'ask');

    const folder = machine({ allow: [{ class: 'read', paths: ['~/docs', '../sibling/*.md'] }] });
    assert.equal(await verdict('cat ~/docs/a/b.txt', folder), 'allow');
    assert.equal(await verdict('cat /home/ann/docs/b.txt', folder), 'allow');
    assert.equal(await verdict('cat ../sibling/a.md', folder), 'allow');
    assert.equal(await verdict('cat ../sibling/src/a.md', folder), 'ask');
    assert.equal(await verdict('cat ~/docs/../x', folder), 'ask');
    assert.equal(await verdict('cp a ~/docs', folder), 'ask');

    const policies = [machine({ allow: [{ command: 'npm ci', roles: ['validator'] }] })];
    assert.equal((await judged('npm ci', { policies, role: 'validator' })).verdict, 'allow');
    assert.equal((await judged('npm ci', { policies, role: 'executor' })).verdict, 'ask');
  });

  test('never allows what is always asked', async () => {
    const commands = [
      'git push',
      'sudo ls',
      'cat ~/.ssh/id_rsa',
      'rm -rf /srv/x',
      'ip link set a up',
      'cat /dev/ttyUSB0',
    ];
    const words = commands.map((command) => command.split(' ')[0]);
    const policy = machine({ allow: words.map((command) => ({ command })) });
    for (const command of commands) {
      const { verdict: what, clause, grantable } = await judged(command, { policies: [policy] });
      assert.deepEqual([what, grantable], ['ask', false], command);
      assert.match(clause, /^always asked: /);
    }
  });

  test('denies, whatever else says so, also a part of a script', async () => {
    const policies = [
      project({ allow: [{ command: 'npm ci' }] }),
      machine({ deny: [{ class: 'git-publish' }, { command: 'npm ci' }, { paths: ['secrets/**'] }] }),
    ];
    assert.equal((await judged('npm ci', { policies })).clause, 'machine: deny[1] npm ci');
    assert.equal((await judged('git push', { policies })).verdict, 'deny');
    assert.equal((await judged("npm test && sh -c 'git push' || true", { policies })).verdict, 'deny');
    assert.equal((await judged('cat secrets/a', { policies })).verdict, 'deny');
    assert.equal((await judged(`cat ${TREE}/secrets/a`, { policies })).verdict, 'deny');
    assert.equal((await judged('cat src/a', { policies })).verdict, 'allow');
  });

  test('asks about what would be allowed, each time', async () => {
    const policies = [machine({ ask: [{ command: 'npm test' }], allow: [{ command: 'npm ci' }] })];
    const grants = [{ class: 'write-in-scope', subject: 'npm test', scope: 'run' }] as const;
    const { verdict: what, grantable, clause } = await judged('npm test', { policies, grants });
    assert.deepEqual([what, grantable, clause], ['ask', false, 'machine: ask[0] npm test']);
  });

  test('of a project allows no more than what harms nobody else', async () => {
    const written = { allow: [{ command: 'frob' }, { paths: ['/srv/data'] }, { command: 'npm ci' }] };
    assert.equal(await verdict('npm ci', project(written)), 'allow');
    assert.equal(await verdict('frob', project(written)), 'ask');
    assert.equal(await verdict('echo > /srv/data/x', project(written)), 'ask');
    assert.equal(await verdict('frob', machine(written)), 'allow');
    assert.equal(await verdict('echo > /srv/data/x', machine(written)), 'allow');
  });

  test('is refused where an allow clause is not narrow', () => {
    const wide = [
      {},
      { class: 'network' },
      { roles: ['executor'] },
      { paths: ['**'] },
      { paths: ['/**'] },
      { paths: ['/'] },
      { paths: ['~/*'] },
      { hosts: ['*'] },
      { hosts: ['*.com'] },
      { class: 'privilege', command: 'sudo ls' },
      { class: 'destructive', paths: ['build'] },
      { command: ' ' },
      { command: 'npm', user: 'x' },
    ];
    for (const clause of wide) {
      assert.equal(PermissionPolicy.safeParse({ allow: [clause] }).success, false, JSON.stringify(clause));
    }
    assert.equal(PermissionPolicy.safeParse({ deny: [{}] }).success, false);
    assert.equal(PermissionPolicy.safeParse({ deny: [{ class: 'network' }], ask: [{ paths: ['**'] }] }).success, true);
  });
});

describe('a grant', () => {
  const grants = [{ class: 'package-install', subject: 'npm ci', scope: 'workstream' }] as const;

  test('holds for the same class and subject, and for nothing beside', async () => {
    assert.equal((await judged('npm ci', { grants })).clause, 'allowed for this workstream by a person');
    assert.equal((await judged('cd src && npm ci 2>&1 | tail', { grants })).verdict, 'allow');
    for (const other of ['npm install', 'npm ci; curl a.com', 'npm ci > /srv/x', 'npm ci && git push', 'npm ci $X']) {
      assert.equal((await judged(other, { grants })).verdict, 'ask', other);
    }
  });

  test('is not offered where the subject does not say it all', async () => {
    for (const command of [
      'rm -rf $X',
      'git push',
      'python -c "x()"',
      'curl "$URL"',
      'bash <(curl -s https://a.com)',
    ]) {
      assert.equal((await judged(command)).grantable, false, command);
    }
    for (const command of ['npm ci', 'curl a.com', 'cat ../a/b', 'frob --all']) {
      assert.equal((await judged(command)).grantable, true, command);
    }
  });

  test('does not go before a denial', async () => {
    const policies = [machine({ deny: [{ command: 'npm ci' }] })];
    assert.equal((await judged('npm ci', { grants, policies })).verdict, 'deny');
  });
});

test('any action is judged', () => {
  const classes: readonly ActionClass[] = ['read', 'network', 'unknown', 'privilege'];
  const part = fc.record({
    class: fc.constantFrom(...classes),
    subject: fc.string(),
    known: fc.boolean(),
    usual: fc.boolean(),
    command: fc.array(fc.string()),
    path: fc.option(fc.string()),
    access: fc.option(fc.constantFrom('read', 'write', 'run', 'delete')),
    host: fc.option(fc.string()),
  });
  const policies = [machine({ allow: [{ command: 'a', paths: ['a/*'] }], deny: [{ paths: ['**/*x?'] }] })];
  const place = { role: 'executor', worktree: TREE, home: '/home/ann', grants: [], policies } as const;
  fc.assert(
    fc.property(fc.array(part), fc.constantFrom(...classes), fc.string(), (parts, what, subject) => {
      const { verdict: word } = judge({ class: what, subject, known: true, parts }, place);
      assert.ok(['allow', 'ask', 'deny'].includes(word));
    }),
  );
});
