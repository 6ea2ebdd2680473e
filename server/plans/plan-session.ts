import path from 'node:path';
import type { LanguageFinding, RuleSeverities } from '../language/check-document.ts';
import { checkParsed } from '../language/check-document.ts';
import type { PlanFacts } from '../language/facts.ts';
import { factsOf } from '../language/facts.ts';
import { parseDocument, type ParsedDocument } from '../language/parse-document.ts';
import { noProject, type ProjectView } from '../language/project-view.ts';
import { createCheckQueue, type CheckQueue } from './check-queue.ts';
import { isInside } from './inside.ts';
import { createKnownFindings } from './known-findings.ts';
import type { PlanChange, PlanIndex } from './plan-index.ts';
import { readDocument } from './read-document.ts';
import { relativeTo } from './relative-to.ts';
import { keys } from './session-project.ts';
import { createSurroundings, type SurroundingPorts, type Surroundings } from './surroundings.ts';

/** A document and what surrounds it, for requests about a place in it. */
export interface PlanHere {
  /** Relative to the project; as it was given where there is none. */
  readonly path: string;
  readonly document: ParsedDocument;
  readonly facts: PlanFacts;
  readonly project: ProjectView;
  readonly root: string | null;
  /** Whether it lies in a CLUTCH project, so that its findings are more than hints. */
  readonly inProject: boolean;
}

/** The plans as one client sees them: what it has open goes before what lies on disk. All paths are absolute. */
export interface PlanSession {
  /** The workspace folders; documents in them are checked whether they are open or not. */
  setFolders(folders: readonly string[]): void;
  /** A document is open, or was edited. It is checked after `editDelay`. */
  setText(file: string, text: string): void;
  closeText(file: string): void;
  /** A person saved it: what lies on disk is looked at, whatever the watcher has noticed. */
  saved(file: string): void;
  /** Those of the last check; the fixes only of open documents. */
  findings(file: string): readonly LanguageFinding[];
  /** What would be found in the document if this were its text. Nothing is kept of it. */
  findingsIn(file: string, text: string): readonly LanguageFinding[];
  /** The document as it stands now, open or in a held folder; null for any other. */
  here(file: string): PlanHere | null;
  /** The projects of which the client holds something, by root. */
  projects(): readonly { readonly root: string; readonly isClutch: boolean; readonly view: ProjectView }[];
  /** Checks a document, or everything, again: settings or receipts are others now. */
  recheck(file?: string): void;
  /** Resolves when everything that is known has been read, checked and answered. */
  settle(): Promise<void>;
  dispose(): void;
}

export interface PlanSessionOptions extends SurroundingPorts {
  /** Told when those of a document are others, and after every check of a document that was edited. */
  onFindings(file: string, findings: readonly LanguageFinding[]): void;
  /** Told of a document that could not be checked, which is a bug of ours. */
  onFailure(file: string, error: unknown): void;
  /** Told of every check. */
  onCheck?(file: string): void;
  /** What the person set, which goes before what the project says. */
  severities?(file: string): RuleSeverities;
  /** Milliseconds from an edit to the check; 0 where it is left out. */
  editDelay?(): number;
  /** The only documents to check, each once; where it is left out, those of CLUTCH projects in the folders. */
  readonly only?: ReadonlySet<string>;
  /** A sentence about a document of `only` that cannot be read. */
  onUnreadable?(file: string, message: string): void;
}

export function createPlanSession(index: PlanIndex, options: PlanSessionOptions): PlanSession {
  return new Session(index, options);
}

interface OpenDocument {
  text: string;
  parsed: ParsedDocument | null;
  facts: PlanFacts | null;
  /** Of the project when the facts were read. */
  root: string | null;
  timer: NodeJS.Timeout | null;
  release: (() => void) | null;
}

/** Larger texts are no plans; nothing is said about them. */
const MAX_TEXT = 8 * 1_048_576;
const MINUTE_MS = 60_000;

