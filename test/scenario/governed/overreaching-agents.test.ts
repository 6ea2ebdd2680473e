import assert from 'node:assert/strict';
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { RecordBody, RecordOf } from '#schemas/journal/records.ts';
import type { RunView } from '#schemas/run/run.ts';
import { misbehave, run, workBesides } from '../../helpers/bad-agents.ts';
import { sharedServer, type Stage } from '../../helpers/stage.ts';

const theatre = sharedServer();
const patient = { agentSilenceSeconds: 60 };

/** What sessions of a run have left of one kind, oldest first. */
function recordsOf<Kind extends RecordBody['kind']>({ clutch }: Stage, { id }: RunView, kind: Kind): RecordOf<Kind>[] {
  const database = new DatabaseSync(path.join(clutch.home, 'journal.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT body FROM record WHERE run = ? ORDER BY id').all(id);
    const bodies = rows.map((row): RecordBody => JSON.parse(String(row['body'])).body);
    return bodies.filter((body): body is RecordOf<Kind> => body.kind === kind);
  } finally {
    database.close();
  }
}

const asked = ({ signals }: RunView): RunView['signals'] => signals.filter(({ options }) => options.length > 0);

async function respond({ command }: Stage, view: RunView, signal: string, option: string): Promise<void> {
  const { code, stderr } = await command('signals', 'respond', view.id, signal, option);
  assert.equal(code, 0, stderr);
}

describe('an agent that asks for a thousand permissions at once', () => {
  test('bothers a person with a few of them; one answer can be enough, and every decision is kept', () =>
    misbehave(theatre, { name: 'many-permissions', config: patient }, async (stage, besides) => {
      const window = run(stage);
      const view = await stage.until('a person is asked as often as may be', (one) => asked(one).length >= 20);
      assert.equal(asked(view).length, 20);
      const { code, stdout } = await besides;
      assert.equal(code, 0, `another run goes on meanwhile: ${stdout}`);
      const times: number[] = [];
      for (let look = 0; look < 9; look += 1) {
        const startedAt = performance.now();
        const [seen] = await stage.clutch.runs(stage.project.root);
        times.push(performance.now() - startedAt);
        assert.equal(seen && asked(seen).length, 20);
      }
      times.sort((one, other) => one - other);
      assert.ok((times[4] ?? Infinity) < 1_000, `answers took ${times.join(', ')} ms`);
      assert.equal((await stage.command('status')).code, 0);

      await respond(stage, view, asked(view)[0]?.id ?? '', 'allow-run');
      // Those that stand before the person already are for the person to answer.
      for (;;) {
        const left = asked(await stage.view());
        for (const { id } of left) await respond(stage, view, id, 'deny');
        if (left.length === 0) break;
      }
      await stage.finished();
      await window;
      const outcomes = recordsOf(stage, view, 'permission').map(({ decision }) => decision.outcome);
      assert.equal(outcomes.length, 1_000);
      assert.equal(outcomes.filter((outcome) => outcome === 'allowed').length, 981);
    }));
});

describe('an agent that asks for files outside of its worktree', () => {
  test('is allowed none of them by itself: a person is asked, or the policy denies; the rest of its work counts', () => {
    const config = { ...patient, permissions: { deny: [{ paths: ['/etc/**'] }] } };
    return misbehave(theatre, { name: 'outside', config }, async (stage) => {
      const window = run(stage);
      const texts: string[] = [];
      for (let question = 0; question < 4; question += 1) {
        const view = await stage.until('a person is asked', (one) =>
          asked(one).some(({ text }) => !texts.includes(text)),
        );
        const [signal] = asked(view).filter(({ text }) => !texts.includes(text));
        assert.ok(signal);
        assert.match(signal.text, /write-out-of-scope|credentials/);
        texts.push(signal.text);
        await respond(stage, view, signal.id, 'deny');
      }
      await stage.finished();
      await window;
      const decisions = recordsOf(stage, await stage.view(), 'permission').map(({ decision }) => decision);
      assert.deepEqual(
        decisions.map(({ outcome, by }) => `${outcome} by ${by}`),
        ['denied by person', 'denied by policy', 'denied by person', 'denied by person', 'denied by person'],
      );
      assert.match(decisions[1]?.clause ?? '', /deny\[0\]/);
    });
  });
});

describe('an agent that forges who it is', () => {
  test('is refused with a token that it made up, found or may not use so; a person sees it, and the work goes on', () => {
    const agent = path.resolve(import.meta.dirname, '../../helpers/agents/forging-agent.ts');
    const workstreams = [
      { name: 'beta', files: ['beta.txt'] },
      { name: 'alpha', files: ['alpha.txt'], dependsOn: ['beta'] },
    ];
    const plan = [{ workstreams, commands: ['test -f alpha.txt'] }];
    return theatre.play(plan, { runtime: 'bad', validator: false, contracts: {} }, async (stage) => {
      const notes = path.join(stage.folder, 'notes');
      mkdirSync(notes);
      stage.configure({
        runtime: 'bad',
        agents: { bad: { kind: 'acp', program: process.execPath, args: [agent, notes] } },
      });
      stage.project.git('commit', '--quiet', '--all', '--message', 'chore: another agent');
      const besides = workBesides(stage);
      const { code, stdout, stderr } = await run(stage);
      assert.equal(code, 0, stderr);
      const view = await stage.finished();
      const answers: string[] = JSON.parse(readFileSync(path.join(notes, 'answers.json'), 'utf8'));
      const refusals = [/^report_execution refused: no-session/, /^report_execution refused: no-session/];
      for (const [index, words] of refusals.entries()) assert.match(answers[index] ?? '', words);
      assert.match(answers[2] ?? '', /^report_verification refused: not-allowed/);
      for (const index of [3, 4]) assert.match(answers[index] ?? '', /refused: .*(?:executor|from)/s);
      assert.match(answers[5] ?? '', /^session_entry taken: .*"name":"executor-alpha"/);

      const refused = recordsOf(stage, view, 'refused').map(({ what, why }) => `${what}: ${why}`);
      assert.equal(refused.filter((one) => one.startsWith('report_execution: The token is of no session')).length, 2);
      assert.equal(refused.filter((one) => one.startsWith('report_verification: ')).length, 1);
      assert.deepEqual(recordsOf(stage, view, 'execution-report'), []);
      assert.deepEqual(recordsOf(stage, view, 'message'), []);
      assert.match(stdout, /\(alert, high\): Somebody in the folder of executor-alpha called a tool/);
      const log = readFileSync(path.join(stage.clutch.home, 'logs/server.log'), 'utf8');
      assert.match(log, /called report_execution with a token of no open session/);
      const token = readFileSync(path.join(notes, 'token'), 'utf8');
      assert.ok(token.length > 40);
      for (const file of globSync(['journal.db*', 'logs/*'], { cwd: stage.clutch.home }))
        assert.ok(!readFileSync(path.join(stage.clutch.home, file), 'latin1').includes(token), `${file} holds a token`);
      assert.equal((await besides).code, 0);
    });
  });
});
