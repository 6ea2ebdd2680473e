import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import type { AgentOption, AgentRequest } from '../../../server/engine/ports.ts';
import { createIsInside } from '../../../server/runs/inside-worktree.ts';
import { policiesOf } from '../../../server/runs/permission-policies.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { onStage, OPTIONS, policy, request, run, stageOf } from './broker-stage.ts';

describe('an agent in its own folder', () => {
  test('reads, edits, deletes and tests without a question, by the option for once', () =>
    onStage({}, async ({ folder, broker, questions, journal }) => {
      const harmless = [
        ...(['read', 'edit', 'search', 'delete', 'move'] as const).map((kind) =>
          request({ kind, paths: ['src/new.ts'] }),
        ),
        request({ kind: 'think' }),
        request({ kind: 'search' }),
        request({ kind: 'read', paths: [join(folder, 'src/a.ts')] }),
        run('npm test 2>&1 | tail -5'),
        run(['bash', '-lc', 'git add -A && git commit -m x']),
      ];
      for (const one of harmless) {
        assert.deepEqual(await broker.ask(one), { option: 'yes', text: null }, JSON.stringify(one));
      }
      assert.equal(questions.length, 0);
      assert.equal(journal.decisions().length, harmless.length);
      assert.ok(
        journal
          .decisions()
          .every(({ outcome, by, scope }) => outcome === 'allowed' && by === 'policy' && scope === 'once'),
      );
    }));

  test('is asked about everything else', () =>
    onStage({}, async ({ folder, broker, questions }) => {
      await symlink('/', join(folder, 'root'));
      const cases: Partial<AgentRequest>[] = [
        { kind: 'edit', paths: ['/etc/hosts'] },
        { kind: 'edit', paths: ['ok.ts', '../neighbour.ts'] },
        { kind: 'read', paths: ['root/etc/passwd'] },
        { kind: 'read', paths: ['.env'] },
        { kind: 'edit', paths: ['.git/config'] },
        { kind: 'delete', paths: ['.'] },
        { kind: 'edit', paths: [] },
        { kind: 'read', paths: [] },
        { kind: 'execute', paths: ['ok.ts'] },
        { kind: 'other' },
        { kind: null },
        { kind: 'switch_mode' },
        { kind: 'fetch' },
        { kind: 'fetch', urls: ['https://example.com'] },
        { kind: 'read', command: 'sudo ls', paths: ['ok.ts'] },
        { kind: 'question', command: 'sudo ls' },
      ];
      for (const one of cases) await broker.ask(request(one));
      assert.equal(questions.length, cases.length);
    }));

  test('does not get out by a link', () =>
    withTempDir(async (outside) => {
      await onStage({}, async ({ folder, broker, questions }) => {
        await mkdir(join(outside, 'deep'));
        await writeFile(join(outside, 'target'), '');
        await mkdir(join(folder, 'src'));
        await symlink(join(outside, 'deep'), join(folder, 'away'));
        await symlink(join(folder, 'src'), join(folder, 'here'));
        const leaving = [
          'echo x > away/new',
          'cat away/../target',
          'rm away/new',
          'cd away && touch new',
          './away/run.sh',
        ];
        for (const command of leaving) assert.equal((await broker.ask(run(command)))?.option, 'no', command);
        assert.equal(questions.length, leaving.length);
        const staying = ['echo x > here/new', 'cat here/../src/a', 'cd here && rm -f new', `cat ${folder}/src/a`];
        for (const command of staying) assert.equal((await broker.ask(run(command)))?.option, 'yes', command);
      });
    }));
});

