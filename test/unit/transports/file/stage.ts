import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { WireRecord } from '#schemas/wire/record.ts';
import { createScheduler, type Scheduler } from '../../../../server/platform/scheduler.ts';
import { createDirectShare } from '../../../../server/transports/file/direct-share.ts';
import { createFileTransport } from '../../../../server/transports/file/file-transport.ts';
import { createLayout } from '../../../../server/transports/file/layout.ts';
import { localCopies } from '../../../../server/transports/file/local-copies.ts';
import { createRealVfs } from '../../../../server/transports/file/real-vfs.ts';
import type { ShareFiles } from '../../../../server/transports/file/share-files.ts';
import { createShareOperations } from '../../../../server/transports/file/share-operations.ts';
import type { Vfs } from '../../../../server/transports/file/vfs.ts';
import type { Transport, TransportDeps } from '../../../../server/transports/transport.ts';
import { withTempDir } from '../../../helpers/temp.ts';
import { createTeam, newId, textOf, type Team } from './machines.ts';

export const layout = createLayout('shop');

/** Machines of one project in one process, over a real folder and real local files. */
export interface Stage {
  readonly folder: string;
  /** The shared folder. */
  readonly share: string;
  readonly team: Team;
  open(machine: string, change?: OpenChange): Promise<Opened>;
}

export interface OpenChange {
  /** Where the machine keeps what is its own; its name by default. */
  readonly local?: string;
  readonly deps?: Partial<TransportDeps>;
  /** How its file system goes wrong. */
  readonly vfs?: (real: Vfs) => Partial<Vfs>;
  readonly share?: (real: ShareFiles) => Partial<ShareFiles>;
  readonly scheduler?: Scheduler;
}

export interface Opened {
  readonly transport: Transport;
  readonly heard: WireRecord[];
  texts(): string[];
  /** Hears what others say. */
  listen(): void;
  /** As a process that was killed: nothing is said or saved any more. */
  close(): Promise<void>;
}

export async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  await withTempDir(async (folder) => {
    const share = path.join(folder, 'share');
    mkdirSync(share);
    const team = createTeam('main', 'worker', 'third');
    const opened: Opened[] = [];
    const open = async (machine: string, change: OpenChange = {}): Promise<Opened> => {
      const one = await openMachine({ folder, share, team }, machine, change);
      opened.push(one);
      return one;
    };
    try {
      await work({ folder, share, team, open });
    } finally {
      await Promise.all(opened.map((one) => one.close()));
    }
  });
}

async function openMachine(
  { folder, share, team }: Pick<Stage, 'folder' | 'share' | 'team'>,
  machine: string,
  change: OpenChange,
): Promise<Opened> {
  const real = createRealVfs(share);
  const operations = createShareOperations({
    vfs: { ...real, ...change.vfs?.(real) },
    copies: localCopies,
    tmp: layout.tmp(machine),
    nonce: () => newId(),
  });
  const direct = createDirectShare(operations);
  const deps = team.deps(machine, folder, change.deps);
  const localFolder = path.join(folder, change.local ?? machine);
  const transport = await createFileTransport(
    { ...deps, localFolder },
    {
      folder: share,
      share: { ...direct, ...change.share?.(direct) },
      scheduler: change.scheduler ?? createScheduler(true),
    },
  );
  const heard: WireRecord[] = [];
  let closed: Promise<void> | null = null;
  return {
    transport,
    heard,
    texts: () => heard.map(textOf),
    listen: () => transport.subscribe(async (record) => void heard.push(record)),
    close: () => (closed ??= transport.close()),
  };
}
