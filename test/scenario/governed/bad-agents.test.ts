import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readRss } from '../../bench/lib/proc.ts';
import { isolated, misbehave, run } from '../../helpers/bad-agents.ts';
import { sharedServer, type Stage } from '../../helpers/stage.ts';

const theatre = sharedServer();
/** For misdeeds that take their time. */
const patient = { agentSilenceSeconds: 60 };
/** All misdeeds of this file at once have to fit; what a server holds is bounded whatever it is told. */
const MAX_RSS_MIB = 500;

function assertModest({ clutch }: Stage): void {
  const pid = clutch.serverPid();
  assert.ok(pid);
  if (process.platform === 'linux') assert.ok(readRss(pid) < MAX_RSS_MIB, `${readRss(pid)} MiB`);
}

describe('an agent that floods', { concurrency: 2 }, () => {
  for (const name of ['flood-messages', 'flood-stderr', 'flood-tools']) {
    test(`by ${name.slice(6)} is read at our pace, and its work counts`, () =>
      misbehave(theatre, { name, config: patient }, async (stage) => {
        const { code, stderr } = await run(stage);
        assert.equal(code, 0, stderr);
        await stage.finished();
        assertModest(stage);
      }));
  }
});

describe('an agent that never answers', { concurrency: 3 }, () => {
  for (const [name, what] of [
    ['mute-initialize', 'when it is greeted'],
    ['mute-session', 'when it is to open a session'],
    ['no-answer', 'its prompt'],
  ] as const) {
    test(`${what} is given up, and a person is asked`, () =>
      misbehave(theatre, { name }, async (stage) => {
        assert.equal((await run(stage)).code, 1);
        if (name === 'no-answer') await isolated(stage, /said and did nothing for 2 seconds/);
        else assert.match((await stage.view()).signals.map(({ text }) => text).join('\n'), /said and did nothing/);
      }));
  }
});

describe('an agent that does not speak the protocol', { concurrency: 3 }, () => {
  for (const [name, words] of [
    ['not-json', /does not follow the Agent Client Protocol: it printed "Loading model…"/],
    ['not-the-protocol', /does not follow the Agent Client Protocol/],
    ['endless-line', /printed a line of more than 8388608 bytes/],
    ['huge-line', /printed a line of more than 8388608 bytes/],
    ['deep-json', /printed a message of more than 200 levels/],
    ['deep-permission', /printed a message of more than 200 levels/],
  ] as const) {
    test(`(${name}) is ended, and a person reads why`, () =>
      misbehave(theatre, { name, config: patient }, async (stage) => {
        assert.equal((await run(stage)).code, 1);
        await isolated(stage, words);
        assertModest(stage);
      }));
  }

  test('in what nobody has to understand goes on', () =>
    misbehave(theatre, { name: 'strange-updates' }, async (stage) => {
      const { code, stderr } = await run(stage);
      assert.equal(code, 0, stderr);
      await stage.finished();
    }));
});
