import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CollabView } from '#schemas/protocol/collab.ts';
import { createClutch, type Clutch, type CommandResult } from '../clutch.ts';
import { until } from '../processes.ts';
import { withTempDir } from '../temp.ts';

/** A PC of its own as far as CLUTCH can tell: a home and a clone, with the built command and a real server. */
export interface Pc {
  readonly clutch: Clutch;
  readonly root: string;
  run(...args: string[]): Promise<CommandResult>;
  /** What `clutch members --json` says; null where nothing is shared. */
  members(): Promise<CollabView | null>;
}

export interface Pcs {
  readonly share: string;
  pc(name: string): Pc;
}

/** Beats and looks ten times as often as people's machines do, so that tests are short. */
const FAST = { collab: { beatSeconds: 0.2, pollSeconds: 0.05, idlePollSeconds: 0.2 } };

export async function withPcs(work: (pcs: Pcs) => Promise<void>): Promise<void> {
  await withTempDir(async (folder) => {
    const share = path.join(folder, 'share');
    mkdirSync(share);
    const started: Clutch[] = [];
    const pc = (name: string): Pc => {
      const home = path.join(folder, name, 'home');
      const root = path.join(folder, name, 'shop');
      mkdirSync(home, { recursive: true, mode: 0o700 });
      mkdirSync(root, { recursive: true });
      execFileSync('git', ['init', '--quiet', root]);
      writeFileSync(path.join(home, 'config.json'), JSON.stringify({ collab: { ...FAST.collab, name } }));
      const clutch = createClutch(home);
      started.push(clutch);
      const run = (...args: string[]): Promise<CommandResult> => clutch.run(root, ...args);
      return {
        clutch,
        root,
        run,
        async members() {
          const { stdout, stderr } = await run('members', '--json');
          if (stdout === '') throw new Error(stderr);
          return CollabView.nullable().parse(JSON.parse(stdout));
        },
      };
    };
    try {
      await work({ share, pc });
    } finally {
      for (const clutch of started) await clutch.dispose();
    }
  });
}

/** Shares the project of `main`; the recovery code. */
export async function shareFrom(main: Pc, share: string): Promise<string> {
  const { stdout, stderr } = await main.run('share', '--folder', share, '--json');
  if (stdout === '') throw new Error(stderr);
  return String(JSON.parse(stdout).recoveryCode);
}

/** Invites, joins and confirms, as two persons do; the id of the machine that joined. */
export async function letPcIn(
  main: Pc,
  other: Pc,
  place: string | readonly string[],
  role: 'worker' | 'observer' = 'worker',
): Promise<string> {
  const { code } = JSON.parse((await main.run('invite', '--json')).stdout);
  const joined = JSON.parse(
    (await other.run('join', ...[place].flat(), '--code', String(code), '--role', role, '--json')).stdout,
  );
  const asks = await until(
    async () => (await main.members())?.joining.find(({ fingerprint }) => fingerprint === joined.fingerprint),
    { what: 'main sees who asks' },
  );
  await main.run('members', 'confirm', asks.machine);
  await until(async () => (await other.members())?.role === role, { what: `${asks.machine} is ${role}` });
  return asks.machine;
}
