import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findPrds, findProjectRoot, findPrp, isClutchProject } from '../../../server/plans/project.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clutch-project-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function prp(prd: string, phase: string): string | null {
  const found = findPrp(root, join(root, prd), phase);
  return found && relative(root, found);
}

describe('the project of a document', () => {
  it('is the nearest folder above it with PRDs, PRPs, .clutch or .git', () => {
    write('apps/web/PRDs/active/v1/PRD-a.md');
    write('.git/HEAD');
    assert.equal(findProjectRoot(join(root, 'apps/web/PRDs/active/v1/PRD-a.md')), join(root, 'apps/web'));
    assert.equal(findProjectRoot(join(root, 'docs')), root);
  });

  it('is a CLUTCH project only when something of ours is in it', () => {
    write('PRDs/PRD-a.md', '# A\n');
    write('PRPs/PRP-a-phase-1.md', '## Goal\n');
    assert.equal(isClutchProject(root), false);
    write('WORKFLOW.md', '# CLUTCH Workflow Tracker\n');
    assert.equal(isClutchProject(root), true);
  });

  it('has the PRDs that read as such', () => {
    for (const path of ['PRDs/PRD-b.md', 'PRDs/active/PRD-a.md', 'PRDs/README.md', 'docs/prd.md', 'docs/other.md'])
      write(path, '# x\n');
    assert.deepEqual(
      findPrds(root).map((path) => relative(root, path)),
      ['PRDs/PRD-b.md', 'PRDs/active/PRD-a.md', 'docs/prd.md'],
    );
  });
});

describe('the PRP of a phase', () => {
  it('is found by the phase id, so that 1, 10 and 2.1 stay apart', () => {
    for (const id of ['10', '2.1', '5b']) write(`PRPs/PRP-PRD-shop-phase-${id}.md`);
    write('PRDs/PRD-shop.md', '# x\n');
    assert.equal(prp('PRDs/PRD-shop.md', '1'), null);
    assert.equal(prp('PRDs/PRD-shop.md', '2'), null);
    assert.equal(prp('PRDs/PRD-shop.md', '10'), 'PRPs/PRP-PRD-shop-phase-10.md');
    assert.equal(prp('PRDs/PRD-shop.md', '2.1'), 'PRPs/PRP-PRD-shop-phase-2.1.md');
    assert.equal(prp('PRDs/PRD-shop.md', '5b'), 'PRPs/PRP-PRD-shop-phase-5b.md');
  });

  it('is the one that carries the PRD’s name, never one of another PRD', () => {
    for (const path of ['PRDs/PRD-shop.md', 'PRDs/PRD-shop-admin.md', 'PRDs/PRD-mail.md']) write(path, '# x\n');
    write('PRPs/phase-1.md');
    write('PRPs/PRP-PRD-shop-admin-phase-1.md');
    write('PRPs/PRP-PRD-shop-phase-1.md');
    write('PRPs/PRP-PRD-mail-phase-2.md');
    assert.equal(prp('PRDs/PRD-shop.md', '1'), 'PRPs/PRP-PRD-shop-phase-1.md');
    assert.equal(prp('PRDs/PRD-shop-admin.md', '1'), 'PRPs/PRP-PRD-shop-admin-phase-1.md');
    assert.equal(prp('PRDs/PRD-mail.md', '1'), 'PRPs/phase-1.md');
    assert.equal(prp('PRDs/PRD-shop.md', '2'), null);
  });

  it('is no template and no analysis', () => {
    write('PRDs/PRD-shop.md', '# x\n');
    write('PRPs/planning/PRD-shop-phase-1-analysis.md');
    write('PRPs/templates/prp-phase-1.md');
    assert.equal(prp('PRDs/PRD-shop.md', '1'), null);
    write('PRPs/active/shop-p1.md');
    assert.equal(prp('PRDs/PRD-shop.md', '1'), 'PRPs/active/shop-p1.md');
  });
});
