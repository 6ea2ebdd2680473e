import type { DocumentKind, PrdProfile } from '#schemas/document/outline.ts';
import { classifyDocument, profileOf } from './classify.ts';
import type { Mention } from './mentions.ts';
import { readMentions } from './mentions.ts';
import type { ParsedDocument } from './parse-document.ts';
import { phaseIdOfFileName } from './phase-id.ts';
import { readPhases } from './prd.ts';
import type { PrdPhase } from './prd.ts';
import { readTrackers } from './tracker/read-trackers.ts';
import type { Tracker } from './tracker/read-trackers.ts';
import { readWorkstreams } from './workstreams.ts';
import type { Workstream } from './workstreams.ts';

/**
 * What other documents can know of a plan document. It holds no text and no tree, so that thousands of documents can
 * be kept; lines and ranges are those of the text it was read from.
 */
export interface PlanFacts {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly kind: DocumentKind;
  readonly profile: PrdProfile | null;
  readonly title: string;
  /** Phases of a PRD; empty for other kinds. */
  readonly phases: readonly PrdPhase[];
  /** The phase that a PRP is for, as its file name says. */
  readonly phaseId: string | null;
  /** Workstreams of a PRP; empty for other kinds. */
  readonly workstreams: readonly Workstream[];
  /** Trackers of a WORKFLOW.md; empty for other kinds. */
  readonly trackers: readonly Tracker[];
  /** Everything in the document that can be navigated from or to. */
  readonly mentions: readonly Mention[];
  /** Changes when something changes that findings in other documents may depend on; the same for a mere move of lines. */
  readonly signature: string;
}

/** Reads what other documents can know of this one. `path` is relative to the project. */
export function factsOf(path: string, document: ParsedDocument): PlanFacts {
  const facts = factsWithoutMentions(path, document);
  let mentions: readonly Mention[] | null = null;
  return withMentions(facts, () => (mentions ??= readMentions(path, document, facts.kind)));
}

/**
 * The same for a document that is not kept: mentions take more room than the text, and only navigation asks for them,
 * so they are loaded each time.
 */
export function factsOfClosed(path: string, document: ParsedDocument, load: () => readonly Mention[]): PlanFacts {
  return withMentions(factsWithoutMentions(path, document), load);
}

function withMentions(facts: Omit<PlanFacts, 'mentions'>, load: () => readonly Mention[]): PlanFacts {
  return {
    ...facts,
    get mentions() {
      return load();
    },
  };
}

function factsWithoutMentions(path: string, document: ParsedDocument): Omit<PlanFacts, 'mentions'> {
  const kind = classifyDocument(path, document);
  const phases = kind === 'prd' ? readPhases(document) : [];
  const workstreams = kind === 'prp' ? readWorkstreams(document) : [];
  const trackers = kind === 'workflow' ? readTrackers(document) : [];
  const title = document.headings.find((heading) => heading.level === 1)?.text ?? '';
  return {
    path,
    kind,
    profile: kind === 'prd' ? profileOf(document) : null,
    title,
    phases,
    phaseId: kind === 'prp' ? phaseIdOfFileName(path.slice(path.lastIndexOf('/') + 1)) : null,
    workstreams,
    trackers,
    signature: signatureOf(kind, title, phases, workstreams, trackers),
  };
}

function signatureOf(
  kind: DocumentKind,
  title: string,
  phases: readonly PrdPhase[],
  workstreams: readonly Workstream[],
  trackers: readonly Tracker[],
): string {
  return JSON.stringify([
    kind,
    title,
    phases.map((phase) => [phase.id, phase.title]),
    workstreams.map(({ name, owner, files, dependsOn }) => [
      name,
      owner,
      files.map((file) => file.path),
      dependsOn.map((dependency) => dependency.written),
    ]),
    trackers.map(({ prd, version, phases: tracked }) => [prd, version, tracked.map((one) => [one.id, one.status])]),
  ]);
}
