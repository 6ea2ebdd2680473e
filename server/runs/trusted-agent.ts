import { AgentError } from '../engine/ports.ts';
import { agentEntries } from './trust-entries.ts';
import { describeEntry, type Trust } from './trust.ts';

/** Throws where the project has this agent started in a way that nobody has trusted. */
export function requireTrustedAgent(
  trust: Trust,
  { run, root, name }: { run: string; root: string; name: string },
): void {
  if (trust.ofRun(run) === 'all') return;
  const [open] = trust.untrusted(root, agentEntries(root, name));
  if (!open) return;
  const how = 'Look at it, run `clutch trust` (or confirm in VS Code), then try again';
  throw new AgentError('not-startable', `Nobody has trusted ${describeEntry(open)} yet. ${how}.`);
}
