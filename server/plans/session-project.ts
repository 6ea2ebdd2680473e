import path from 'node:path';
import type { DocumentKind } from '#schemas/document/outline.ts';
import type { PlanFacts } from '../language/facts.ts';
import type { CommitFacts, ProjectView, ReceiptState } from '../language/project-view.ts';
import type { PlanIndex } from './plan-index.ts';
import { RecordedFacts } from './recorded-facts.ts';

/** What a project is asked for that is neither a document nor a path. */
export interface ProjectPorts {
  commit(sha: string): CommitFacts | null;
  receipts(prd: string, phase: string): ReceiptState;
  program(name: string): boolean | null;
  records: ProjectView['records'];
  now(): number | null;
}

/**
 * A project as one client sees it: what lies on disk, and before it what is open. While a document is checked it notes
 * what the rules ask for.
 */
export interface SessionProject {
  readonly root: string;
  readonly view: ProjectView;
  /** Runs the check and returns what was asked for meanwhile. */
  noting<Result>(check: () => Result): { result: Result; asked: ReadonlySet<string> };
  /** Replaces what is known of a document; returns the keys under which others may have asked for it. */
  update(file: string, facts: PlanFacts | null): readonly string[];
}

export const keys = {
  list: (kind: DocumentKind) => `list ${kind}`,
  document: (file: string) => `document ${file}`,
  entry: (absolute: string) => `entry ${absolute}`,
  commit: (sha: string) => `commit ${sha}`,
  receipts: 'receipts',
  records: 'records',
  now: 'now',
} as const;

export function createSessionProject(root: string, index: PlanIndex, ports: ProjectPorts): SessionProject {
  let asked: Set<string> | null = null;
  const note = (key: string): void => void asked?.add(key);
  const facts = createKnownFacts(note);
  for (const [file, one] of index.project(root).documents) facts.update(file, one);
  const view = viewOf(root, index, ports, facts, note);
  return {
    root,
    view,
    update: (file, after) => facts.update(file, after),
    noting(check) {
      const mine = new Set<string>();
      asked = mine;
      try {
        return { result: check(), asked: mine };
      } finally {
        asked = null;
      }
    },
  };
}

interface KnownFacts {
  update(file: string, after: PlanFacts | null): readonly string[];
  list(kind: DocumentKind): readonly PlanFacts[];
  get(file: string): PlanFacts | null;
}

function createKnownFacts(note: (key: string) => void): KnownFacts {
  const facts = new Map<string, RecordedFacts>();
  const lists = new Map<DocumentKind, readonly PlanFacts[]>();
  const listOf = (kind: DocumentKind): readonly PlanFacts[] =>
    [...facts.values()].filter((one) => one.kind === kind).sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    update(file, after) {
      const known = facts.get(file);
      const before = known?.facts ?? null;
      if (after === null) facts.delete(file);
      else if (known?.facts.kind === after.kind) known.facts = after;
      else facts.set(file, new RecordedFacts(after, (one) => note(keys.document(one))));
      if (before?.kind === after?.kind) return before?.signature === after?.signature ? [] : [keys.document(file)];
      const kinds = [before?.kind, after?.kind].filter((kind) => kind !== undefined);
      for (const kind of kinds) lists.delete(kind);
      return [keys.document(file), ...kinds.map(keys.list)];
    },
    list(kind) {
      const list = lists.get(kind) ?? listOf(kind);
      lists.set(kind, list);
      return list;
    },
    get: (file) => facts.get(file) ?? null,
  };
}

function viewOf(
  root: string,
  index: PlanIndex,
  ports: ProjectPorts,
  facts: KnownFacts,
  note: (key: string) => void,
): ProjectView {
  return {
    documents(kind) {
      note(keys.list(kind));
      return facts.list(kind);
    },
    document(file) {
      // Whether there is one is an answer too: it is another when the document appears.
      note(keys.document(file));
      return facts.get(file);
    },
    entry(file) {
      note(keys.entry(path.join(root, file).replace(/(?<=.)[\\/]$/, '')));
      return index.entry(root, file);
    },
    list: (folder) => index.list(root, folder),
    program: (name) => ports.program(name),
    commit(sha) {
      note(keys.commit(sha));
      return ports.commit(sha);
    },
    receipts(prd, phase) {
      note(keys.receipts);
      return ports.receipts(prd, phase);
    },
    records() {
      note(keys.records);
      return ports.records();
    },
    now() {
      note(keys.now);
      return ports.now();
    },
  };
}
