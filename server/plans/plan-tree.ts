import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createIgnoredFiles } from '../platform/ignored-files.ts';
import { createSlices } from '../platform/slices.ts';
import type { DiskEvent, FolderWatcher, WatchFolders } from '../platform/watch-folders.ts';
import { isInside } from './inside.ts';
import { isPlanFile } from './is-plan-file.ts';
import { ROOT_MARKS } from './project-roots.ts';
import { differences, sightOf, type Sight } from './second-look.ts';

/** What a tree tells of; all paths are absolute. */
export interface PlanTreeHost {
  /** A plan file is there, or its text may have changed. */
  file(file: string): void;
  /** Something at this path or below it has appeared, changed or vanished. */
  entry(file: string, isFolder: boolean): void;
  /** The walk is over: plan files that are not among these do not exist in this tree. */
  walked(files: ReadonlySet<string>): void;
  /** Projects may have begun or ended: `.clutch`, `PRDs`, `PRPs` or `.git` has come or gone. */
  marks(): void;
  /** The watcher has failed: changes may stay unnoticed. Said once. */
  deaf(error: unknown): void;
  /** There is more than anybody can have written. Said once. */
  tooMuch(): void;
}

export interface PlanTree {
  readonly folder: string;
  /** Whether the tree follows what lies at this path, so that an answer about it may be remembered. */
  follows(file: string): boolean;
  /** Whether a path is one that this tree looks at, unless git ignores it. */
  contains(file: string): boolean;
  isIgnored(file: string, isFolder: boolean): boolean;
  isWalking(): boolean;
  /** Resolves when the walk that is under way is over. */
  ready(): Promise<void>;
  /** Watches one more file, which may lie where nobody else looks. */
  also(file: string): void;
  walkAgain(): void;
  close(): void;
}

export interface PlanTreeOptions {
  readonly folder: string;
  /** Only where plans lie by convention, because the rest belongs to somebody else. */
  readonly placesOnly: boolean;
  /** Null where nothing is watched. */
  readonly watch: WatchFolders | null;
}

const PLACES = new Set(['PRDs', 'PRPs', '.clutch', 'docs']);
/** What CLUTCH itself reads, also where git is told to leave it alone. */
const OURS = /[\\/]\.clutch(?:[\\/](?:config\.json|collab(?:[\\/].*)?))?$/;
const MAX_FOLDERS = 20_000;
const MAX_DEPTH = 40;
const MAX_FOLLOWED = 20_000;
/** A switch of branches changes many files at once; one walk afterwards sees them all. */
const REST_MS = 100;
/** The watcher begins a moment after it was asked to, and does not say when. A walk of many folders keeps it busy. */
const LOOK_AGAIN_MS = 500;
const LOOK_AGAIN_PER_WALK = 4;

/** Walks a folder for plan files and follows it: what git ignores is neither read nor watched, links are not followed. */
export function createPlanTree(options: PlanTreeOptions, host: PlanTreeHost): PlanTree {
  return new Tree(options, host);
}

class Tree implements PlanTree {
  readonly folder: string;
  readonly #placesOnly: boolean;
  readonly #host: PlanTreeHost;
  readonly #ignored: ReturnType<typeof createIgnoredFiles>;
  readonly #watcher: FolderWatcher | null;
  readonly #also = new Set<string>();
  readonly #folders = new Set<string>();
  /** Plan files that the walk under way has seen, or that were reported meanwhile. */
  readonly #seen = new Set<string>();
  /** Second looks to come, and what the watcher told of itself meanwhile. */
  #looks = 0;
  readonly #told = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #walks = 0;
  #rests = false;
  #closed = false;
  /** Answers of `follows` for as long as no folder comes or goes: a check asks for hundreds of paths. */
  readonly #followed = new Map<string, boolean>();
  #saidTooMuch = false;
  #deaf = false;

