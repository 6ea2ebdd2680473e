import type { DocumentKind, PrdProfile } from '#schemas/document/outline.ts';
import type { PlanFacts } from '../language/facts.ts';
import type { Mention } from '../language/mentions.ts';
import type { PrdPhase } from '../language/prd.ts';
import type { Tracker } from '../language/tracker/read-trackers.ts';
import type { Workstream } from '../language/workstreams.ts';

/** Facts that note when more is read of them than where they lie and of what kind they are. */
export class RecordedFacts implements PlanFacts {
  facts: PlanFacts;
  readonly #note: (file: string) => void;

  constructor(facts: PlanFacts, note: (file: string) => void) {
    this.facts = facts;
    this.#note = note;
  }

  get path(): string {
    return this.facts.path;
  }

  get kind(): DocumentKind {
    return this.facts.kind;
  }

  /** Comes from the path alone. */
  get phaseId(): string | null {
    return this.facts.phaseId;
  }

  get profile(): PrdProfile | null {
    return this.#read().profile;
  }

  get title(): string {
    return this.#read().title;
  }

  get phases(): readonly PrdPhase[] {
    return this.#read().phases;
  }

  get workstreams(): readonly Workstream[] {
    return this.#read().workstreams;
  }

  get trackers(): readonly Tracker[] {
    return this.#read().trackers;
  }

  get mentions(): readonly Mention[] {
    return this.#read().mentions;
  }

  get signature(): string {
    return this.#read().signature;
  }

  #read(): PlanFacts {
    this.#note(this.facts.path);
    return this.facts;
  }
}