describe('a question', () => {
  test('says who wants what, where and why, in our words', () =>
    onStage({}, async ({ folder, broker, questions }) => {
      await broker.ask(run('npm install left-pad && cd x', { title: 'Make things nice' }));
      const [asked] = questions;
      assert.equal(
        asked?.text,
        'executor-api (workstream api, phase 2) wants to run: npm install left-pad && cd x\nThat is package-install: npm install.',
      );
      assert.match(asked?.detail ?? '', new RegExp(`^Where: ${folder}\nWhy it is asked: default: package-install`));
      assert.match(asked?.detail ?? '', /In the agent's words: Make things nice/);
      assert.deepEqual(asked?.options, [
        { id: 'allow-once', label: 'Allow once', needs: null },
        { id: 'allow-workstream', label: 'Allow for this workstream', needs: null },
        { id: 'allow-run', label: 'Allow for this run', needs: null },
        { id: 'deny', label: 'Deny', needs: null },
      ]);
    }));

  test('offers nothing beyond once where it is always asked, or not known', () =>
    onStage({}, async ({ broker, questions }) => {
      for (const command of ['git push', 'sudo ls', 'rm -rf $X', 'cat ~/.ssh/id_rsa', 'python -c "x()"']) {
        await broker.ask(run(command));
      }
      for (const { options } of questions)
        assert.deepEqual(
          options.map(({ id }) => id),
          ['allow-once', 'deny'],
        );
    }));

  test('is as loud as it is grave', () =>
    onStage({}, async ({ broker, questions }) => {
      for (const command of ['curl a.com', 'git push', 'sudo ls', 'rm -rf /srv/x', 'cat .env', 'cat /dev/ttyUSB0']) {
        await broker.ask(run(command));
      }
      assert.deepEqual(
        questions.map(({ severity }) => severity),
        ['normal', 'high', 'critical', 'critical', 'critical', 'critical'],
      );
    }));

  test('shows what nobody sees', () =>
    onStage({}, async ({ broker, questions }) => {
      await broker.ask(run('ѕudo \u202e ls'));
      assert.match(questions[0]?.text ?? '', /wants to run: ѕudo \\u\{202E\} ls/);
      assert.match(questions[0]?.detail ?? '', /Letters that may look like others: ѕ \(U\+0455\)/);
    }));

  test('of the agent itself is passed on as it is', () =>
    onStage({ person: () => 'b' }, async ({ broker, questions, journal }) => {
      const options: AgentOption[] = [
        { id: 'a', label: 'Red', kind: null },
        { id: 'b', label: 'Blue', kind: null, needs: 'reason' },
      ];
      const answer = await broker.ask(request({ kind: 'question', title: 'Which colour?', options }));
      assert.deepEqual(answer, { option: 'b', text: null });
      assert.equal(questions[0]?.text, 'Which colour?');
      assert.deepEqual(questions[0]?.options, [
        { id: 'a', label: 'Red', needs: null },
        { id: 'b', label: 'Blue', needs: 'reason' },
      ]);
      assert.deepEqual(journal.decisions(), []);
    }));

  test('with several ways to say yes keeps them, but none that is for ever', () =>
    onStage({ person: () => 'later' }, async ({ broker, questions, journal }) => {
      const more: AgentOption = { id: 'later', label: 'Yes, later', kind: 'allow_once' };
      const answer = await broker.ask(request({ kind: 'edit', paths: ['a'], options: [...OPTIONS, more] }));
      assert.deepEqual(answer, { option: 'later', text: null });
      assert.deepEqual(
        questions[0]?.options.map(({ id }) => id),
        ['yes', 'no', 'later'],
      );
      assert.equal(journal.decisions()[0]?.outcome, 'allowed');
    }));
});

describe('the answer of a person', () => {
  test('becomes the option of the agent for once', async () => {
    for (const person of ['allow-once', 'allow-workstream', 'allow-run']) {
      await onStage({ person: () => person }, async ({ broker }) => {
        assert.deepEqual(await broker.ask(run('npm ci')), { option: 'yes', text: null });
      });
    }
    const person = () => Promise.resolve({ option: 'deny', text: 'Use what is there.' });
    await onStage({ person }, async ({ broker, journal }) => {
      assert.deepEqual(await broker.ask(run('npm ci')), { option: 'no', text: 'Use what is there.' });
      assert.deepEqual(journal.decisions(), [
        {
          title: 'May I?',
          command: 'npm ci',
          paths: [],
          class: 'package-install',
          subject: 'npm ci',
          outcome: 'denied',
          by: 'person',
          clause: 'denied by a person; default: package-install npm ci is asked',
          scope: 'once',
        },
      ]);
    });
  });

  test('is null when the session is over, and when the agent has no way to hear a no', async () => {
    await onStage({ person: () => Promise.resolve(null) }, async ({ broker, journal }) => {
      assert.equal(await broker.ask(run('npm ci')), null);
      assert.equal(journal.decisions()[0]?.outcome, 'cancelled');
    });
    await onStage({}, async ({ broker, journal }) => {
      const options = OPTIONS.filter(({ kind }) => kind === 'allow_once');
      assert.equal(await broker.ask(run('npm ci', { options })), null);
      assert.equal(journal.decisions()[0]?.outcome, 'denied');
    });
  });

  test('for a workstream holds there, also after a restart; for a run it holds for its neighbours', () =>
    onStage({ person: () => 'allow-workstream' }, async ({ folder, broker, journal, questions }) => {
      await broker.ask(run('npm ci'));
      await broker.ask(run('cd . && npm ci --silent'));
      assert.equal(questions.length, 1);

      const restarted = stageOf({ folder, journal, person: () => 'allow-run' });
      assert.equal((await restarted.broker.ask(run('npm ci')))?.option, 'yes');
      assert.equal(journal.decisions().at(-1)?.clause, 'allowed for this workstream by a person');
      assert.equal(restarted.questions.length, 0);

      const neighbour = stageOf({ folder, journal, workstream: 'web', person: () => 'allow-run' });
      await neighbour.broker.ask(run('npm ci'));
      assert.equal(neighbour.questions.length, 1);
      const third = stageOf({ folder, journal, workstream: 'docs' });
      assert.equal((await third.broker.ask(run('npm ci')))?.option, 'yes');
      assert.equal((await third.broker.ask(run('npm ci; curl a.com')))?.option, 'no');
      assert.equal(third.questions.length, 1);
    }));

  test('has to be proved for what is always asked, on whichever machine, and says exactly what', () =>
    onStage({ person: () => 'allow-once' }, async ({ broker, gates }) => {
      for (const command of ['curl a.com', 'sudo ls', ['sudo', 'ls']]) await broker.ask(run(command));
      assert.deepEqual(
        gates.map((gate) => gate?.class),
        [undefined, 'privilege', 'privilege'],
      );
      assert.equal(gates[1]?.deed, '{"command":"sudo ls","paths":[],"urls":[]}');
      assert.notEqual(gates[1]?.deed, gates[2]?.deed);
    }));

  test('never holds for what is always asked', () =>
    onStage({ person: () => 'allow-run' }, async ({ broker, questions }) => {
      for (const command of ['git push', 'sudo ls', 'git push', 'sudo ls']) await broker.ask(run(command));
      assert.equal(questions.length, 4);
    }));
});

describe('a policy', () => {
  test('allows and denies without a person, and the agent hears the clause', () =>
    onStage(
      { policies: [policy({ allow: [{ command: 'npm ci' }], deny: [{ class: 'git-publish' }] })] },
      async ({ broker, questions, journal }) => {
        assert.equal((await broker.ask(run('npm ci')))?.option, 'yes');
        assert.deepEqual(await broker.ask(run('npm test; git push')), {
          option: 'no',
          text: 'Denied: machine: deny[0] git-publish.',
        });
        assert.equal(questions.length, 0);
        assert.deepEqual(
          journal.decisions().map(({ clause }) => clause),
          ['machine: allow[0] npm ci', 'machine: deny[0] git-publish'],
        );
      },
    ));

  test('comes from the machine and from the project', () => {
    const written = { allow: [{ command: 'frob' }] };
    const config = ProjectConfig.parse({ permissions: written });
    const [machine, project] = policiesOf(config, MachineConfig.parse({ permissions: written }));
    assert.deepEqual(machine?.policy, project?.policy);
    assert.ok(machine?.mayAllow.includes('unknown'));
    assert.ok(!project?.mayAllow.includes('unknown'));
  });

  test('lets an agent use our own tools, by the name of the tool alone', () =>
    onStage({}, async ({ broker, journal, questions }) => {
      const own = [request({ kind: 'other', title: 'mcp__clutch__report_progress' })];
      for (const one of own) assert.equal((await broker.ask(one))?.option, 'yes');
      assert.ok(journal.decisions().every(({ clause }) => clause === "CLUTCH's own tools"));
      const others = [
        request({ kind: 'other', title: 'mcp__clutch__x', command: 'sudo ls' }),
        request({ kind: 'other', title: 'mcp__clutch__x; sudo ls' }),
        request({ kind: 'other', title: 'mcp__clutchy__x' }),
        request({ kind: 'execute', title: 'mcp__clutch__x' }),
        request({ kind: 'other', title: 'mcp__clutch__x', paths: ['/etc/hosts'] }),
      ];
      for (const one of others) await broker.ask(one);
      assert.equal(questions.length, others.length);
    }));

  test('never says always, and denies an agent that offers nothing else', () =>
    onStage({ policies: [policy({ allow: [{ command: 'npm ci' }] })] }, async ({ broker, questions, journal }) => {
      const options = OPTIONS.filter(({ kind }) => kind !== 'allow_once');
      assert.equal((await broker.ask(run('npm ci', { options })))?.option, 'no');
      assert.equal((await broker.ask(run('ls', { options })))?.option, 'no');
      assert.equal(questions.length, 0);
      assert.equal(journal.decisions()[0]?.clause, 'the agent offers no way to allow it once');
    }));
});

test('a place at home is where the home is', () =>
  withTempDir(async (folder) => {
    const isInside = createIsInside(folder, join(folder, 'home'));
    assert.equal(await isInside('~/a', '.'), true);
    assert.equal(await isInside('a', '~'), true);
    assert.equal(await isInside('~root/a', '.'), false);
    assert.equal(await isInside('..', '.'), false);
    assert.equal(await createIsInside(folder, homedir())('~/a', '.'), false);
    assert.equal(await createIsInside(join(folder, 'gone'), homedir())('a', '.'), false);
  }));
