import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { InMemoryProject } from './in-memory-project.ts';

/** A plan document of a fixture, and the project around it. */
export interface RuleFixture {
  /** `cl204-hit.prp.md`, or for a fixture that is a folder `cl217-hit/PRPs/PRP-phase-9.md`. */
  readonly name: string;
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
  readonly project: InMemoryProject;
}

const folder = new URL('../fixtures/rules/', import.meta.url);

/** A single file's name says what kind of document it is: `cl204-hit.prp.md`. */
const PLACES: Readonly<Record<string, string>> = {
  prd: 'PRDs/PRD-shop.md',
  prp: 'PRPs/PRP-PRD-shop-phase-1.md',
  workflow: 'WORKFLOW.md',
  away: 'AWAY_DEVELOPMENT_PLAN.md',
  other: 'docs/release-notes.md',
};

/**
 * Every document of every fixture. A fixture is one file that stands alone, or a folder that is a small project: its
 * files are what lies on disk, and `project.json` beside them says what git, receipts, programs, records and the clock
 * say (the fields of `InMemoryProject`).
 */
export function ruleFixtures(): readonly RuleFixture[] {
  return readdirSync(folder).flatMap((name) => (isFolder(name) ? projectFixtures(name) : [singleFixture(name)]));
}

/** `<line> <rule>` for every marker such as `{CL204}` in the text; a marker stands on the line of its finding. */
export function expectedFindings(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(/\{(CL\d{3})\}/g)].map((match) => `${index + 1} ${match[1] ?? ''}`))
    .sort();
}

function singleFixture(name: string): RuleFixture {
  const path = PLACES[name.split('.')[1] ?? ''];
  assert.ok(path, `${name} names no kind of document`);
  const text = readFileSync(new URL(name, folder), 'utf8');
  return { name, path, text, project: { files: { [path]: text }, alone: true } };
}

function projectFixtures(name: string): readonly RuleFixture[] {
  const place = new URL(`${name}/`, folder);
  const entries = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(new URL(path, place)).isFile(),
  );
  const paths = entries.map((path) => path.replaceAll('\\', '/')).sort();
  const files = Object.fromEntries(
    paths
      .filter((path) => path !== 'project.json')
      .map((path) => [path, readFileSync(new URL(path, place), 'utf8')] as const),
  );
  const around: Omit<InMemoryProject, 'files'> = paths.includes('project.json')
    ? JSON.parse(readFileSync(new URL('project.json', place), 'utf8'))
    : {};
  return Object.entries(files)
    .filter(([path]) => /\.(?:md|json)$/.test(path))
    .map(([path, text]) => ({ name: `${name}/${path}`, path, text, project: { ...around, files } }));
}

function isFolder(name: string): boolean {
  return statSync(new URL(name, folder)).isDirectory();
}
