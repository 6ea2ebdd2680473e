import type { CollabRecords } from '#schemas/wire/bridged-records.ts';
import { factsOf, type PlanFacts } from '../../server/language/facts.ts';
import { parseDocument } from '../../server/language/parse-document.ts';
import type { CommitFacts, FolderEntry, ProjectView, ReceiptState } from '../../server/language/project-view.ts';

/** A project for tests of what is pure. Everything that is left out is unknown. */
export interface InMemoryProject {
  /** Texts by path relative to the project. */
  readonly files: Readonly<Record<string, string>>;
  readonly commits?: Readonly<Record<string, CommitFacts>>;
  /** By `<PRD path>#<phase id>`. */
  readonly receipts?: Readonly<Record<string, ReceiptState>>;
  readonly programs?: Readonly<Record<string, boolean>>;
  readonly records?: CollabRecords;
  /** ISO time. */
  readonly now?: string;
  /** The files are documents without a project around them: what else lies on disk is unknown, and not missing. */
  readonly alone?: boolean;
}

export function inMemoryProject(project: InMemoryProject): ProjectView {
  const { files, commits = {}, receipts = {}, programs = {}, records, now, alone = false } = project;
  const facts = new Map<string, PlanFacts>(
    Object.entries(files)
      .filter(([path]) => path.endsWith('.md'))
      .map(([path, text]) => [path, factsOf(path, parseDocument(text))]),
  );
  return {
    documents: (kind) =>
      [...facts.values()].filter((one) => one.kind === kind).sort((a, b) => (a.path < b.path ? -1 : 1)),
    document: (path) => facts.get(path) ?? null,
    entry: (path) => {
      if (path.split('/').includes('..') || path.startsWith('/')) return 'unknown';
      if (path in files) return 'file';
      if (alone) return 'unknown';
      return Object.keys(files).some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`)) ? 'folder' : 'nothing';
    },
    list: (folder) => entriesOf(Object.keys(files), folder),
    program: (name) => programs[name] ?? null,
    commit: (sha) => commits[sha] ?? null,
    receipts: (prd, phase) => receipts[`${prd}#${phase}`] ?? 'unheard',
    records: () => records ?? null,
    now: () => (now === undefined ? null : Date.parse(now)),
  };
}

function entriesOf(files: readonly string[], folder: string): readonly FolderEntry[] {
  const prefix = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`;
  const found = new Map<string, FolderEntry>();
  for (const file of files.filter((path) => path.startsWith(prefix))) {
    const [name = '', ...rest] = file.slice(prefix.length).split('/');
    if (name !== '') found.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, 500);
}
