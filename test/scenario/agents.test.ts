import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { makeProgram } from '../helpers/agent-machine.ts';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import { createPlanProject, type PlanProject } from '../helpers/plan-project.ts';
import { simplePhases } from '../helpers/plan-stage.ts';
import { withTempDir } from '../helpers/temp.ts';

const playbookAgent = path.resolve(import.meta.dirname, '../../dist/playbook-agent.mjs');

interface Machine {
  readonly clutch: Clutch;
  readonly project: PlanProject;
  readonly folder: string;
  /** The only folder of the PATH. */
  readonly bin: string;
}

/** A machine that has git, a shell and nothing else, until a test puts more into `bin`. */
function onMachine(
  play: (machine: Machine) => Promise<void>,
  { config = {}, consents = true, pathInProject = false } = {},
): Promise<void> {
  return withTempDir(async (folder) => {
    const project = createPlanProject(folder, simplePhases(1), config);
    const bin = path.join(folder, 'bin');
    makeProgram(bin, 'placeholder', '');
    for (const name of ['git', 'sh'])
      symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), path.join(bin, name));
    const local = pathInProject ? [path.join(project.root, 'node_modules/.bin')] : [];
    const env = { PATH: [...local, bin].join(path.delimiter), CLUTCH_NODE: process.execPath };
    const clutch = createClutch(path.join(folder, 'home'), env, { consents });
    try {
      await play({ clutch, project, folder, bin });
    } finally {
      await clutch.dispose();
    }
  });
}

/** A program that speaks the protocol and follows the project's playbook, whatever its arguments. */
const follows = ({ playbook }: PlanProject, before = ''): string =>
  `${before}
  if (process.argv.includes('--version')) console.log('9.9.9');
  else {
    process.argv.splice(2, Infinity, '--playbook', ${JSON.stringify(playbook)});
    import(${JSON.stringify(playbookAgent)});
  }`;

describe('clutch agents', () => {
  test('lists what there is, what it does here and what is missing', () =>
    onMachine(
      async ({ clutch, project, bin }) => {
        const gemini = makeProgram(bin, 'gemini', follows(project));
        makeProgram(bin, 'codex', 'process.exit(1);');
        const { code, stdout } = await clutch.run(project.root, 'agents', '--probe');
        assert.equal(code, 0);
        const missing = (name: string, program: string, of: string) =>
          `    The agent ${name} was not found: there is no program ${program} on the PATH. Install it ` +
          `(\`npm install --global ${of}\`), or let CLUTCH fetch that package with npx: \`clutch agents --allow ${name}\`.`;
        const expected = [
          'claude      not found        –      Claude Code',
          missing('claude', 'claude', '@anthropic-ai/claude-code@2.1.330'),
          'codex       does not answer  –      Codex CLI',
          `    ${path.join(bin, 'codex')} (PATH)`,
          '    codex does not answer: it ended (exit code 1). If it is new here, run `codex login` once.',
          'gemini      answers          9.9.9  Gemini CLI',
          `    ${gemini} (PATH)`,
          '    model: big',
          '    here: executor, research, validator with small, debugger, conflict_resolver',
          'opencode    not found        –      OpenCode',
        ];
        assert.deepEqual(stdout.split('\n').slice(0, expected.length), expected);
      },
      { config: { runtime: 'gemini', models: { validator: 'small' }, agents: { gemini: { model: 'big' } } } },
    ));

  test('chooses who executes the plans, and who has one role', () =>
    onMachine(async ({ clutch, project, bin }) => {
      makeProgram(bin, 'gemini', follows(project));
      const all = await clutch.run(project.root, 'agents', 'use', 'gemini', '--model', 'pro');
      assert.match(all.stdout, /^gemini has now: executor, research, validator, debugger, conflict_resolver\./);
      const one = await clutch.run(project.root, 'agents', 'use', 'codex', '--role', 'validator');
      assert.match(one.stdout, /^codex has now: validator\..*\n.*codex was not found/);
      const config = JSON.parse(readFileSync(path.join(project.root, '.clutch/config.json'), 'utf8'));
      assert.partialDeepStrictEqual(config, { runtime: 'gemini', roles: { validator: 'codex' } });
      const wrong = await clutch.run(project.root, 'agents', 'use', 'codex', '--role', 'boss');
      assert.match(wrong.stderr, /no role boss\. Roles: executor/);
      assert.equal(wrong.code, 2);
      for (const args of [['use'], ['--allow', 'gemini', '--forbid', 'gemini'], ['--role', 'executor'], ['list']]) {
        assert.equal((await clutch.run(project.root, 'agents', ...args)).code, 2, args.join(' '));
      }
    }));
});

