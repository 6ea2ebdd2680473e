import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A machine as CLUTCH knows one: a home of its own, with the built `clutch` and its real server. */
export interface Machine {
  /** What a command says with `--json`. Rejects where the command fails. */
  json(...args: string[]): Promise<unknown>;
  /** Ends its server. */
  stop(): void;
}

/** Beats and looks ten times as often as people's machines do, so that tests are short. */
const FAST = { beatSeconds: 0.2, pollSeconds: 0.05, idlePollSeconds: 0.2 };

/** `root` is its clone of the project. */
export function machineAt(home: string, root: string, name: string): Machine {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'config.json'), JSON.stringify({ collab: { ...FAST, name } }));
  const repository = join(__dirname, '..', '..', '..');
  const node = join(repository, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const clutch = join(repository, 'dist', 'clutch.mjs');
  return {
    json: (...args) =>
      new Promise((resolve, reject) => {
        const env = { ...process.env, CLUTCH_HOME: home };
        execFile(node, [clutch, ...args, '--json'], { cwd: root, env, timeout: 30_000 }, (error, stdout, stderr) => {
          if (error) reject(new Error(`clutch ${args.join(' ')}: ${stderr}${stdout}`, { cause: error }));
          else resolve(JSON.parse(stdout));
        });
      }),
    stop() {
      const file = join(home, 'server.json');
      if (!existsSync(file)) return;
      const { pid } = JSON.parse(readFileSync(file, 'utf8'));
      assert.ok(Number.isInteger(pid));
      try {
        process.kill(pid, 'SIGTERM');
      } catch {
        // It is gone already.
      }
    },
  };
}
