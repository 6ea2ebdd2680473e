import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RuleSeverities } from '../language/check-document.ts';
import type { PlanFacts } from '../language/facts.ts';
import { factsOf, factsOfClosed } from '../language/facts.ts';
import type { Mention } from '../language/mentions.ts';
import { parseDocument } from '../language/parse-document.ts';
import type { FolderEntry } from '../language/project-view.ts';
import { gitFolders } from '../platform/git-folders.ts';
import { createSlices } from '../platform/slices.ts';
import type { WatchFolders } from '../platform/watch-folders.ts';
import { isBehindLink } from './behind-link.ts';
import { createDiskEntries, listFolder, type EntryKind } from './disk-entries.ts';
import { isInside } from './inside.ts';
import { isRecordFile, maySpeakOfPlans } from './is-plan-file.ts';
import { createPlanTree, type PlanTree } from './plan-tree.ts';
import { createProjectRoots } from './project-roots.ts';
import { readDocument } from './read-document.ts';
import { relativeTo } from './relative-to.ts';
import { readRuleSeverities } from './rule-severities.ts';

/** What has changed on disk. Paths are absolute; `root` is that of the project. */
export type PlanChange =
  | {
      readonly type: 'document';
      readonly root: string;
      readonly path: string;
      readonly before: PlanFacts | null;
      readonly after: PlanFacts | null;
    }
  /** Something appeared or vanished at a path that somebody has asked for. */
  | { readonly type: 'entry'; readonly path: string }
  /** What holds for all documents of a project is another: its configuration, or whether it is a CLUTCH project. */
  | { readonly type: 'project'; readonly root: string }
  /** HEAD of its repository has moved. */
  | { readonly type: 'head'; readonly root: string }
  /** A shared folder of the project has other records. */
  | { readonly type: 'records'; readonly root: string };

/** A project as it lies on disk. */
export interface IndexedProject {
  readonly root: string;
  /** Plan documents by path relative to the root. */
  readonly documents: ReadonlyMap<string, PlanFacts>;
  /** Whether people plan with CLUTCH here: elsewhere no finding is more than a hint. */
  readonly isClutch: boolean;
  readonly severities: RuleSeverities;
  /** A sentence about a configuration that cannot be used. */
  readonly problem: string | null;
}

/** What lies on disk of all folders that somebody holds: facts only, no texts. One for all clients. */
export interface PlanIndex {
  /**
   * Reads and follows a folder until what is returned is called as often as this was. `places` are those in which plans
   * lie by convention, for a project that nobody has opened as a whole.
   */
  hold(folder: string, extent?: 'all' | 'places'): () => void;
  /** Resolves when everything that is known to have changed has been read. */
  ready(): Promise<void>;
  /** Whether something is still to be read. */
  isBusy(): boolean;
  /** The root of the project that a file belongs to; null when it belongs to none. */
  rootOf(file: string): string | null;
  /** What is known of the project with this root; without documents where nobody holds it. */
  project(root: string): IndexedProject;
  /** Those of which at least one document is known. */
  projects(): readonly IndexedProject[];
  /** What lies at a path, which is relative to the root. */
  entry(root: string, file: string): EntryKind;
  list(root: string, folder: string): readonly FolderEntry[];
  /** Reads a file anew: for when a person saved it, whatever the watcher has noticed. */
  refresh(file: string): void;
  onChange(listener: (change: PlanChange) => void): () => void;
  dispose(): void;
}

export interface PlanIndexOptions {
  /** Null where the index is asked once and thrown away. */
  readonly watch: WatchFolders | null;
  /** A sentence for the log. */
  warn(message: string, error?: unknown): void;
}

export function createPlanIndex(options: PlanIndexOptions): PlanIndex {
  return new Index(options);
}

interface Project extends IndexedProject {
  readonly documents: Map<string, PlanFacts>;
  isClutch: boolean;
  severities: RuleSeverities;
  problem: string | null;
}

/** A held folder, and the places for plans of a project that begins above it. */
interface HeldFolder {
  readonly trees: readonly PlanTree[];
  holds: number;
}

/** A file that is written in several steps is read once, when the steps are over. */
const SETTLE_MS = 10;

class Index implements PlanIndex {
  readonly #options: PlanIndexOptions;
  readonly #roots = createProjectRoots();
  readonly #held = new Map<string, HeldFolder>();
  #trees: readonly PlanTree[] = [];
  readonly #projects = new Map<string, Project>();
  /** Absolute path of every known document to the root of its project. */
  readonly #documents = new Map<string, string>();
  readonly #heads = new Map<string, Set<string>>();
  readonly #listeners = new Set<(change: PlanChange) => void>();
  readonly #entries = createDiskEntries((file) => this.#trees.some((tree) => tree.follows(file)));
  readonly #stale = new Set<string>();
  #reading: Promise<void> | null = null;

