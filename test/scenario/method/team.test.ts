import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { done, keepPrompt, mark, sharedServer, waitFor, write } from '../../helpers/stage.ts';

const { play } = sharedServer();

const CONTRACT = { name: 'list', functions: [{ name: 'list', parameters: [], returns: 'string[]' }] };

describe('a team', { concurrency: 3 }, () => {
  test('of independent workstreams works at the same time, and is merged and committed as one phase', () => {
    const meet = (folder: string, name: string, others: string[]): object[] => [
      mark(folder, name),
      ...others.map((other) => waitFor(folder, other)),
      write(`1-${name}.txt`),
      done,
    ];
    const names = ['alpha', 'beta', 'gamma', 'delta'];
    return play(
      (folder) => [
        {
          workstreams: names.map((name) => ({
            name,
            steps: meet(
              folder,
              name,
              names.filter((other) => other !== name),
            ),
          })),
        },
      ],
      {},
      async ({ run, until, project }) => {
        const ended = run();
        await until('all four work at once', ({ agents }) => agents.length === 4);
        const { code, stdout, stderr } = await ended;
        assert.equal(code, 0, stderr);
        assert.match(stdout, /decision: team\. 4 workstreams that do not depend on each other/);
        assert.deepEqual(
          project.git('show', '--format=', '--name-only', 'HEAD~1').split('\n'),
          names.map((name) => `1-${name}.txt`).toSorted(),
        );
        assert.match(readFileSync(path.join(project.root, 'WORKFLOW.md'), 'utf8'), /team/);
      },
    );
  });

  test('works at most as many at the same time as the project allows', () =>
    play(
      [{ workstreams: ['alpha', 'beta', 'gamma'].map((name) => ({ name })) }],
      { team: { maxExecutors: 2 } },
      async ({ run, view }) => {
        assert.equal((await run()).code, 0);
        const workers = (await view()).phases[0]?.workstreams ?? [];
        const [third] = workers.filter(
          (one) => workers.filter((other) => (other.endedAt ?? 0) <= (one.startedAt ?? 0)).length > 0,
        );
        assert.ok(third, 'one of the three began when another had ended');
      },
    ));

  test('whose executors write the same file differently: an agent resolves the conflict and both sides land', () =>
    play(
      (folder) => [
        {
          workstreams: ['alpha', 'beta'].map((name) => ({
            name,
            files: [],
            steps: [write('shared.txt', `${name}\n`), done],
          })),
          commands: ['grep -q alpha shared.txt', 'grep -q beta shared.txt'],
          missions: [
            {
              workstream: '*',
              role: 'conflict_resolver',
              steps: [keepPrompt(folder, 'told.md'), write('shared.txt', 'alpha\nbeta\n'), { say: 'Kept both.' }],
            },
          ],
        },
      ],
      {},
      async ({ run, project, folder }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.equal(project.git('show', 'HEAD:shared.txt'), 'alpha\nbeta');
        assert.match(readFileSync(path.join(folder, 'told.md'), 'utf8'), /hold conflict marks:\n- shared\.txt\n/);
      },
    ));

  test('with a conflict that no agent resolves asks; deferred with a reason, WORKFLOW.md says why', () =>
    play(
      [
        {
          workstreams: ['alpha', 'beta'].map((name) => ({
            name,
            files: [],
            steps: [write('shared.txt', `${name}\n`), done],
          })),
          commands: ['test -f shared.txt'],
          missions: [{ workstream: '*', role: 'conflict_resolver', steps: [{ say: 'I looked at it.' }] }],
        },
      ],
      {},
      async ({ run, asked, answer, project, finished }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /conflicts.*shared\.txt, and an agent could not resolve it in 2 attempts/);
        assert.deepEqual(
          (await asked()).options.map(({ id }) => id),
          ['retry', 'defer'],
        );
        await answer('defer', 'both want the same file');
        await finished();
        assert.match(project.git('show', 'HEAD:WORKFLOW.md'), /deferred[^]*both want the same file/i);
        assert.doesNotMatch(project.git('ls-files'), /shared\.txt/);
      },
    ));

  test('that changes no file in two turns is stopped: one after the other from there, and never a second team', () =>
    play(
      [
        {
          workstreams: ['alpha', 'beta'].map((name) => ({
            name,
            steps: [{ say: 'Planning.' }, done],
            retry: [write(`1-${name}.txt`), done],
          })),
        },
        { workstreams: [{ name: 'gamma' }, { name: 'delta' }] },
      ],
      {},
      async ({ run, view, project }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(
          stdout,
          /decision: team\..*decision: sequential\. The team was stopped because no file was changed/s,
        );
        const { phases, session } = await view();
        assert.deepEqual(
          phases.map(({ mode, teamFailed }) => [mode, teamFailed]),
          [
            ['sequential', true],
            ['sequential', false],
          ],
        );
        assert.match(phases[1]?.modeReason ?? '', /a team failed in this run, and there is no second one/);
        assert.ok(session.teamFailed);
        const [first, second] = phases[0]?.workstreams ?? [];
        assert.ok((second?.endedAt ?? 0) > (first?.endedAt ?? Infinity));
        assert.match(project.git('show', 'HEAD:WORKFLOW.md'), /Team Failure\*\*: yes/);
      },
    ));

  test('of which several cannot go on is stopped; one after the other they get another try', () =>
    play(
      [
        {
          workstreams: [{ name: 'alpha' }, { name: 'beta' }, { name: 'gamma' }],
          missions: ['alpha', 'beta'].flatMap((workstream) =>
            [1, 2].map((attempt) => ({ workstream, attempt, steps: [{ crash: {} }] })),
          ),
        },
      ],
      {},
      async ({ run, view }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        const [phase] = (await view()).phases;
        assert.equal(phase?.mode, 'sequential');
        assert.match(phase?.modeReason ?? '', /several of its executors could not go on/);
        assert.equal(phase?.teamFailed, true);
      },
    ));

  test('is staggered where a contract links two: the published text reaches the downstream executor word for word, before the upstream has finished', () =>
    play(
      (folder) => [
        {
          workstreams: [
            {
              name: 'web',
              dependsOn: ['api'],
              steps: [keepPrompt(folder, 'web.md'), mark(folder, 'web'), write('1-web.txt'), done],
            },
            { name: 'api', contract: CONTRACT, steps: [waitFor(folder, 'web'), write('1-api.txt'), done] },
          ],
          chain: ['[api] → publishes [the list of names] → [web]'],
        },
      ],
      {},
      async ({ run, view, folder }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(stdout, /contract for web confirmed \(agent\).*> executor-web works.*\+ executor-api/s);
        const [phase] = (await view()).phases;
        assert.equal(phase?.mode, 'staggered-team');
        const contract = phase?.workstreams.find(({ name }) => name === 'api')?.contract;
        assert.ok(contract?.text);
        assert.equal(contract.status, 'confirmed');
        const told = readFileSync(path.join(folder, 'web.md'), 'utf8');
        assert.ok(told.includes(contract.text), told);
        assert.match(told, /Build to it exactly/);
      },
    ));

  test('is none where one needs the work of another: the second starts from what the first has done', () =>
    play(
      [
        {
          workstreams: [
            {
              name: 'web',
              dependsOn: ['api'],
              steps: [{ run: { command: ['test', '-f', '1-api.txt'], expectExit: 0 } }, write('1-web.txt'), done],
            },
            { name: 'api' },
          ],
        },
      ],
      {},
      async ({ run, view, project }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.equal((await view()).phases[0]?.mode, 'sequential');
        assert.ok(existsSync(path.join(project.root, '1-web.txt')));
      },
    ));
});
