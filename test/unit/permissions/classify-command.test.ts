import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { ActionClass } from '#schemas/run/permission.ts';
import { gravityOf } from '../../../server/permissions/action.ts';
import { classifyCommand } from '../../../server/permissions/classify-command.ts';
import { isInside, told, TREE } from './stage.ts';

/** Commands of every class. */
const COMMANDS = [
  'ls -la',
  'cat src/a.ts',
  'cat ../other/a.ts',
  'npm test',
  'rm -f src/a.ts',
  'echo x > /srv/x',
  'curl -s https://example.com',
  'npm ci',
  'frobnicate --all',
  'git push origin main',
  'cat /dev/ttyUSB0',
  'ip link set can0 up',
  'rm -rf /srv/x',
  'git reset --hard',
  'cat ~/.ssh/config',
  'sudo ls',
];

const anyCommand = fc.constantFrom(...COMMANDS);
/** Pieces of which scripts are made, put together without sense. */
const FRAGMENTS = [
  ...COMMANDS,
  ...'$( ) ` " \' { } (( [[ ]] | && ; <<EOF EOF > <( ${ $X \\ if then fi for in do done case esac xargs eval env'.split(
    ' ',
  ),
  '\n',
  'sh -c',
  'cd ..',
];
const fragments = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 30 }).map((parts) => parts.join(' '));

const gravity = async (script: string): Promise<number> => gravityOf((await classifyCommand(script, isInside)).class);

describe('any text', () => {
  test('is classified, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fragments), async (text) => {
        const action = await classifyCommand(text, isInside);
        assert.ok(ActionClass.options.includes(action.class));
        assert.ok(action.subject.length <= 300);
      }),
      { numRuns: 2000 },
    );
  });

  test('is classified as words of a program, too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 20 })), async (words) => {
        assert.ok(ActionClass.options.includes((await classifyCommand(words, isInside)).class));
      }),
    );
  });

  test('of 32 KiB takes no more than a moment, and a longer one is not read at all', async () => {
    const hostile = [
      '$(',
      '(',
      '{a,b}',
      "'",
      '`',
      '"${a:-',
      '$((',
      'cd a;',
      '*/',
      'env ',
      '. ',
      '<(',
      'a|',
      '../',
      'sh -c "',
    ];
    for (const part of hostile) {
      const started = performance.now();
      await classifyCommand(`cat ${part.repeat(32_768 / part.length)}`.slice(0, 32_768), isInside);
      assert.ok(performance.now() - started < 5_000, part);
    }
    const tooLong = await classifyCommand(`ls ${'a'.repeat(32_768)}`, isInside);
    assert.equal(tooLong.class, 'unknown');
    assert.equal(tooLong.known, false);
  });
});

describe('a script', () => {
  test('is never milder for having one more part', async () => {
    const joints = fc.constantFrom(' && ', ' || ', '; ', '\n', ' | ', ' & ');
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCommand, { minLength: 1, maxLength: 5 }),
        anyCommand,
        joints,
        async (parts, one, joint) => {
          const least = Math.max(...(await Promise.all([...parts, one].map(gravity))));
          assert.ok((await gravity([...parts, one].join(joint))) >= least);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('keeps its class however it is wrapped', async () => {
    const wraps: readonly ((command: string) => string)[] = [
      (command) => `sh -c '${command}'`,
      (command) => `bash -lc "${command}"`,
      (command) => `(${command})`,
      (command) => `{ ${command}; }`,
      (command) => `env A=1 ${command}`,
      (command) => `timeout -k 1 5 ${command}`,
      (command) => `nice -n 5 nohup ${command}`,
      (command) => `time ${command}`,
      (command) => `eval '${command}'`,
      (command) => `if true; then ${command}; fi`,
      (command) => `while false; do ${command}; done`,
      (command) => `echo "$(${command})"`,
      (command) => `cat <<EOF\n$(${command})\nEOF`,
      (command) => `bash <<'EOF'\n${command}\nEOF`,
      (command) => `trap '${command}' EXIT`,
    ];
    await fc.assert(
      fc.asyncProperty(anyCommand, fc.constantFrom(...wraps), async (command, wrap) => {
        assert.equal((await told(wrap(command))).class, (await told(command)).class, wrap(command));
      }),
      { numRuns: 500 },
    );
  });

  test('keeps its class at any depth, or is unknown', async () => {
    const wrap = (command: string): string => `timeout 5 env A=1 ${command}`;
    for (let depth = 1, command = 'sudo ls'; depth < 40; depth += 1, command = wrap(command)) {
      assert.ok(['privilege', 'unknown'].includes((await told(command)).class), command);
    }
  });

  test('is as grave as its gravest part, and names all that is unusual', async () => {
    assert.deepEqual(await told('npm test && npm ci && curl https://a.com | tee /srv/x'), {
      class: 'package-install',
      subject: 'network a.com, npm ci, write-out-of-scope /srv',
    });
  });
});

describe('a program with its arguments', () => {
  test('is classified without a shell: nothing in its words is expanded', async () => {
    assert.deepEqual(await told(['cat', '$(sudo x)', '*.ts']), { class: 'read', subject: '()' });
    assert.deepEqual(await told(['bash', '-lc', 'git push && ls']), { class: 'git-publish', subject: 'git push' });
    assert.deepEqual(await told(['rm', '-rf', '/srv/x']), { class: 'destructive', subject: 'rm /srv/x' });
    assert.deepEqual(await told([]), { class: 'read', subject: '()' });
  });
});

describe('the worktree', () => {
  test('is known by its absolute name, too', async () => {
    assert.deepEqual(await told(`rm -rf ${TREE}/build`), { class: 'write-in-scope', subject: '()' });
    assert.deepEqual(await told(`cd ${TREE}/src && cat ../package.json`), { class: 'read', subject: '()' });
    assert.deepEqual(await told(`rm -rf ${TREE}`), { class: 'destructive', subject: 'the whole worktree' });
    assert.deepEqual(await told(`rm -rf ${TREE}-old`), { class: 'destructive', subject: `rm ${TREE}-old` });
  });

  test('is left by a folder that may not have been entered', async () => {
    assert.equal((await told('cd src && rm -rf ../build')).class, 'write-in-scope');
    assert.equal((await told('cd src; rm -rf ../build')).class, 'destructive');
    assert.equal((await told('cd src || true; rm -rf ../build')).class, 'destructive');
    assert.equal((await told('(cd ..); rm -rf build')).class, 'write-in-scope');
  });
});