  constructor(options: PlanIndexOptions) {
    this.#options = options;
  }

  hold(folder: string, extent: 'all' | 'places' = 'all'): () => void {
    const key = `${extent} ${folder}`;
    const held = this.#held.get(key) ?? { trees: this.#plant(folder, extent === 'places'), holds: 0 };
    held.holds += 1;
    if (held.holds === 1) this.#trees = [...this.#trees, ...held.trees];
    this.#held.set(key, held);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      held.holds -= 1;
      if (held.holds > 0) return;
      this.#held.delete(key);
      this.#fell(held.trees);
    };
  }

  async ready(): Promise<void> {
    while (this.isBusy()) {
      await Promise.all(this.#trees.map((tree) => tree.ready()));
      await this.#reading;
    }
  }

  isBusy(): boolean {
    return this.#reading !== null || this.#trees.some((tree) => tree.isWalking());
  }

  rootOf(file: string): string | null {
    return this.#roots.of(path.dirname(file));
  }

  project(root: string): IndexedProject {
    return this.#projects.get(root) ?? this.#begin(root);
  }

  projects(): readonly IndexedProject[] {
    return [...this.#projects.values()].filter(({ documents }) => documents.size > 0);
  }

  entry(root: string, file: string): EntryKind {
    return this.#entries.kind(root, file);
  }

  list(root: string, folder: string): readonly FolderEntry[] {
    const tree = this.#trees.find((one) => one.contains(path.join(root, folder, '.')));
    return listFolder(root, folder, (file, isFolder) => tree?.isIgnored(file, isFolder) ?? false);
  }

  refresh(file: string): void {
    if (this.#trees.some((tree) => tree.contains(file) && !tree.isIgnored(file, false))) this.#read(file);
    this.#entryChanged(file, false);
  }

  onChange(listener: (change: PlanChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    for (const tree of this.#trees) tree.close();
    this.#held.clear();
    this.#trees = [];
    this.#listeners.clear();
    this.#stale.clear();
  }

  #plant(folder: string, placesOnly: boolean): readonly PlanTree[] {
    const { watch } = this.#options;
    const plant = (top: string, isPartial: boolean): PlanTree => {
      const tree: PlanTree = createPlanTree(
        { folder: top, placesOnly: isPartial, watch },
        {
          file: (file) => this.#read(file),
          entry: (file, isFolder) => this.#entryChanged(file, isFolder),
          walked: (files) => this.#walked(tree, files),
          marks: () => this.#marksChanged(),
          deaf: (error) =>
            this.#options.warn(`Changes below ${top} may stay unnoticed until a document is saved`, error),
          tooMuch: () => this.#options.warn(`${top} has too many folders; plans in the last of them are not read.`),
        },
      );
      return tree;
    };
    const root = this.#roots.of(folder);
    const own = plant(folder, placesOnly);
    return root === null || root === folder ? [own] : [own, plant(root, true)];
  }

  #fell(trees: readonly PlanTree[]): void {
    for (const tree of trees) tree.close();
    this.#trees = this.#trees.filter((tree) => !trees.includes(tree));
    const others = this.#trees;
    for (const [file, root] of this.#documents) {
      if (!others.some((tree) => tree.contains(file))) this.#put(root, file, null);
    }
    for (const [root, { documents }] of this.#projects) if (documents.size === 0) this.#projects.delete(root);
  }

  #walked(tree: PlanTree, files: ReadonlySet<string>): void {
    const others = this.#trees.filter((one) => one !== tree);
    for (const [file, root] of this.#documents) {
      if (!tree.contains(file) || files.has(file) || others.some((other) => other.contains(file))) continue;
      this.#put(root, file, null);
    }
    // The walk comes a moment after a repository was made, when there is something to follow.
    for (const { root } of this.#projects.values()) {
      if (tree.contains(path.join(root, '.git')) && this.#followHead(root)) this.#tell({ type: 'head', root });
    }
  }

  #read(file: string): void {
    this.#stale.add(file);
    this.#reading ??= this.#readStale();
  }

  async #readStale(): Promise<void> {
    await delay(SETTLE_MS);
    const slices = createSlices();
    for (const file of this.#stale) {
      this.#stale.delete(file);
      try {
        this.#readNow(file);
      } catch (error) {
        this.#options.warn(`${file} could not be read`, error);
      }
      await slices.breathe();
    }
    this.#reading = null;
  }

  #readNow(file: string): void {
    const root = this.rootOf(file);
    const before = this.#documents.get(file);
    if (before !== undefined && before !== root) this.#put(before, file, null);
    if (root === null) return;
    // A link may have appeared where a file was, and a folder may have been let go since.
    const tree = this.#trees.find((one) => one.contains(file));
    this.#put(root, file, tree && !isBehindLink(tree.folder, file) ? readFacts(root, file) : null);
    if (isRecordFile(file)) this.#tell({ type: 'records', root });
  }

  #put(root: string, file: string, after: PlanFacts | null): void {
    const relative = relativeTo(root, file);
    const before = this.#projects.get(root)?.documents.get(relative) ?? null;
    if (before === null && after === null) return;
    const project = this.#projects.get(root) ?? this.#begin(root);
    if (after === null) {
      project.documents.delete(relative);
      this.#documents.delete(file);
    } else {
      project.documents.set(relative, after);
      this.#documents.set(file, root);
    }
    this.#tell({ type: 'document', root, path: file, before, after });
    // One document more can only make it a CLUTCH project.
    if (before !== null || !project.isClutch) this.#judge(project);
  }

  #begin(root: string): Project {
    const documents = new Map<string, PlanFacts>();
    const project = { root, documents, isClutch: isClutch(root, documents), ...readRuleSeverities(root) };
    this.#projects.set(root, project);
    if (project.problem !== null) this.#options.warn(project.problem);
    this.#followHead(root);
    return project;
  }

  /** Asks anew whether people plan with CLUTCH in the project. */
  #judge(project: Project): void {
    const answer = isClutch(project.root, project.documents);
    if (answer === project.isClutch) return;
    project.isClutch = answer;
    this.#tell({ type: 'project', root: project.root });
  }

  #marksChanged(): void {
    this.#roots.forget();
    for (const project of this.#projects.values()) this.#judge(project);
  }

  #entryChanged(file: string, isFolder: boolean): void {
    for (const one of this.#entries.changed(file, isFolder)) this.#tell({ type: 'entry', path: one });
    for (const root of this.#heads.get(file) ?? []) this.#tell({ type: 'head', root });
    if (!isFolder && !file.endsWith(CONFIG)) return;
    for (const project of this.#projects.values()) {
      if (isInside(file, project.root + CONFIG)) this.#configure(project);
    }
  }

  #configure(project: Project): void {
    const { severities, problem } = readRuleSeverities(project.root);
    const isSame = JSON.stringify([severities, problem]) === JSON.stringify([project.severities, project.problem]);
    if (isSame) return;
    if (problem !== null) this.#options.warn(problem);
    Object.assign(project, { severities, problem });
    this.#tell({ type: 'project', root: project.root });
  }

  /** A commit writes HEAD's log, a switch of branches HEAD itself. Returns whether it was not followed before. */
  #followHead(root: string): boolean {
    let top = root;
    while (!existsSync(path.join(top, '.git'))) {
      if (top === path.dirname(top)) return false;
      top = path.dirname(top);
    }
    const { own } = gitFolders(top);
    const tree = this.#trees.find((one) => one.contains(path.join(root, 'x')));
    const isNew = this.#heads.get(path.join(own, 'HEAD'))?.has(root) !== true;
    for (const file of [path.join(own, 'HEAD'), path.join(own, 'logs', 'HEAD')]) {
      const roots = this.#heads.get(file) ?? new Set<string>();
      this.#heads.set(file, roots.add(root));
      tree?.also(file);
    }
    return isNew;
  }

  #tell(change: PlanChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

