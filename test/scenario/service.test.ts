/** The real command, with a stand-in for systemctl that writes down how it was called. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { unitName } from '../../server/collab/service/worker-unit.ts';
import { collect, type CommandResult } from '../helpers/clutch.ts';
import { withTempDir } from '../helpers/temp.ts';

interface Stage {
  readonly project: string;
  readonly unit: string;
  calls(): string[];
  run(...args: string[]): Promise<CommandResult>;
}

const CLUTCH = path.resolve(import.meta.dirname, '../../dist/clutch.mjs');

/** `systemctl` answers with these exit codes by its verb; others with 0. */
const withSystem = (codes: Record<string, number> | null, scene: (stage: Stage) => Promise<void>): Promise<void> =>
  withTempDir(async (folder) => {
    const [bin, project, config] = ['bin', 'notes', 'config'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const one of [bin, project]) mkdirSync(one);
    const log = path.join(folder, 'calls');
    writeFileSync(log, '');
    if (codes !== null) {
      const cases = Object.entries(codes).map(([verb, code]) => `${verb}) echo inactive; exit ${code};;`);
      const script = `#!/bin/sh\necho "$@" >> ${log}\ncase "$2" in ${cases.join(' ')} is-active) echo active;; esac\n`;
      writeFileSync(path.join(bin, 'systemctl'), script, { mode: 0o755 });
    }
    const env = { HOME: folder, XDG_CONFIG_HOME: config, PATH: bin, CLUTCH_HOME: path.join(folder, 'home') };
    await scene({
      project,
      unit: path.join(config, 'systemd', 'user', unitName(project)),
      calls: () => readFileSync(log, 'utf8').trim().split('\n'),
      run: (...args) =>
        collect(
          spawn(process.execPath, [CLUTCH, 'service', ...args], {
            cwd: project,
            env,
            stdio: ['ignore', 'pipe', 'pipe'],
          }),
        ),
    });
  });

test('installing shows the whole unit and starts it, removing leaves nothing', () =>
  withSystem({}, async ({ run, unit, calls, project }) => {
    const installed = await run('install', '--yes');
    assert.equal(installed.code, 0, installed.stderr);
    const text = readFileSync(unit, 'utf8');
    assert.ok(installed.stdout.includes(text), 'what was written was shown');
    assert.match(installed.stdout, /loginctl enable-linger/);
    assert.equal(statSync(unit).mode & 0o777, 0o644);
    assert.ok(text.includes(`"worker" "--project" "${project}"`));
    const name = path.basename(unit);
    assert.deepEqual(calls().slice(1), ['--user daemon-reload', `--user enable --now ${name}`]);
    const status = await run('status', '--json');
    assert.deepEqual([status.code, JSON.parse(status.stdout).state], [0, 'active']);
    assert.equal((await run('remove')).code, 0);
    assert.ok(!existsSync(unit));
    assert.ok(calls().includes(`--user disable --now ${name}`));
    assert.match((await run('status')).stdout, /No service for/);
  }));

test('nobody who agrees means that nothing is installed', () =>
  withSystem({}, async ({ run, unit }) => {
    const { code, stderr } = await run('install');
    assert.equal(code, 2);
    assert.match(stderr, /nobody is there to agree.*--yes/);
    assert.ok(!existsSync(unit));
  }));

test('a machine without systemd for its user is told what to start instead', () =>
  withSystem(null, async ({ run, unit, project }) => {
    const { code, stderr } = await run('install', '--yes');
    assert.equal(code, 2);
    assert.ok(stderr.includes(`worker --project ${project}`), stderr);
    assert.ok(!existsSync(unit));
  }));

test('a worker that is installed and does not run exits with 1', () =>
  withSystem({ 'is-active': 3 }, async ({ run }) => {
    await run('install', '--yes');
    const { code, stdout } = await run('status', '--json');
    assert.deepEqual([code, JSON.parse(stdout).state], [1, 'inactive']);
  }));
