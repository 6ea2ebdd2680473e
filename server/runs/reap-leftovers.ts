import type { Logger } from '../platform/logger.ts';
import { reapGroups } from '../platform/processes/kill-group.ts';
import type { Journal } from '../store/journal.ts';

const REAP_GRACE_MS = 200;

/** Ends what a server that was killed has left running, before anything of it is started again. */
export async function reapLeftovers(journal: Journal, log: Logger): Promise<void> {
  const processes = journal.processes();
  if (processes.length === 0) return;
  const stuck = await reapGroups(processes, REAP_GRACE_MS);
  for (const process of processes) if (!stuck.includes(process)) journal.removeProcess(process);
  log.info(`reaped ${processes.length - stuck.length} process groups of the server before`);
  for (const { pid } of stuck) log.warn(`process group ${pid} cannot be ended`);
}