class Session implements PlanSession {
  readonly #index: PlanIndex;
  readonly #options: PlanSessionOptions;
  readonly #folders = new Map<string, () => void>();
  readonly #open = new Map<string, OpenDocument>();
  readonly #around = new Map<string, Surroundings>();
  readonly #findings = createKnownFindings();
  readonly #queue: CheckQueue;
  readonly #edited = new Set<string>();
  readonly #stopListening: () => void;
  #minute: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(index: PlanIndex, options: PlanSessionOptions) {
    this.#index = index;
    this.#options = options;
    // Closed documents wait for the index, so that none is checked twice while it is read.
    const check = (file: string): void => this.#check(file);
    this.#queue = createCheckQueue(check, async () => index.ready(), options.onFailure);
    this.#stopListening = index.onChange((change) => this.#onChange(change));
    for (const file of options.only ?? []) this.#enqueue(file);
  }

  setFolders(folders: readonly string[]): void {
    // A client may go while it is asked for what has to be known before; nobody would release them.
    if (this.#disposed) return;
    const wanted = new Set(folders);
    for (const folder of wanted) if (!this.#folders.has(folder)) this.#folders.set(folder, this.#index.hold(folder));
    for (const [folder, release] of this.#folders) {
      if (wanted.has(folder)) continue;
      this.#folders.delete(folder);
      release();
    }
    for (const file of this.#findings.files()) if (!this.#isWanted(file)) this.#forget(file);
    this.recheck();
  }

  setText(file: string, text: string): void {
    const open = this.#open.get(file) ?? this.#begin(file);
    open.text = text;
    this.#edited.add(file);
    if (open.timer !== null) clearTimeout(open.timer);
    open.timer = null;
    const delay = this.#options.editDelay?.() ?? 0;
    if (delay <= 0) return this.#enqueue(file);
    open.timer = setTimeout(() => {
      open.timer = null;
      this.#enqueue(file);
    }, delay);
  }

  closeText(file: string): void {
    const open = this.#open.get(file);
    if (!open) return;
    if (open.timer !== null) clearTimeout(open.timer);
    this.#open.delete(file);
    this.#queue.remove(file);
    this.#edited.delete(file);
    if (open.root !== null) this.#replace(open.root, file, this.#onDisk(open.root, file));
    open.release?.();
    if (this.#isWanted(file)) this.#enqueue(file);
    else this.#forget(file);
    this.#index.refresh(file);
  }

  saved(file: string): void {
    this.#index.refresh(file);
    this.#enqueue(file);
  }

  findings(file: string): readonly LanguageFinding[] {
    return this.#findings.of(file);
  }

  findingsIn(file: string, text: string): readonly LanguageFinding[] {
    return this.#run(file, parseDocument(text)).result;
  }

  here(file: string): PlanHere | null {
    const open = this.#open.get(file);
    if (open) this.#refresh(file, open);
    else if (!this.#isKnown(file)) return null;
    const document = open ? open.parsed : this.#readClosed(file);
    if (document === null) return null;
    const { root, relative, inProject } = this.#placeOf(file);
    const facts = open?.facts ?? factsOf(relative, document);
    const project = root === null ? noProject : this.#aroundOf(root).project.view;
    return { path: relative, document, facts, project, root, inProject };
  }

  projects(): readonly { root: string; isClutch: boolean; view: ProjectView }[] {
    const folders = [...this.#folders.keys()];
    const isOurs = (root: string): boolean =>
      folders.some((folder) => isInside(folder, root) || isInside(root, folder)) ||
      [...this.#open.values()].some((open) => open.root === root);
    return this.#index
      .projects()
      .filter(({ root }) => isOurs(root))
      .map(({ root, isClutch }) => ({ root, isClutch, view: this.#aroundOf(root).project.view }));
  }

  recheck(file?: string): void {
    if (file !== undefined) return this.#enqueue(file);
    for (const one of this.#open.keys()) this.#enqueue(one);
    for (const { root } of this.#index.projects()) this.#recheckProject(root);
  }

  async settle(): Promise<void> {
    for (const [file, open] of this.#open) {
      if (open.timer === null) continue;
      clearTimeout(open.timer);
      open.timer = null;
      this.#enqueue(file);
    }
    while (!this.#disposed && this.#isBusy()) {
      await this.#index.ready();
      await this.#queue.settled();
      for (const { git } of this.#around.values()) await git?.settled();
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopListening();
    if (this.#minute !== null) clearTimeout(this.#minute);
    for (const { timer, release } of this.#open.values()) {
      if (timer !== null) clearTimeout(timer);
      release?.();
    }
    for (const release of this.#folders.values()) release();
    for (const { git } of this.#around.values()) git?.close();
    this.#open.clear();
    this.#folders.clear();
    this.#queue.clear();
  }

  #isBusy(): boolean {
    const isAsking = [...this.#around.values()].some(({ git }) => git?.isAsking() === true);
    return this.#queue.isBusy() || this.#index.isBusy() || isAsking;
  }

  #begin(file: string): OpenDocument {
    const root = this.#rootOf(file);
    const isHeld = [...this.#folders.keys()].some((one) => root && (isInside(one, root) || isInside(root, one)));
    const release = root === null || isHeld ? null : this.#index.hold(root, 'places');
    const open = { text: '', parsed: null, facts: null, root: null, timer: null, release };
    this.#open.set(file, open);
    this.#queue.remove(file);
    return open;
  }

  /** A document that was never saved has no place on disk: it belongs to no project. */
  #rootOf(file: string): string | null {
    return path.isAbsolute(file) ? this.#index.rootOf(file) : null;
  }

  #placeOf(file: string): { root: string | null; relative: string; inProject: boolean } {
    const root = this.#rootOf(file);
    if (root === null) {
      const inProject = !path.isAbsolute(file) && this.projects().some(({ isClutch }) => isClutch);
      return { root, relative: file.replaceAll('\\', '/'), inProject };
    }
    return { root, relative: relativeTo(root, file), inProject: this.#index.project(root).isClutch };
  }

  #isKnown(file: string): boolean {
    const { root, relative } = this.#placeOf(file);
    if (root === null || !this.#index.project(root).documents.has(relative)) return false;
    return this.projects().some((project) => project.root === root);
  }

  #isWanted(file: string): boolean {
    const { only } = this.#options;
    if (only) return only.has(file);
    if (this.#open.has(file)) return true;
    const { root, relative, inProject } = this.#placeOf(file);
    if (root === null || !inProject || !this.#index.project(root).documents.has(relative)) return false;
    return [...this.#folders.keys()].some((folder) => isInside(folder, file));
  }

  #onDisk(root: string, file: string): PlanFacts | null {
    return this.#index.project(root).documents.get(relativeTo(root, file)) ?? null;
  }

  #aroundOf(root: string): Surroundings {
    const known = this.#around.get(root);
    if (known) return known;
    const around = createSurroundings(root, this.#index, this.#options, (file) => this.#enqueue(file));
    this.#around.set(root, around);
    for (const [file, open] of this.#open) {
      if (open.root === root) around.project.update(relativeTo(root, file), ours(open.facts));
    }
    return around;
  }

  #enqueue(file: string): void {
    if (this.#disposed) return;
    const isOpen = this.#open.has(file);
    if (isOpen || this.#isWanted(file)) this.#queue.add(file, isOpen);
  }

  #check(file: string): void {
    this.#options.onCheck?.(file);
    const open = this.#open.get(file);
    if (open) this.#refresh(file, open);
    const document = open ? open.parsed : this.#readClosed(file);
    if (document === null) return this.#forget(file);
    const { result, asked } = this.#run(file, document);
    const root = this.#rootOf(file);
    if (root !== null) this.#aroundOf(root).dependencies.set(file, asked);
    if (asked.has(keys.now)) this.#startMinute();
    this.#publish(file, result);
  }

  #run(file: string, document: ParsedDocument): { result: readonly LanguageFinding[]; asked: ReadonlySet<string> } {
    const { root, relative, inProject } = this.#placeOf(file);
    const own = this.#options.severities?.(file) ?? {};
    if (root === null) {
      return { result: checkParsed(relative, document, { inProject, severities: own }), asked: new Set() };
    }
    const severities = { ...this.#index.project(root).severities, ...own };
    const { project } = this.#aroundOf(root);
    return project.noting(() => checkParsed(relative, document, { inProject, project: project.view, severities }));
  }

  #publish(file: string, findings: readonly LanguageFinding[]): void {
    const wasEdited = this.#edited.delete(file);
    const isOther = this.#findings.put(file, findings, this.#open.has(file));
    if (wasEdited || isOther) this.#options.onFindings(file, findings);
  }

  #forget(file: string): void {
    for (const { dependencies } of this.#around.values()) dependencies.drop(file);
    this.#queue.remove(file);
    this.#publish(file, []);
  }

  #readClosed(file: string): ParsedDocument | null {
    const document = readDocument(file);
    if (document.ok) return parseDocument(document.text);
    this.#options.onUnreadable?.(file, document.message);
    return null;
  }

  /** Parses an open document if it has changed, and lets those know that depend on it. */
  #refresh(file: string, open: OpenDocument): void {
    const { root, relative } = this.#placeOf(file);
    if (open.parsed?.text === open.text && open.root === root) return;
    if (open.root !== null && open.root !== root) this.#replace(open.root, file, this.#onDisk(open.root, file));
    open.parsed = open.text.length > MAX_TEXT ? null : parseDocument(open.text, open.parsed ?? undefined);
    open.facts = open.parsed === null ? null : factsOf(relative, open.parsed);
    open.root = root;
    if (root !== null) this.#replace(root, file, ours(open.facts));
  }

  #replace(root: string, file: string, facts: PlanFacts | null): void {
    const around = this.#around.get(root);
    if (!around) return;
    for (const key of around.project.update(relativeTo(root, file), facts)) around.tellAskers(key, file);
  }

  #recheckProject(root: string): void {
    for (const [file, open] of this.#open) if (open.root === root) this.#enqueue(file);
    for (const relative of this.#index.project(root).documents.keys()) {
      const file = path.join(root, relative);
      if (this.#isWanted(file)) this.#enqueue(file);
      else this.#forget(file);
    }
  }

  #onChange(change: PlanChange): void {
    switch (change.type) {
      case 'document':
        return this.#onDocument(change.root, change.path, change.after);
      case 'entry':
        for (const around of this.#around.values()) around.tellAskers(keys.entry(change.path));
        return;
      case 'project':
        return this.#recheckProject(change.root);
      case 'head':
        return this.#around.get(change.root)?.git?.moved();
      case 'records':
        return this.#around.get(change.root)?.recordsChanged();
    }
  }

  #onDocument(root: string, file: string, after: PlanFacts | null): void {
    const open = this.#open.get(file);
    if (open) {
      if (open.root !== root) this.#enqueue(file);
      return;
    }
    this.#replace(root, file, after);
    if (this.#isWanted(file)) this.#enqueue(file);
    else this.#forget(file);
  }

  /** What expires is looked at once a minute, by those documents that depend on the time. */
  #startMinute(): void {
    if (this.#minute !== null || this.#disposed) return;
    this.#minute = setTimeout(() => {
      this.#minute = null;
      for (const around of this.#around.values()) around.tellAskers(keys.now);
    }, MINUTE_MS);
    this.#minute.unref();
  }
}

/** Ordinary markdown is no part of a project. */
function ours(facts: PlanFacts | null): PlanFacts | null {
  return facts?.kind === 'other' ? null : facts;
}
