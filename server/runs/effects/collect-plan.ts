import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DeliveryFinding } from '#schemas/run/phase.ts';
import { checkOnce } from '../../plans/check-once.ts';
import { findPrp } from '../../plans/project.ts';
import { readDocument } from '../../plans/read-document.ts';
import { relativeTo } from '../../plans/relative-to.ts';
import { createGit } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { isOurs, leaveForeignBranch, type Identity } from '../worktrees.ts';
import { prpContent } from './read-prp.ts';

/** Only the plan's documents are taken in, and only when no rule finds an error or a warning in the PRP. */
export function createCollectPlan(identity: Identity): Performer<'collect-plan'> {
  return async ({ root, prd, phase, worktree, base }, { run }) => {
    const findings = await findingsIn(worktree, prd, phase);
    if (findings.length > 0 || !(await isOurs(createGit(root), worktree))) {
      return { type: 'plan-collected', commit: null, findings };
    }
    const git = createGit(worktree);
    await leaveForeignBranch(git, base);
    await git.run('read-tree', base);
    await git.run('add', '--all', '--', 'PRPs');
    const tree = await git.run('write-tree');
    const message = `docs(plan): PRP for phase ${phase}\n\nClutch-Plan: ${prd}\nClutch-Phase: ${phase}`;
    const commit = await git.run(...(await identity(git, run)), 'commit-tree', tree, '-p', base, '-m', message);
    await git.run('reset', '--quiet', '--soft', commit);
    return { type: 'plan-collected', commit, findings: [] };
  };
}

async function findingsIn(worktree: string, prd: string, phase: string): Promise<DeliveryFinding[]> {
  const file = existsSync(worktree) ? findPrp(worktree, path.join(worktree, prd), phase) : null;
  if (!file) return [{ path: 'PRPs', message: `there is no PRP for phase ${phase}` }];
  const shown = relativeTo(worktree, file);
  const document = readDocument(file, shown);
  if (!document.ok) return [{ path: shown, message: document.message }];
  const { problems } = prpContent(shown, document.text);
  const found = (await checkOnce(file)).filter(({ severity }) => severity === 'error' || severity === 'warning');
  return [
    ...problems.map((message) => ({ path: shown, message })),
    ...found.map(({ range, rule, message }) => ({
      path: `${shown}:${range.start.line + 1}`,
      message: `${message} (${rule})`,
    })),
  ].slice(0, 100);
}
