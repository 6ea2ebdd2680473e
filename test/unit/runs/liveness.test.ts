import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { livenessOf, SILENT_AFTER_MS, type LivenessEvidence } from '../../../server/runs/liveness.ts';
import { createLivenessSampler, type LivenessSampler } from '../../../server/runs/liveness-sampler.ts';
import { isStillThere, startTimeOf } from '../../../server/platform/processes/start-time.ts';
import { isRunning, until } from '../../helpers/processes.ts';

const NOW = 1_000_000;
const nothing: LivenessEvidence = { process: null, event: null, transcript: null, git: null, question: null };
const seen = (age: number, says = 'something') => ({ says, at: NOW - age });
const processSeen = (alive: boolean | null) => ({ ...seen(100, 'the process'), alive });
const stateOf = (evidence: Partial<LivenessEvidence>) => livenessOf({ ...nothing, ...evidence }, NOW).state;

describe('an agent', () => {
  test('of which nothing was seen is unknown', () => assert.equal(stateOf({}), 'unknown'));

  test('whose process is gone is gone, whatever was seen before', () => {
    const evidence = { event: seen(0), git: seen(0), transcript: seen(0), question: seen(0) };
    assert.equal(stateOf({ ...evidence, process: processSeen(false) }), 'gone');
  });

  test('that asks a person waits, however long', () => {
    assert.equal(stateOf({ process: processSeen(true), event: seen(0), question: seen(3_600_000) }), 'waiting');
  });

  for (const signal of ['event', 'transcript', 'git'] as const) {
    test(`works while its last ${signal} is young, also where nobody can see its process`, () => {
      for (const process of [null, processSeen(null), processSeen(true)]) {
        assert.equal(stateOf({ process, [signal]: seen(SILENT_AFTER_MS - 1) }), 'working');
      }
    });
  }

  test('whose process lives and of which nothing else was seen for a minute is silent', () => {
    assert.equal(stateOf({ process: processSeen(true), event: seen(SILENT_AFTER_MS), git: seen(80_000) }), 'silent');
  });

  test('of which nothing was seen for a minute, and whose process nobody can see, is unknown', () => {
    assert.equal(stateOf({ event: seen(SILENT_AFTER_MS) }), 'unknown');
    assert.equal(stateOf({ process: processSeen(null), event: seen(SILENT_AFTER_MS) }), 'unknown');
  });

  test('works when its clock is ahead', () => assert.equal(stateOf({ transcript: seen(-5000) }), 'working'));

  test('is shown with all its evidence, newest first', () => {
    const { evidence } = livenessOf({ ...nothing, process: processSeen(true), git: seen(50), event: seen(200) }, NOW);
    assert.deepEqual(
      evidence.map(({ signal, at }) => [signal, NOW - at]),
      [
        ['git', 50],
        ['process', 100],
        ['event', 200],
      ],
    );
  });
});

describe('a sampler', () => {
  const process = { pid: 4711, startedAt: 'then' };
  interface World {
    now: number;
    alive: boolean | null;
    looks: number;
  }
  const withSampler = async (play: (sampler: LivenessSampler, world: World) => Promise<void> | void): Promise<void> => {
    const world: World = { now: NOW, alive: true, looks: 0 };
    const sampler = createLivenessSampler({
      isAlive: () => Promise.resolve(world.alive),
      now: () => world.now,
      everyMs: 1,
      onSample: () => (world.looks += 1),
    });
    try {
      await play(sampler, world);
    } finally {
      sampler.stop();
    }
  };

  test('forgets nothing and keeps nothing: every state follows from the evidence', () =>
    withSampler((sampler, world) => {
      assert.equal(sampler.current().state, 'unknown');
      sampler.started(process);
      assert.equal(sampler.current().state, 'working');
      world.now += SILENT_AFTER_MS;
      assert.equal(sampler.current().state, 'silent');
      sampler.changed('2 files are changed');
      assert.equal(sampler.current().state, 'working');
      world.now += SILENT_AFTER_MS;
      const answered = sampler.asked();
      const other = sampler.asked();
      assert.equal(sampler.current().state, 'waiting');
      answered();
      assert.equal(sampler.current().state, 'waiting', 'another question stands');
      other();
      assert.equal(sampler.current().state, 'silent');
      sampler.heard(() => 'Edit a.ts');
      assert.deepEqual(sampler.current().evidence[0], { signal: 'event', says: 'Edit a.ts', at: world.now });
    }));

  test('sees that a process is gone, and looks no more', () =>
    withSampler(async (sampler, world) => {
      sampler.started(process);
      await until(() => world.looks > 2, { what: 'it has looked' });
      world.alive = false;
      const { evidence } = await until(() => (sampler.current().state === 'gone' ? sampler.current() : null), {
        what: 'it is gone',
      });
      assert.ok(evidence.some(({ says }) => says === 'process 4711 is gone'));
    }));

  test('says nothing after it was stopped', () =>
    withSampler(async (sampler, world) => {
      sampler.started(process);
      await until(() => world.looks > 0, { what: 'it has looked' });
      sampler.stop();
      const { looks } = world;
      await new Promise(setImmediate);
      assert.equal(world.looks, looks);
    }));
});

test('a process is there as long as it runs, and not when another has its number', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const pid = child.pid ?? assert.fail();
  try {
    const startedAt = await until(() => startTimeOf(pid), { what: 'it runs' });
    assert.equal(await isStillThere({ pid, startedAt }), true);
    assert.equal(await isStillThere({ pid, startedAt: 'another' }), false);
    child.kill('SIGKILL');
    await until(() => !isRunning(pid), { what: 'it has ended' });
    assert.equal(await isStillThere({ pid, startedAt }), false);
  } finally {
    child.kill('SIGKILL');
  }
});
