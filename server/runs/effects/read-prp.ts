import path from 'node:path';
import { outlineOf } from '../../language/outline.ts';
import { findPrp } from '../../plans/project.ts';
import { relativeTo } from '../../plans/relative-to.ts';
import { readDocument } from '../../plans/read-document.ts';
import { EffectError } from '../effect-error.ts';
import type { Performer } from '../performer.ts';

export const readPrp: Performer<'read-prp'> = async ({ root, prd, phase }) => {
  const file = findPrp(root, path.join(root, prd), phase);
  if (!file) {
    const name = `PRPs/PRP-${path.basename(prd).replace(/\.md$/i, '')}-phase-${phase}.md`;
    throw new EffectError('user', `There is no PRP for phase ${phase} of ${prd}. Write ${name}, then resume.`);
  }
  const found = relativeTo(root, file);
  const document = readDocument(file, found);
  if (!document.ok) throw new EffectError('user', document.message);
  const { workstreams, validation } = outlineOf(found, document.text);
  if (!validation.some(({ commands }) => commands.length > 0)) {
    const how = 'Add a “## Validation Loop” with a fenced bash block per level, then resume';
    throw new EffectError('user', `${found} names no validation command, so nothing could prove the phase. ${how}.`);
  }
  const names = workstreams.map(({ name }) => name.toLowerCase());
  const twin = workstreams.find(({ name }, index) => names.indexOf(name.toLowerCase()) !== index);
  if (twin) {
    const what = `${found}:${twin.line} names a second workstream ${twin.name}, and only one could be executed`;
    throw new EffectError('user', `${what}. Give it another name, then resume.`);
  }
  return { type: 'prp-read', prp: { path: found, workstreams, validation } };
};