  constructor({ folder, placesOnly, watch }: PlanTreeOptions, host: PlanTreeHost) {
    this.folder = folder;
    this.#placesOnly = placesOnly;
    this.#host = host;
    this.#ignored = createIgnoredFiles(folder);
    this.#watcher =
      watch?.({
        ignored: (file, isFolder) => !decidesAboutOthers(file) && this.#ignores(file, isFolder),
        onEvent: (event, file, isFolder) => {
          if (this.#looks > 0) this.#told.add(file);
          this.#onEvent(event, file, isFolder);
        },
        onError: (error) => {
          if (this.#deaf || this.#closed) return;
          this.#deaf = true;
          this.#followed.clear();
          host.deaf(error);
        },
      }) ?? null;
    this.#then(() => this.#walkAll());
  }

  contains(file: string): boolean {
    return isInside(this.folder, file) && (path.dirname(file) === this.folder || this.#enters(path.dirname(file)));
  }

  isIgnored(file: string, isFolder: boolean): boolean {
    return this.#ignores(file, isFolder);
  }

  isWalking(): boolean {
    return this.#walks > 0;
  }

  follows(file: string): boolean {
    const known = this.#followed.get(file) ?? this.#isFollowed(file);
    if (this.#followed.size > MAX_FOLLOWED) this.#followed.clear();
    this.#followed.set(file, known);
    return known;
  }

  #isFollowed(file: string): boolean {
    if (this.#watcher === null) return isInside(this.folder, file);
    if (this.#deaf || !isInside(this.folder, file)) return false;
    for (let folder = path.dirname(file); isInside(this.folder, folder); folder = path.dirname(folder)) {
      if (this.#folders.has(folder)) return !this.#ignores(file, null);
    }
    return false;
  }

  async ready(): Promise<void> {
    for (;;) {
      const work = this.#work;
      await work;
      if (work === this.#work) return;
    }
  }

  also(file: string): void {
    if (this.#watcher === null || this.#also.has(file)) return;
    this.#also.add(file);
    this.#watcher.add(file);
  }

  walkAgain(): void {
    if (this.#rests || this.#closed) return;
    this.#rests = true;
    this.#then(async () => {
      await delay(REST_MS, undefined, { ref: false });
      this.#rests = false;
      this.#ignored.forget();
      this.#followed.clear();
      await this.#walkAll();
    });
  }

  close(): void {
    this.#closed = true;
    this.#watcher?.close();
  }

  /** One walk after the other. */
  #then(walk: () => Promise<void>): void {
    this.#walks += 1;
    this.#work = this.#work.then(walk).finally(() => {
      this.#walks -= 1;
    });
  }

  #ignores(file: string, isFolder: boolean | null): boolean {
    if (this.#also.has(file) || file === this.folder) return false;
    if (OURS.test(file)) return false;
    // `build/` ignores a folder only: what may still be either is looked at before it is judged.
    return isFolder === null
      ? this.#ignored.has(file, false) && this.#ignored.has(file, true)
      : this.#ignored.has(file, isFolder);
  }

  async #walkAll(): Promise<void> {
    this.#seen.clear();
    this.#folders.clear();
    this.#followed.clear();
    await this.#walk(this.folder);
    if (!this.#closed) this.#host.walked(this.#seen);
  }

  /** Looks into the folder and all below it, in slices; nothing here throws, because a folder may vanish at any time. */
  async #walk(start: string): Promise<void> {
    const startedAt = performance.now();
    const sights = new Map<string, Sight>();
    const slices = createSlices();
    const waiting = [start];
    for (let folder = waiting.pop(); folder !== undefined && !this.#closed; folder = waiting.pop()) {
      if (this.#folders.size >= MAX_FOLDERS) return this.#complain();
      this.#folders.add(folder);
      this.#followed.clear();
      this.#watcher?.add(folder);
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      if (this.#watcher) sights.set(folder, sightOf(folder, entries));
      for (const entry of entries) {
        const child = path.join(folder, entry.name);
        if (entry.isDirectory()) {
          if (this.#enters(child) && !this.#ignores(child, true)) waiting.push(child);
        } else if (entry.isFile() && isPlanFile(child) && !this.#ignores(child, false)) {
          this.#tellOf(child);
        }
        await slices.breathe();
        if (this.#closed) return;
      }
    }
    if (sights.size > 0) void this.#lookAgain(sights, performance.now() - startedAt);
  }

  /** Finds what happened after the walk was there and before the watcher was. */
  async #lookAgain(sights: ReadonlyMap<string, Sight>, walkMs: number): Promise<void> {
    this.#looks += 1;
    await delay(LOOK_AGAIN_MS + LOOK_AGAIN_PER_WALK * walkMs, undefined, { ref: false });
    const slices = createSlices();
    for (const [folder, before] of sights) {
      if (this.#closed) return;
      // A folder that has gone, or that another walk is about to see.
      if (!this.#folders.has(folder)) continue;
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const [event, file, isFolder] of differences(before, sightOf(folder, entries))) {
        if (!this.#told.has(file)) this.#onEvent(event, file, isFolder);
      }
      await slices.breathe();
    }
    this.#looks -= 1;
    if (this.#looks === 0) this.#told.clear();
  }

  #enters(folder: string): boolean {
    const segments = path.relative(this.folder, folder).split(path.sep);
    return segments.length <= MAX_DEPTH && (!this.#placesOnly || PLACES.has(segments[0] ?? ''));
  }

  #tellOf(file: string): void {
    if (this.isWalking()) this.#seen.add(file);
    this.#host.file(file);
  }

  #complain(): void {
    if (this.#saidTooMuch) return;
    this.#saidTooMuch = true;
    this.#host.tooMuch();
  }

  #onEvent(event: DiskEvent, file: string, isFolder: boolean): void {
    if (this.#closed) return;
    const name = path.basename(file);
    if (name === '.gitignore') this.walkAgain();
    if (ROOT_MARKS.includes(name) && event !== 'changed') {
      this.#host.marks();
      this.walkAgain();
    }
    if (this.#ignores(file, isFolder)) return;
    if (isFolder) this.#onFolder(event, file);
    else if (isPlanFile(file)) this.#tellOf(file);
    this.#host.entry(file, isFolder);
  }

  #onFolder(event: DiskEvent, folder: string): void {
    if (event !== 'appeared') {
      this.#followed.clear();
      for (const one of this.#folders) if (isInside(folder, one)) this.#folders.delete(one);
      return;
    }
    if (!this.#enters(folder) || this.#folders.has(folder)) return;
    // What was in it before it was watched is not reported by anybody else.
    this.#then(async () => {
      await this.#walk(folder);
      if (!this.#closed) this.#host.entry(folder, true);
    });
  }
}

/** A `.gitignore` may ignore itself, and `.git` always is, but both say what holds for the folder around them. */
function decidesAboutOthers(file: string): boolean {
  return /[\\/]\.git(?:ignore)?$/.test(file);
}