describe('a run', () => {
  test('is done by an agent of the PATH, without any configuration', () =>
    onMachine(async ({ clutch, project, bin }) => {
      makeProgram(bin, 'opencode', follows(project));
      const { code, stderr } = await clutch.run(project.root, 'run', '--runtime', 'opencode');
      assert.equal(code, 0, stderr);
    }));

  test('is refused before it starts where its agent, or that of a role, is not there', () =>
    onMachine(async ({ clutch, project }) => {
      for (const config of [{ runtime: 'gemini' }, { roles: { debugger: 'gemini' } }]) {
        const file = path.join(project.root, '.clutch/config.json');
        writeFileSync(file, JSON.stringify({ playbook: project.playbook, ...config }));
        const { code, stderr } = await clutch.run(project.root, 'run');
        assert.equal(code, 2);
        assert.match(stderr, /gemini was not found.*clutch agents --allow gemini/);
        assert.deepEqual(await clutch.runs(project.root), []);
      }
    }));

  test('is done by a package of npx only once a person has allowed that, and by its pinned version', () =>
    onMachine(async ({ clutch, project, folder, bin }) => {
      const seen = path.join(folder, 'seen');
      const record = `require('fs').writeFileSync(${JSON.stringify(seen)}, process.argv.slice(2).join(' '));`;
      makeProgram(bin, 'npx', follows(project, record));
      assert.equal((await clutch.run(project.root, 'run', '--runtime', 'opencode')).code, 2);
      assert.ok(!existsSync(seen));
      const allowed = await clutch.run(project.root, 'agents', '--allow', 'opencode');
      assert.match(allowed.stdout, /^opencode-ai@1\.18\.33 may be fetched with npx/);
      const { code, stderr } = await clutch.run(project.root, 'run', '--runtime', 'opencode');
      assert.equal(code, 0, stderr);
      const prefix = `--prefix=${path.join(clutch.home, 'npx')}`;
      assert.equal(readFileSync(seen, 'utf8'), `--yes ${prefix} --package=opencode-ai@1.18.33 -- opencode acp`);
      await clutch.run(project.root, 'agents', '--forbid', 'opencode');
      assert.match((await clutch.run(project.root, 'agents')).stdout, /^opencode +not found/m);
    }));

  test('is not done by a program that the project itself brings', () =>
    onMachine(
      async ({ clutch, project, folder }) => {
        const mark = path.join(folder, 'started');
        const start = `require('fs').writeFileSync(${JSON.stringify(mark)}, '');`;
        makeProgram(path.join(project.root, 'node_modules/.bin'), 'opencode', start);
        assert.equal((await clutch.run(project.root, 'run', '--runtime', 'opencode')).code, 2);
        assert.match((await clutch.run(project.root, 'agents', '--probe')).stdout, /^opencode +not found/m);
        assert.ok(!existsSync(mark));
      },
      { pathInProject: true },
    ));

  test('asks before it starts a program, or passes on a variable, that the project names', () =>
    onMachine(
      async ({ clutch, project, folder }) => {
        const agent = makeProgram(folder, 'own/agent', follows(project));
        const settings = { program: agent, env: { BASE_URL: 'http://127.0.0.1:9' } };
        const file = path.join(project.root, '.clutch/config.json');
        writeFileSync(file, JSON.stringify({ runtime: 'opencode', agents: { opencode: settings } }));
        project.git('commit', '--quiet', '--all', '--message', 'chore: an agent of our own');
        const { code, stderr } = await clutch.run(project.root, 'run', '--runtime', 'opencode');
        assert.equal(code, 2);
        assert.match(stderr, new RegExp(`runtime: opencode: ${agent}, with BASE_URL=http://127\\.0\\.0\\.1:9`));
        await clutch.run(project.root, 'trust');
        const trusted = await clutch.run(project.root, 'run', '--runtime', 'opencode');
        assert.equal(trusted.code, 0, trusted.stderr);
      },
      { consents: false },
    ));
});
