import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import { createCommandRuntime } from '../../../server/runtimes/command/create-command-runtime.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { assertNothingIsLeft, type Behaviour, describeRuntimeContract, perform, rejectsWith } from './contract.ts';

/** A program in a few lines of JavaScript that finds `args` in `process.argv`. */
function programOf(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
  return createCommandRuntime({
    name: 'mine',
    command: () => ({ program: process.execPath, args: ['-e', script, ...args], env }),
  });
}

const leaveChild = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'ignore' });
  require('node:fs').writeFileSync('child', String(child.pid));
  child.unref();
  console.log('working');`;

const behaviours: Readonly<Record<Exclude<Behaviour, 'asks'>, string>> = {
  works: `console.log('working'); require('node:fs').writeFileSync('made.txt', 'made'); console.log('finished');`,
  hangs: `console.log('working'); setTimeout(() => {}, 600000);`,
  'hangs-deaf': `process.on('SIGTERM', () => {}); console.log('working'); setTimeout(() => {}, 600000);`,
  crashes: `console.log('working'); console.error('out of order'); process.exitCode = 3;`,
  floods: `
    const chunk = 'x'.repeat(65536);
    let left = 1024;
    const more = () => { while (left-- > 0) if (!process.stdout.write(chunk)) return process.stdout.once('drain', more); process.stdout.write('the end'); };
    more();`,
  'leaves-child': leaveChild,
};

describeRuntimeContract('command', {
  lacks: ['questions', 'tools'],
  prepare: (behaviour) => {
    assert.ok(behaviour !== 'asks');
    return Promise.resolve({ runtime: programOf(behaviours[behaviour]), playbook: null });
  },
});

const printArguments = `console.log(JSON.stringify(process.argv.slice(1)));`;
const printInput = `process.stdin.setEncoding('utf8').on('data', (text) => process.stdout.write(text)).on('end', () => console.log('(end)'));`;

describe('a command', () => {
  test('gets the prompt on its standard input, which ends', () =>
    withTempDir(async (cwd) => {
      const prompt = 'Line one\nline “two”\n';
      const { text } = await perform(programOf(printInput), { cwd, prompt }).outcome;
      assert.equal(text, `${prompt}(end)\n`);
    }));

  test('that does not read its standard input is not held up by a long prompt', () =>
    withTempDir(async (cwd) => {
      const outcome = perform(programOf(`console.log('deaf')`), { cwd, prompt: 'x'.repeat(8_000_000) }).outcome;
      assert.equal((await outcome).text, 'deaf\n');
    }));

  test('gets prompt, model and folder as arguments, whatever they hold', () =>
    withTempDir(async (cwd) => {
      const prompt = `$(touch pwned) "; rm -rf {cwd} {model} ' \n--help`;
      const agent = programOf(printArguments + printInput, ['{prompt}', '--model={model}', '{cwd}', '{other}']);
      const { text } = await perform(agent, { cwd, prompt, model: '$& one' }).outcome;
      assert.equal(text, `${JSON.stringify([prompt, '--model=$& one', cwd, '{other}'])}\n(end)\n`);
      assert.deepEqual(await readdir(cwd), []);
    }));

  test('gets the prompt as a file outside of its folder that only its person can read, and that is gone afterwards', () =>
    withTempDir(async (cwd) => {
      const read = `
        const [file] = process.argv.slice(1);
        console.log(JSON.stringify([file, require('node:fs').readFileSync(file, 'utf8')]));
        setTimeout(() => {}, 600000);`;
      const performance = perform(programOf(read, ['{prompt-file}']), { cwd, prompt: 'Read me.' });
      const line = await until(() => /^.*\n/.exec(performance.said())?.[0], { what: 'the file was read' });
      const [file = '', content]: string[] = JSON.parse(line);
      assert.equal(content, 'Read me.');
      assert.ok(!file.startsWith(cwd));
      if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
      performance.stop();
      await rejectsWith(performance, 'aborted');
      assert.equal(existsSync(dirname(file)), false);
    }));

  test('cannot start without what its arguments name', () =>
    withTempDir(async (cwd) => {
      const agent = programOf(printArguments, ['--model', '{model}']);
      assert.match(await rejectsWith(perform(agent, { cwd }), 'not-startable'), /no model is set/);
      const long = perform(programOf(printArguments, ['{prompt}']), { cwd, prompt: 'x'.repeat(200_000) });
      assert.match(await rejectsWith(long, 'not-startable'), /\{prompt-file\}/);
      const missing = createCommandRuntime({
        name: 'mine',
        command: () => ({ program: 'no-such-agent', args: ['{prompt-file}'], env: process.env }),
      });
      assert.match(await rejectsWith(perform(missing, { cwd }), 'not-startable'), /no-such-agent was not found/);
    }));

  test('finds the tools of CLUTCH in its environment', () =>
    withTempDir(async (cwd) => {
      const print = `console.log(JSON.stringify([JSON.parse(process.env.CLUTCH_MCP_COMMAND), process.env.CLUTCH_TOKEN]))`;
      const tools = { name: 'clutch', program: '/bin/clutch', args: ['mcp', 'a b'], env: { CLUTCH_TOKEN: 'secret' } };
      const { text } = await perform(programOf(print), { cwd, tools }).outcome;
      assert.deepEqual(JSON.parse(text), [['/bin/clutch', 'mcp', 'a b'], 'secret']);
      const none = programOf(`console.log(process.env.CLUTCH_MCP_COMMAND)`);
      assert.equal((await perform(none, { cwd }).outcome).text, 'undefined\n');
    }));

  test('is heard character by character, wherever the pipe cuts', () =>
    withTempDir(async (cwd) => {
      const cut = `
        const bytes = Buffer.from('für 😀');
        const next = (at) => at < bytes.length && process.stdout.write(bytes.subarray(at, at + 1), () => setTimeout(next, 1, at + 1));
        next(0);`;
      const performance = perform(programOf(cut), { cwd });
      assert.equal((await performance.outcome).text, 'für 😀');
      assert.equal(performance.said(), 'für 😀');
    }));

  test('that complains now and then is not silent', () =>
    withTempDir(async (cwd) => {
      const busy = `let n = 0; const timer = setInterval(() => { console.error('still'); if (++n === 24) { clearInterval(timer); console.log('done'); } }, 100);`;
      assert.equal((await perform(programOf(busy), { cwd, silenceMs: 2_000 }).outcome).text, 'done\n');
    }));

  test('whose child holds its output open has ended all the same', () =>
    withTempDir(async (cwd) => {
      const leave = `
        require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'inherit' }).unref();
        console.log('left');`;
      const performance = perform(programOf(leave), { cwd });
      assert.equal((await performance.outcome).text, 'left\n');
      assertNothingIsLeft(performance);
    }));

  test('that was killed tells so', () =>
    withTempDir(async (cwd) => {
      const performance = perform(programOf(`process.kill(process.pid, 'SIGKILL')`), { cwd });
      assert.match(await rejectsWith(performance, 'crashed'), /signal SIGKILL.*left no message/);
    }));

  test('is told apart from a bug of ours in what listens to it', () =>
    withTempDir(async (cwd) => {
      const onEvent = () => {
        throw new RangeError('our bug');
      };
      const performance = perform(programOf(behaviours.hangs), { cwd, onEvent });
      await assert.rejects(performance.outcome, RangeError);
      assertNothingIsLeft(performance);
    }));
});
