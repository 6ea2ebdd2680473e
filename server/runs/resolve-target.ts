import { realpathSync, statSync } from 'node:fs';
import { outlineOf } from '../language/outline.ts';
import { findPrds, findProjectRoot } from '../plans/project.ts';
import { readDocument } from '../plans/read-document.ts';
import { relativeTo } from '../plans/relative-to.ts';
import { EffectError } from './effect-error.ts';

/** The root of the project in which this is. */
export function resolveProject(target: string): string {
  if (target.toLowerCase().endsWith('.md')) return resolvePrd(target).root;
  requireFolder(target);
  return findProjectRoot(realpathSync(target)) ?? realpathSync(target);
}

/** A path that ends in `.md` is a PRD; any other is a project, whose only PRD is meant. */
export function resolveTarget(target: string): { root: string; prd: string } {
  if (target.toLowerCase().endsWith('.md')) return resolvePrd(target);
  const root = resolveProject(target);
  const prds = findPrds(root);
  const [only] = prds;
  if (!only) {
    throw new EffectError(
      'user',
      `No PRD found in ${root}. \`clutch init\` (in VS Code: “CLUTCH: New Plan…”) asks seven questions and writes one.`,
    );
  }
  if (prds.length > 1) {
    throw new EffectError(
      'user',
      `${root} has several PRDs: ${prds.map((prd) => relativeTo(root, prd)).join(', ')}. Name the one to run.`,
    );
  }
  return { root, prd: relativeTo(root, only) };
}

function requireFolder(target: string): void {
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new EffectError('user', `${target} is neither a PRD (a .md file) nor a project folder. Check the path.`);
}

function resolvePrd(target: string): { root: string; prd: string } {
  const document = readDocument(target);
  if (!document.ok) throw new EffectError('user', document.message);
  const file = realpathSync(target);
  const root = findProjectRoot(file);
  if (!root) {
    throw new EffectError(
      'user',
      `${target} is in no project: no folder above it holds PRDs/, PRPs/, .clutch/ or .git.`,
    );
  }
  const { kind } = outlineOf(file, document.text);
  if (kind !== 'prd') {
    throw new EffectError(
      'user',
      `${target} reads as ${kind === 'other' ? 'ordinary markdown' : `a ${kind}`}, not as a PRD. Name a PRD.`,
    );
  }
  return { root, prd: relativeTo(root, file) };
}

/** `01` and `1` are the same phase. */
export function normalisePhase(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, '');
}
