import type { DocumentKind, Outline } from '#schemas/document/outline.ts';
import { classifyDocument, profileOf } from './classify.ts';
import { readContractChain } from './contract-chain.ts';
import { readConcerns } from './cross-cutting.ts';
import { parseDocument } from './parse-document.ts';
import type { ParsedDocument } from './parse-document.ts';
import { readPhases } from './prd.ts';
import { readTasks } from './tasks.ts';
import { readTrackers } from './tracker/read-trackers.ts';
import { readValidationLevels } from './validation-levels.ts';
import { readWorkstreams } from './workstreams.ts';

/** What the engine reads from a plan document; lines are one-based. Empty lists for a document that is not ours. */
export function outlineOf(path: string, text: string): Outline {
  const document = parseDocument(text);
  const kind = classifyDocument(path, document);
  return {
    kind,
    profile: kind === 'prd' ? profileOf(document) : null,
    phases: phasesOf(kind, document),
    workstreams: kind === 'prp' ? workstreamsOf(document) : [],
    validation:
      kind === 'prp'
        ? readValidationLevels(document).map((level) => ({
            ...level,
            commands: [...level.commands],
            line: level.line + 1,
          }))
        : [],
    contracts: kind === 'prp' ? contractsOf(document) : [],
    concerns: kind === 'prp' ? concernsOf(document) : [],
    tasks: kind === 'prp' ? readTasks(document).map((task) => ({ ...task, line: task.line + 1 })) : [],
  };
}

function phasesOf(kind: DocumentKind, document: ParsedDocument): Outline['phases'] {
  const phases =
    kind === 'workflow' ? readTrackers(document).flatMap((tracker) => tracker.phases) : readPhases(document);
  return phases.map(({ id, title, line }) => ({ id, title, line: line + 1 }));
}

function contractsOf(document: ParsedDocument): Outline['contracts'] {
  const hops = readContractChain(document)?.hops ?? [];
  return hops.map(({ from, to, contract, line }) => ({
    from: from.name ?? from.written,
    to: to.name ?? to.written,
    contract,
    line: line + 1,
  }));
}

function concernsOf(document: ParsedDocument): Outline['concerns'] {
  return readConcerns(document).map(({ concern, owners: [owner], line }) => ({
    concern,
    owner: owner ? (owner.name ?? owner.written) : null,
    line: line + 1,
  }));
}

function workstreamsOf(document: ParsedDocument): Outline['workstreams'] {
  return readWorkstreams(document).map((workstream) => ({
    name: workstream.name,
    files: workstream.files.map(({ path }) => path),
    // An unknown name is kept as written, so that whoever runs the plan can say what is missing.
    dependsOn: workstream.dependsOn.map(({ name, written }) => name ?? written),
    line: workstream.line + 1,
  }));
}