const CONFIG = `${path.sep}${path.join('.clutch', 'config.json')}`;

/** Null for what cannot be read and for what is no plan document. */
function readFacts(root: string, file: string): PlanFacts | null {
  const document = readDocument(file);
  const relative = relativeTo(root, file);
  if (!document.ok || !maySpeakOfPlans(relative, document.text)) return null;
  const facts = factsOfClosed(relative, parseDocument(document.text), loaderOfMentions(relative, file));
  return facts.kind === 'other' ? null : facts;
}

/** Reads the document again when somebody navigates; what was read goes when memory is needed. */
function loaderOfMentions(relative: string, file: string): () => readonly Mention[] {
  let known: WeakRef<readonly Mention[]> | null = null;
  return () => {
    const before = known?.deref();
    if (before) return before;
    const document = readDocument(file);
    const mentions = document.ok ? factsOf(relative, parseDocument(document.text)).mentions : [];
    known = new WeakRef(mentions);
    return mentions;
  };
}

/** `.clutch/`, or `PRDs/` and `PRPs/` in which a template of ours was used. */
function isClutch(root: string, documents: ReadonlyMap<string, PlanFacts>): boolean {
  if (existsSync(path.join(root, '.clutch'))) return true;
  if (!existsSync(path.join(root, 'PRDs')) || !existsSync(path.join(root, 'PRPs'))) return false;
  const tracker = documents.get('WORKFLOW.md')?.trackers.some(({ version }) => version === 2) ?? false;
  return tracker || [...documents.values()].some(({ workstreams }) => workstreams.length > 0);
}
