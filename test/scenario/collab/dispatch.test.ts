import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { withSeveralPcs, type WorkerPc } from '../../helpers/several-machines.ts';
import { done, type Plan, waitFor, withOwnServer, write } from '../../helpers/stage.ts';
import { until } from '../../helpers/processes.ts';

const TEAM = ['alpha', 'beta', 'gamma'];
const CONFIG = { dispatch: 'workers' };

const QUESTION = [
  { id: 'tabs', label: 'Tabs' },
  { id: 'spaces', label: 'Spaces' },
];

/** Where a session works is told by its folder, which lies in the home of its machine. */
const where = (folder: string, name: string): object => ({
  run: { command: ['sh', '-c', `pwd >> '${folder}/where-${name}'`], expectExit: 0 },
});

/** A team whose first executor waits until it is let go. */
const teamOf =
  (waits: boolean): Plan =>
  (folder) => [
    {
      workstreams: TEAM.map((name) => ({
        name,
        steps: [
          where(folder, name),
          ...(waits && name === 'alpha' ? [waitFor(folder, 'go')] : []),
          write(`1-${name}.txt`, `${name}\n`),
          done,
        ],
      })),
    },
  ];

const placesOf = (folder: string, name: string): string[] => {
  const file = path.join(folder, `where-${name}`);
  // A file that is there may still be empty.
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '');
};

const workerAt = (workers: readonly WorkerPc[], place: string): WorkerPc => {
  const found = workers.find(({ clutch }) => place.startsWith(clutch.home));
  assert.ok(found, `${place} is on no worker`);
  return found;
};

/** Agents and commands at work in the home of a worker. */
const processesOf = ({ clutch }: WorkerPc): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(clutch.home);
    } catch {
      return false;
    }
  });

