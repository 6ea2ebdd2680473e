import { createHash } from 'node:crypto';
import path from 'node:path';
import type { PrpContent } from '#schemas/journal/effects.ts';
import { checkDocument } from '../../language/check-document.ts';
import { contractFromChain } from '../../language/contracts/chain-contract.ts';
import { readContracts } from '../../language/contracts/read-contracts.ts';
import { renderContract } from '../../language/contracts/render-contract.ts';
import { isSameContract } from '../../language/contract-names.ts';
import { smallestGroups, MAX_WORKSTREAMS } from '../../language/merge-choices.ts';
import { outlineOf } from '../../language/outline.ts';
import { parseDocument, type ParsedDocument } from '../../language/parse-document.ts';
import { readWorkstreams } from '../../language/workstreams.ts';
import { findPrp } from '../../plans/project.ts';
import { relativeTo } from '../../plans/relative-to.ts';
import { readDocument } from '../../plans/read-document.ts';
import { EffectError } from '../effect-error.ts';
import type { Performer } from '../performer.ts';

/** What makes a PRP impossible to execute; whatever else the rules find is for its author. */
const BLOCKING_RULES = new Set(['CL204', 'CL205', 'CL206']);

export const readPrp: Performer<'read-prp'> = ({ root, prd, phase }) => {
  const file = findPrp(root, path.join(root, prd), phase);
  if (!file) {
    const wanted = `PRPs/PRP-${path.basename(prd).replace(/\.md$/i, '')}-phase-${phase}.md`;
    return Promise.resolve({ type: 'prp-missing', wanted });
  }
  const found = relativeTo(root, file);
  const document = readDocument(file, found);
  if (!document.ok) throw new EffectError('user', document.message);
  return Promise.resolve({ type: 'prp-read', prp: prpContent(found, document.text) });
};

/** What a PRP holds for the engine; `file` is relative to the project. */
export function prpContent(file: string, text: string): PrpContent {
  const outline = outlineOf(file, text);
  const document = parseDocument(text);
  const problems = problemsOf(file, text, outline);
  const groups = problems.length === 0 ? groupsOf(document) : [];
  const nameOf = (name: string): string => groups.find((names) => names.includes(name))?.[0] ?? name;
  return {
    path: file,
    hash: sha256(text),
    workstreams: workstreamsOf(document, outline, groups, nameOf),
    contracts: contractsOf(text, outline, nameOf),
    concerns: outline.concerns.map(({ concern, owner }) => ({ concern, owner: owner && nameOf(owner) })),
    foreign: outline.workstreams.flatMap(({ files }) => files.filter(isForeign)),
    problems:
      groups.length === 0 && outline.workstreams.length > MAX_WORKSTREAMS
        ? [...problems, tooMany(file, outline)]
        : problems,
    validation: outline.validation,
  };
}

type Outline = ReturnType<typeof outlineOf>;

function problemsOf(file: string, text: string, { workstreams, validation }: Outline): string[] {
  const findings = checkDocument({ path: file, text, inProject: true })
    .filter(({ rule }) => BLOCKING_RULES.has(rule))
    .map(({ range, message, rule }) => `${file}:${range.start.line + 1} ${message} (${rule}) Mend it, then try again.`);
  const names = workstreams.map(({ name }) => name.toLowerCase());
  const twin = workstreams.find(({ name }, index) => names.indexOf(name.toLowerCase()) !== index);
  if (twin) {
    const what = `${file}:${twin.line} names a second workstream ${twin.name}, and only one could be executed`;
    findings.unshift(`${what}. Give it another name, then try again.`);
  }
  if (!validation.some(({ commands }) => commands.length > 0)) {
    const how = 'Add a “## Validation Loop” with a fenced bash block per level, then try again';
    findings.unshift(`${file} names no validation command, so nothing could prove the phase. ${how}.`);
  }
  return findings;
}

function tooMany(file: string, { workstreams }: Outline): string {
  const what = `${file} names ${workstreams.length} workstreams; at most ${MAX_WORKSTREAMS} are executed`;
  return `${what}, and they cannot be merged without waiting for each other. Merge some of them, then try again.`;
}

/** The smallest are merged until four are left; the first of a group gives its name. */
function groupsOf(document: ParsedDocument): readonly (readonly string[])[] {
  const workstreams = readWorkstreams(document);
  if (workstreams.length <= MAX_WORKSTREAMS) return [];
  return (smallestGroups(workstreams) ?? []).map((group) => group.map(({ name }) => name));
}

function workstreamsOf(
  document: ParsedDocument,
  outline: Outline,
  groups: readonly (readonly string[])[],
  nameOf: (name: string) => string,
): PrpContent['workstreams'] {
  const sections = new Map(
    readWorkstreams(document).map(({ name, line, endLine }) => [
      name,
      document.text.slice(document.lines.start(line), document.lines.start(endLine)),
    ]),
  );
  return outline.workstreams
    .filter(({ name }) => nameOf(name) === name)
    .map(({ name }) => {
      const merged = groups.find(([first]) => first === name) ?? [name];
      const members = outline.workstreams.filter((one) => merged.includes(one.name));
      const dependsOn = members.flatMap((one) => one.dependsOn.map(nameOf)).filter((other) => other !== name);
      return {
        name,
        files: [...new Set(members.flatMap((one) => one.files))],
        dependsOn: [...new Set(dependsOn)],
        hash: sha256(members.map((one) => sections.get(one.name) ?? '').join('\n')),
        merged: merged.length > 1 ? [...merged] : [],
      };
    });
}

/** A contract counts as stated when the chain itself is explicit, or a fenced contract block has its name. */
function contractsOf(text: string, { contracts }: Outline, nameOf: (name: string) => string): PrpContent['contracts'] {
  const blocks = readContracts(text).contracts;
  return contracts
    .map(({ from, to, contract: about }) => {
      const block = blocks.find(({ name }) => isSameContract(name, about));
      const chain = contractFromChain(about);
      const stated = block ? fenced(block.text) : chain ? fenced(renderContract(chain)) : null;
      return { from: nameOf(from), to: nameOf(to), about, text: stated };
    })
    .filter(({ from, to }) => from !== to);
}

function fenced(text: string): string {
  return `\`\`\`contract\n${text.trimEnd()}\n\`\`\``;
}

/** Neither below the project nor anywhere that a worktree of it reaches. */
function isForeign(file: string): boolean {
  return file.startsWith('/') || /^[A-Za-z]:[\\/]/.test(file) || file.split(/[\\/]/).includes('..');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
