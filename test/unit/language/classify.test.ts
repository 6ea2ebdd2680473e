import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DocumentKind, PrdProfile } from '../../../schemas/document/outline.ts';
import { classify } from '../../../server/language/classify.ts';
import { outlineOf } from '../../../server/language/outline.ts';

const TRACKER = '# CLUTCH Workflow Tracker\n\n## Execution Summary\n\n| Phase | Status |\n|---|---|\n| 1 | done |\n';
const PRP = '## Goal\n\n## All Needed Context\n\n## Validation Loop\n';
const PRD = '# PRD: Shop\n\n## Mission\n\n## Target Users\n\n## Implementation Phases\n';

const CASES: readonly (readonly [string, string, DocumentKind])[] = [
  ['PRDs/PRD-shop.md', '', 'prd'],
  ['PRDs/active/PRD-8-shop.md', 'text', 'prd'],
  ['PRDs/v0.3/v0.3.md', '# Shop 0.3\n\n## Success Criteria\n', 'prd'],
  ['PRDs/PRD-01-MVP/STATUS.md', '# Status\n', 'other'],
  ['PRDs/README.md', PRD, 'other'],
  ['C:\\work\\PRDs\\PRD-shop.md', PRD, 'prd'],
  ['PRD.md', 'text', 'prd'],
  ['docs/prd.md', 'text', 'prd'],
  ['shop.prd.md', 'text', 'prd'],
  ['docs/prd/requirements.md', '# Requirements\n', 'other'],
  ['docs/plan.md', PRD, 'prd'],
  ['PRPs/PRP-PRD-shop-phase-1.md', '', 'prp'],
  ['PRPs/mini-cart.md', PRP, 'prp'],
  ['PRPs/1-shop-prd.md', PRD, 'prd'],
  ['PRPs/templates/prp_base.md', PRP, 'other'],
  ['PRPs/planning/PRD-shop-phase-1-analysis.md', PRP, 'other'],
  ['docs/notes.md', PRP, 'other'],
  ['docs/notes.md', '# Notes\n\n## Phase 1: x\n\n## Workstreams\n', 'other'],
  ['WORKFLOW.md', TRACKER, 'workflow'],
  ['WORKFLOW.md', '# Project Workflow Tracker\n', 'workflow'],
  ['WORKFLOW.md', '# Agent\n\nYou work on {{ issue.title }}.\n\n## Phase 1: Read\n', 'other'],
  ['.github/workflow.md', '# CI\n\n| Job | Status |\n|---|---|\n', 'other'],
  ['AWAY_DEVELOPMENT_PLAN.md', '', 'away'],
  ['README.md', '# Shop\n', 'other'],
  ['', '', 'other'],
];

describe('classify', () => {
  for (const [path, text, kind] of CASES) {
    it(`${path || 'no path'} with ${JSON.stringify(text.slice(0, 40))} is ${kind}`, () => {
      assert.equal(classify(path, text), kind);
    });
  }

  const profiles: readonly (readonly [string, PrdProfile | null])[] = [
    ['## Executive Summary\n## Mission\n## Target Users\n## MVP Scope\n', 'classic'],
    ['## 1. Problem statement\n## 2. Why now?\n## 3. Hypothesis\n## 4. Non-goals\n', 'intent'],
    ['| # | Phase | Description | Status | Parallel | Depends | PRP Plan |\n|-|-|-|-|-|-|-|\n', 'cousin'],
    ['## Something\n', null],
  ];
  for (const [text, profile] of profiles) {
    it(`sees the profile ${profile ?? 'none'}`, () => assert.equal(outlineOf('PRD.md', text).profile, profile));
  }
});