describe('a team on other PCs', () => {
  test('does what it does on one: the same trees and subjects, and who did it', async () => {
    const alone: string[] = [];
    await withOwnServer(teamOf(false), CONFIG, async ({ run, project, subjects }) => {
      assert.equal((await run()).code, 0);
      alone.push(...subjects(), project.git('rev-parse', 'HEAD~1^{tree}'));
    });
    await withSeveralPcs(['lab-1', 'lab-2'], teamOf(false), CONFIG, async ({ stage, workers }) => {
      const { project, folder, run, subjects, view } = stage;
      const { code, stdout, stderr } = await run();
      assert.equal(code, 0, stderr);
      assert.match(
        stdout,
        /> executor-alpha works on lab-\d\n[\s\S]*\+ executor-alpha changed 1-alpha\.txt on lab-\d\n/,
      );
      assert.deepEqual([...subjects(), project.git('rev-parse', 'HEAD~1^{tree}')], alone);
      const machines = TEAM.map((name) => workerAt(workers, placesOf(folder, name)[0] ?? '').name);
      const shown = (await view()).phases[0]?.workstreams.map(({ machine }) => machine);
      assert.deepEqual(shown, machines);
      const message = project.git('log', '-1', '--format=%B', 'HEAD~1');
      for (const machine of new Set(machines))
        assert.match(message, new RegExp(`^Clutch-Machine: ${machine} \\(`, 'm'));
      assert.ok(new Set(machines).size > 1, 'both workers had something to do');
      for (const worker of workers) assert.equal(worker.git('status', '--porcelain'), '');
    });
  });

  test('loses a PC in the middle of its task: another one does it', () =>
    withSeveralPcs(['lab-1', 'lab-2'], teamOf(true), CONFIG, async ({ stage, workers }) => {
      const { folder, run, subjects, view } = stage;
      const ended = run();
      const [first = ''] = await until(
        () => (placesOf(folder, 'alpha').length > 0 ? placesOf(folder, 'alpha') : null),
        {
          what: 'alpha is at work',
          deadlineMs: 60_000,
        },
      );
      const lost = workerAt(workers, first);
      await lost.clutch.killServer();
      await until(() => processesOf(lost).length === 0, { what: 'nothing of the lost PC goes on' });
      await until(() => placesOf(folder, 'alpha').length > 1, { what: 'another one is at it', deadlineMs: 60_000 });
      const second = workerAt(workers, placesOf(folder, 'alpha')[1] ?? '');
      assert.notEqual(second.name, lost.name);
      writeFileSync(path.join(folder, 'go'), '');
      const { code, stderr } = await ended;
      assert.equal(code, 0, stderr);
      assert.equal(subjects().length, 2);
      const alpha = (await view()).phases[0]?.workstreams.find(({ name }) => name === 'alpha');
      assert.equal(alpha?.machine, second.name);
      assert.equal(alpha?.attempts, 1, 'for the method it is one session');
    }));

  test('has a PC that sleeps through its lease: what it does afterwards changes nothing, and is kept', () =>
    withSeveralPcs(['lab-1', 'lab-2'], teamOf(true), CONFIG, async ({ stage, workers }) => {
      const { folder, project, run, subjects, view } = stage;
      const ended = run();
      await until(() => placesOf(folder, 'alpha').length > 0, { what: 'alpha is at work', deadlineMs: 60_000 });
      const asleep = workerAt(workers, placesOf(folder, 'alpha')[0] ?? '');
      const pid = asleep.clutch.serverPid() ?? 0;
      process.kill(pid, 'SIGSTOP');
      try {
        await until(() => placesOf(folder, 'alpha').length > 1, { what: 'another one is at it', deadlineMs: 60_000 });
        writeFileSync(path.join(folder, 'go'), '');
        const { code, stderr } = await ended;
        assert.equal(code, 0, stderr);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      const before = project.git('rev-parse', 'HEAD');
      const kept = (): string =>
        project.git('for-each-ref', 'refs/clutch/late') + asleep.git('for-each-ref', 'refs/clutch/kept');
      await until(() => kept() !== '', { what: 'its work is kept', deadlineMs: 60_000 });
      assert.equal(project.git('rev-parse', 'HEAD'), before);
      assert.equal(subjects().length, 2);
      const alpha = (await view()).phases[0]?.workstreams.find(({ name }) => name === 'alpha');
      assert.notEqual(alpha?.machine, asleep.name);
    }));

  test("goes on when main's server dies and comes back", () =>
    withSeveralPcs(['lab-1'], teamOf(true), CONFIG, async ({ stage, workers }) => {
      const { clutch, folder, project, run, finished, subjects } = stage;
      const ended = run();
      await until(() => placesOf(folder, 'alpha').length > 0, { what: 'alpha is at work', deadlineMs: 60_000 });
      const before = clutch.serverPid();
      await clutch.killServer();
      assert.equal((await clutch.run(project.root, 'server', 'start')).code, 0);
      assert.notEqual(clutch.serverPid(), before);
      writeFileSync(path.join(folder, 'go'), '');
      await ended;
      await finished();
      assert.equal(subjects().length, 2);
      assert.equal(placesOf(folder, 'alpha').length, 1, 'it was begun once');
      assert.equal(workerAt(workers, placesOf(folder, 'alpha')[0] ?? '').name, 'lab-1');
    }));

  test('asks on main what it may not decide, and what is always asked only with a proof that main said yes', () => {
    const plan: Plan = [
      {
        workstreams: [
          {
            name: 'alpha',
            steps: [
              { ask: { question: 'Tabs or spaces?', kind: 'other', options: QUESTION, expect: 'spaces' } },
              { ask: { question: 'Read a key', kind: 'read', paths: ['~/.ssh/id_ed25519'], expect: 'allow' } },
              write('1-alpha.txt'),
              done,
            ],
          },
        ],
      },
    ];
    return withSeveralPcs(['lab-1'], plan, CONFIG, async ({ stage, workers, share }) => {
      const { run, asked, answer, until: shows, view } = stage;
      const ended = run();
      await shows('the question is on main', ({ signals }) => signals.some(({ text }) => /Tabs or spaces/.test(text)));
      await answer('spaces');
      await shows('the request is on main', ({ signals }) => signals.some(({ text }) => /credentials/.test(text)));
      assert.match((await asked()).text, /\.ssh\/id_ed25519/);
      await answer('allow-once');
      const { code, stderr } = await ended;
      assert.equal(code, 0, stderr);
      assert.equal((await view()).phases[0]?.workstreams[0]?.machine, workers[0]?.name);
      const chunks = readdirSync(share, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.jsonl'),
      );
      const said = chunks.map((name) => readFileSync(path.join(share, name), 'utf8')).join('');
      assert.equal(said.match(/"type":"approval"/g)?.length, 1, 'one approval was said, for the key');
    });
  });
});
