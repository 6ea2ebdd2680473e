import { nameKey } from '../inline-text.ts';
import type { Workstream } from '../workstreams.ts';
import { propose } from './completion-place.ts';
import type { Complete, Proposal } from './completion-place.ts';
import { fieldAt } from './field-at.ts';
import { isDependsLabel, isWorkstreamLabel, workstreamAt } from './workstream-at.ts';

const OWNER = /^(?:owner|executor|agent)$/;
const MAX_PROPOSALS = 200;

/** Names of workstreams in `Depends on`, and owners in `Owner`. */
export const completeWorkstreams: Complete = (place) => {
  const { here, position, before } = place;
  const own = here.facts.kind === 'prp' ? workstreamAt(here, position.line) : null;
  if (!own) return null;
  const { lines } = here.document;
  const field = fieldAt(before, position.line, own.line + 1, isWorkstreamLabel, (line) => lines.text(line));
  if (!field) return null;
  if (OWNER.test(field.key)) {
    const written = /[\w-]*$/.exec(field.value)?.[0] ?? '';
    return propose(place, 'id', written.length, owners(own, here.facts.workstreams));
  }
  if (!isDependsLabel(field.key)) return null;
  const parts = field.value.replace(/^\[/, '').split(',');
  const written = /[^\s"'`[]*$/.exec(parts.at(-1) ?? '')?.[0] ?? '';
  const named = new Set(parts.slice(0, -1).map(nameKey));
  return propose(place, 'id', written.length, dependencies(own, here.facts.workstreams, named));
};

function owners(own: Workstream, all: readonly Workstream[]): readonly Proposal[] {
  const others = all.filter((one) => one !== own).slice(0, MAX_PROPOSALS);
  return [own, ...others].map(({ name }, index) => ({
    label: `executor-${nameKey(name)}`,
    detail: index === 0 ? 'the executor of this workstream' : `the executor of workstream ${name}`,
  }));
}

function dependencies(own: Workstream, all: readonly Workstream[], named: ReadonlySet<string>): readonly Proposal[] {
  const waiting = waitingFor(own, all);
  const others = all.filter((one) => one !== own && !named.has(nameKey(one.name))).slice(0, MAX_PROPOSALS);
  const free = others.filter((one) => !waiting.has(one.name)).map((one) => ({ label: one.name, ...wordsOn(one) }));
  const circular = others
    .filter((one) => waiting.has(one.name))
    .map((one) => ({ label: one.name, ...wordsOn(one), detail: 'waits for this one already: a cycle' }));
  const none = named.size === 0 ? [{ label: 'none', detail: 'waits for no other workstream' }] : [];
  return [...free, ...none, ...circular];
}

export function wordsOn({ key, owner, files }: Workstream): {
  readonly detail: string;
  readonly documentation?: string;
} {
  const paths = files.slice(0, 12).map(({ path }) => path.slice(0, 120));
  const detail = [key === null ? 'workstream' : `workstream ${key}`, ...(owner === null ? [] : [owner])].join(', ');
  return paths.length === 0 ? { detail } : { detail, documentation: paths.join('\n') };
}

/** The workstreams that depend on this one, directly or by way of others. */
function waitingFor(own: Workstream, all: readonly Workstream[]): ReadonlySet<string> {
  const dependents = new Map<string, string[]>();
  for (const { name, dependsOn } of all) {
    for (const dependency of dependsOn) {
      if (dependency.name === null) continue;
      const known = dependents.get(dependency.name);
      if (known) known.push(name);
      else dependents.set(dependency.name, [name]);
    }
  }
  const found = new Set<string>();
  const open = [own.name];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of dependents.get(name) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}
