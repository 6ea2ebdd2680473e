import { signerOf } from '../../platform/signed-json.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { createFileTransport } from '../../transports/file/file-transport.ts';
import type { Transport, TransportDeps } from '../../transports/transport.ts';
import { openHistory, type HistoryFile } from './history-file.ts';
import { sayRecords, Load } from './load.ts';
import { grantTasks, claimTasks, ownLeases } from './own-leases.ts';
import type { SoakMachineConfig, SoakOrder, SoakProgress } from './machine-messages.ts';

const PROGRESS_MS = 100;

/** How the machines of a soak work: short leases, so that many end and begin in a minute. */
const TIMING = { beatMs: 200, pollMs: 20, idlePollMs: 250, leaseMs: 2_000, leaseSyncedMs: 4_000 };
const RETENTION_MS = 10_000;

export interface SoakMachineDeps {
  readonly config: SoakMachineConfig;
  readonly scheduler: Scheduler;
  report(progress: SoakProgress): void;
  /** Called with what to do for each order. */
  onOrder(handle: (order: SoakOrder) => void): void;
  /** How a record is applied; a test brings one that goes wrong, to see that it is found. */
  readonly consume?: (apply: () => void, load: Load) => void;
}

/** One life of one machine of a soak. Resolves when it was told to end, with everything closed. */
export async function runSoakMachine(deps: SoakMachineDeps): Promise<void> {
  const { config, scheduler, consume = (apply) => apply() } = deps;
  const memory = recall(config.historyFile);
  const { history, applied, latest } = memory;
  history.append({ did: 'start', life: memory.lives + 1, at: scheduler.monotonic() });
  const draining = new AbortController();
  const ended = new AbortController();
  deps.onOrder((order) => (order === 'drain' ? draining : ended).abort());
  const transport = await createFileTransport(transportDeps(config, history), { folder: config.folder });
  const leases = ownLeases({ transport, history, scheduler, signal: draining.signal });
  transport.subscribe(async ({ from, type, body, to, task, token }) => {
    if (type === 'soak-grant' && to === config.self && task !== undefined && token !== undefined) {
      leases.own(transport.leases.held(task, token));
    }
    if (type !== 'soak-load') return;
    const load = Load.parse(body);
    const ns = applied.get(from) ?? new Set();
    applied.set(from, ns);
    if (ns.has(load.n)) return history.append({ did: 'again', from, n: load.n });
    consume(() => {
      ns.add(load.n);
      latest.set(from, load.n);
      history.append({ did: 'apply', from, n: load.n, sentAt: load.sentAt, at: scheduler.monotonic() });
    }, load);
  });
  const said = { n: memory.said, acknowledged: memory.acknowledged, isAll: false };
  const isMain = config.machines[0]?.id === config.self;
  const ids = config.machines.map(({ id }) => id);
  const part = { transport, history, scheduler, signal: draining.signal };
  const work = [sayRecords(part, said).then(() => void (said.isAll = true)), claimTasks(part, leases, ids.length)];
  if (isMain) work.push(grantTasks(part, ids.slice(1)));
  const report = setInterval(() => deps.report(progressOf(transport, said, latest)), PROGRESS_MS);
  await Promise.all(work);
  await new Promise<void>((resolve) => {
    if (ended.signal.aborted) resolve();
    ended.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(report);
  await leases.settled();
  await transport.close();
  history.close();
}

function transportDeps(config: SoakMachineConfig, history: HistoryFile): TransportDeps {
  const { self, machines, seed, project, localFolder, callMs } = config;
  const keys = new Map(machines.map(({ id, key }) => [id, key]));
  const main = machines[0]?.id ?? self;
  return {
    project,
    self,
    members: { keyOf: (machine) => keys.get(machine) ?? null, main: () => main, term: () => 1 },
    sign: signerOf({ publicKey: keys.get(self) ?? '', seed }),
    status: () => ({
      role: self === main ? 'main' : 'worker',
      activity: null,
      queue: 0,
      busy: 0,
      slots: 0,
      task: null,
      lastResult: null,
      capabilities: [],
      ssh: null,
    }),
    localFolder,
    timing: { ...TIMING, callMs, retentionMs: RETENTION_MS },
    log: (level, message) => {
      if (level === 'warn') history.append({ did: 'note', text: message.slice(0, 2_000) });
    },
  };
}

function progressOf(
  transport: Transport,
  { acknowledged, isAll }: { readonly acknowledged: number; readonly isAll: boolean },
  latest: ReadonlyMap<string, number>,
): SoakProgress {
  return {
    hasSaidAll: isAll,
    acknowledged,
    applied: Object.fromEntries(latest),
    class: transport.capabilities().class,
    health: transport.health().state,
  };
}

/** What earlier lives have done. */
function recall(file: string) {
  const applied = new Map<string, Set<number>>();
  const latest = new Map<string, number>();
  const memory = { lives: 0, said: 0, acknowledged: 0 };
  const history = openHistory(file, (line) => {
    if (line.did === 'start') memory.lives = line.life;
    if (line.did === 'say') memory.said = line.n;
    if (line.did === 'acknowledged') memory.acknowledged = line.n;
    if (line.did !== 'apply') return;
    applied.set(line.from, (applied.get(line.from) ?? new Set()).add(line.n));
    latest.set(line.from, line.n);
  });
  return { ...memory, history, applied, latest };
}
