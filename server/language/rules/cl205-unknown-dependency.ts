import { waitsFor } from '../dependency-graph.ts';
import { nameKey } from '../inline-text.ts';
import { nearName } from '../near-names.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { editDependencies } from '../workstream-edits.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Dependency, Workstream } from '../workstreams.ts';
import type { Fix, Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const unknownDependency: Rule = {
  id: 'CL205',
  title: 'Dependency on an unknown workstream',
  rationale:
    'A workstream starts when those it depends on are finished. One that waits for a name that no workstream has would wait for ever, so the phase cannot be started.',
  kinds: ['prp'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    const workstreams = readWorkstreams(document);
    const names = workstreams.map((workstream) => workstream.name);
    const reports: Report[] = [];
    for (const workstream of workstreams) {
      for (const dependency of workstream.dependsOn) {
        if (dependency.name !== null) continue;
        if (reports.length >= MAX_REPORTS) return reports;
        reports.push(reportOf(document, path, workstream, dependency, names));
      }
    }
    return reports;
  },
};

function reportOf(
  document: ParsedDocument,
  path: string,
  workstream: Workstream,
  { written, range }: Dependency,
  names: readonly string[],
): Report {
  const others = names.filter((name) => name !== workstream.name);
  const near = nearName(written, others);
  const known =
    others.length === 0 ? 'There is no other workstream' : `Known are ${others.slice(0, 8).map(quote).join(', ')}`;
  const advice = near === null ? `${known}; write one of them, or "none".` : `Did you mean ${quote(near.name)}?`;
  const change = (next: string | null): Fix['changes'] => {
    const rename = (one: string, name: string | null): string | null =>
      name === null && nameKey(one) === nameKey(written) ? next : one;
    return () => [{ kind: 'edit', path, edits: editDependencies(document, workstream, rename) }];
  };
  // A name that makes workstreams wait for each other was hardly meant.
  const rename: readonly Fix[] =
    near === null || waitsFor(document, near.name, workstream.name)
      ? []
      : [{ title: `Rename to ${quote(near.name)}`, safe: near.isOnly, changes: change(near.name) }];
  return {
    range,
    message: `Workstream ${quote(workstream.name)} depends on ${quote(written)}, which is no workstream of this PRP. ${advice}`,
    fixes: [...rename, { title: `Remove the dependency on ${quote(written)}`, safe: false, changes: change(null) }],
  };
}

function quote(name: string): string {
  return `"${name}"`;
}
