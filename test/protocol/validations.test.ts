import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CancelValidationMethod,
  CurrentTreesMethod,
  CurrentTreesResult,
  ListValidationsMethod,
  ListValidationsResult,
  RunValidationMethod,
  ValidationEnded,
  ValidationEndedMethod,
  ValidationOutput,
  ValidationOutputMethod,
} from '#schemas/protocol/validations.ts';
import { isRunning, until } from '../helpers/processes.ts';
import { simplePhases, withPlanStage } from '../helpers/plan-stage.ts';
import { connectToServer } from '../helpers/server-connection.ts';

const PRP = 'PRPs/PRP-PRD-plan-phase-1.md';

interface Window {
  readonly root: string;
  readonly ended: ValidationEnded[];
  printed(id: string): string;
  request(method: string, params: object): Promise<unknown>;
  run(id: string, command: string): Promise<unknown>;
  end(id: string): Promise<ValidationEnded>;
  leave(): void;
}

/** A window on a project whose first PRP has these commands. */
function inWindow(commands: readonly string[], play: (window: Window) => Promise<void>): Promise<void> {
  return withPlanStage(simplePhases(1), async ({ clutch, project: { root } }) => {
    mkdirSync(path.join(root, 'PRPs'), { recursive: true });
    const fences = commands.map((one, index) => `### Level ${index + 1}: x\n\n\`\`\`bash\n${one}\n\`\`\`\n`);
    writeFileSync(path.join(root, PRP), `# PRP\n\n## Validation Loop\n\n${fences.join('\n')}`);
    await clutch.run(root, 'server', 'start');
    const { connection, request, leave } = connectToServer(clutch);
    const outputs: ValidationOutput[] = [];
    const ended: ValidationEnded[] = [];
    connection.onNotification(ValidationOutputMethod, (one) => void outputs.push(ValidationOutput.parse(one)));
    connection.onNotification(ValidationEndedMethod, (one) => void ended.push(ValidationEnded.parse(one)));
    await request('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'plan' }],
      capabilities: {},
    });
    await connection.sendNotification('initialized', {});
    await until(async () => ListValidationsResult.parse(await request(ListValidationsMethod, {})).suites.length > 0, {
      what: 'the PRP is known',
    });
    try {
      await play({
        root,
        ended,
        request,
        leave,
        printed: (id) => outputs.flatMap((one) => (one.id === id ? [one.text] : [])).join(''),
        run: (id, command) => request(RunValidationMethod, { id, root, path: PRP, command, consent: 'workspace' }),
        async end(id) {
          await until(() => ended.some((one) => one.id === id), { what: `${id} has ended` });
          const found = ended.find((one) => one.id === id);
          assert.ok(found);
          return found;
        },
      });
    } finally {
      leave();
    }
  });
}

test('a command of a PRP is run in the project, told as it prints, and only there', () =>
  inWindow(['pwd; echo words; exit 3'], async ({ root, request, run, printed, end }) => {
    const { suites } = ListValidationsResult.parse(await request(ListValidationsMethod, {}));
    assert.deepEqual(
      suites.map(({ path: file, phase, commands }) => [file, phase, commands.map(({ line }) => line)]),
      [[PRP, '1', [7]]],
    );
    await run('one', 'pwd; echo words; exit 3');
    const { result, problem } = await end('one');
    assert.deepEqual([problem, result?.exitCode, result?.stopped], [null, 3, null]);
    assert.equal(printed('one'), `${root}\nwords\n`);
    await assert.rejects(run('two', 'rm -rf /'), /does not name this command any more/);
    await assert.rejects(
      request(RunValidationMethod, { id: 'x', root: '/', path: PRP, command: 'x', consent: 'workspace' }),
      /is no project in this window/,
    );
    await assert.rejects(
      request(RunValidationMethod, { id: 'x', root, path: PRP, command: 'pwd; echo words; exit 3' }),
      /consent/,
      'without consent nothing of a project is started',
    );
  }));

const WAITS = 'sh -c "echo \\$\\$ > child; exec sleep 600" & echo begun; wait';

test('what is cancelled is ended with everything that it has started', () =>
  inWindow([WAITS], async ({ root, request, run, printed, end }) => {
    await run('one', WAITS);
    const file = path.join(root, 'child');
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '', { what: 'its child runs' });
    await until(() => printed('one') === 'begun\n', { what: 'the words are told while it runs' });
    await request(CancelValidationMethod, { id: 'one' });
    assert.equal((await end('one')).result?.stopped, 'aborted');
    assert.equal(isRunning(Number(readFileSync(file, 'utf8'))), false);
  }));

test('a window that goes takes its commands with it', () =>
  inWindow([WAITS], async ({ root, run, leave }) => {
    await run('one', WAITS);
    const file = path.join(root, 'child');
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '', { what: 'its child runs' });
    leave();
    await until(() => !isRunning(Number(readFileSync(file, 'utf8'))), { what: 'it is ended' });
  }));

const FLOOD = 'head -c 100000000 /dev/zero | tr "\\0" "x"; echo; echo end';

test('of 100 MB the first MiB is told and the limit ends it', () =>
  inWindow([FLOOD], async ({ run, printed, end }) => {
    await run('one', FLOOD);
    const { result } = await end('one');
    assert.ok(result);
    assert.equal(result.stopped, 'output-limit');
    assert.ok(result.outputTail.length <= 8192);
    assert.ok(printed('one').length <= 1_048_576, `${printed('one').length}`);
  }));

test('a receipt counts for the files as they are, whatever the plan says since', () =>
  inWindow(['true'], async ({ root, request }) => {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
    const current = async (...trees: string[]): Promise<string[]> =>
      CurrentTreesResult.parse(await request(CurrentTreesMethod, { root, trees })).current;
    const tree = git('rev-parse', 'HEAD^{tree}');
    assert.deepEqual(await current(tree, '0'.repeat(40)), [tree]);
    writeFileSync(path.join(root, 'WORKFLOW.md'), '# other\n');
    assert.deepEqual(await current(tree), [tree]);
    writeFileSync(path.join(root, 'new.txt'), 'x');
    assert.deepEqual(await current(tree), []);
  }));
