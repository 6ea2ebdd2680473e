import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { rules } from '../../../server/language/rules/index.ts';
import type { Rule } from '../../../server/language/rules/rule.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { ruleFixtures, type RuleFixture } from '../../helpers/rule-fixtures.ts';

const docs = new URL('../../../docs/', import.meta.url);
const pages = new URL('rules/', docs);

const KINDS = {
  prd: 'PRD',
  prp: 'PRP',
  workflow: 'WORKFLOW.md',
  away: 'away plan',
  record: 'collab record',
  other: 'any document',
} as const;

const fixtures = ruleFixtures();

function kindsOf({ kinds }: Rule): string {
  return kinds.map((kind) => KINDS[kind]).join(', ');
}

function index(): string {
  return [
    '# Rules',
    '',
    'What `clutch check` and the editor find in plan documents. The severity holds in a CLUTCH project; elsewhere no',
    'finding is more than a hint. `.clutch/config.json` (`rules`) sets severities for everybody who works on a project,',
    'the setting `clutch.diagnostics.severity` for one window. A comment switches a rule off:',
    '`<!-- clutch-disable-next-line CL204 -->`, `<!-- clutch-disable-line CL204 -->`, `<!-- clutch-disable CL204 -->` up to',
    '`<!-- clutch-enable CL204 -->`, or `<!-- clutch-disable-file CL204 -->`. Words behind ` -- ` say why.',
    '',
    'Generated from `server/language/rules/`: `UPDATE=1 node --test test/unit/language/rules-document.test.ts`.',
    '',
    '| Rule | What it finds | In | Severity |',
    '|---|---|---|---|',
    ...rules.map(
      (rule) => `| [${rule.id}](rules/${rule.id}.md) | ${rule.title} | ${kindsOf(rule)} | ${rule.defaultSeverity} |`,
    ),
    '',
  ].join('\n');
}

function page(rule: Rule): string {
  const example = exampleOf(rule);
  return [
    `# ${rule.id}: ${rule.title}`,
    '',
    `${kindsOf(rule)} · ${rule.defaultSeverity} in a CLUTCH project, hint elsewhere`,
    '',
    rule.rationale,
    '',
    ...(example === null
      ? []
      : ['## Example', '', '````markdown', example.line, '````', '', `> ${example.message}`, '']),
    ...(example === null || example.fixes.length === 0
      ? []
      : ['## Quick fixes', '', ...example.fixes.map((title) => `- ${title}`), '']),
    '## Switch it off',
    '',
    `For one line: \`<!-- clutch-disable-next-line ${rule.id} -- why -->\`. For a project, in \`.clutch/config.json\`:`,
    `\`{"rules": {"${rule.id}": "off"}}\`. [All rules](../rules.md)`,
    '',
  ].join('\n');
}

/** The first finding in the rule's fixtures: the line, what is said of it, and what is offered. */
function exampleOf(rule: Rule): { line: string; message: string; fixes: readonly string[] } | null {
  const found = fixtures
    .filter(({ name }) => name.startsWith(rule.id.toLowerCase()))
    .flatMap((fixture: RuleFixture) => {
      const text = fixture.text.replaceAll(/ ?(?:<!-- )?\{CL\d{3}\}(?: -->)?/g, '');
      const project = inMemoryProject({
        ...fixture.project,
        files: { ...fixture.project.files, [fixture.path]: text },
      });
      return checkDocument({ path: fixture.path, text, inProject: true, project })
        .filter((finding) => finding.rule === rule.id)
        .map(({ range, message, fixes }) => ({
          line: text.split('\n')[range.start.line]?.trim() ?? '',
          message,
          fixes: fixes.map(({ title }) => title),
        }));
    });
  return found.find(({ fixes }) => fixes.length > 0) ?? found[0] ?? null;
}

it('docs/rules.md and the page of every rule say what the rules say', () => {
  const wanted = new Map(rules.map((rule) => [`${rule.id}.md`, page(rule)]));
  if (process.env['UPDATE'] === '1') {
    rmSync(pages, { recursive: true, force: true });
    mkdirSync(pages, { recursive: true });
    for (const [name, text] of wanted) writeFileSync(new URL(name, pages), text);
    writeFileSync(new URL('rules.md', docs), index());
  }
  const hint = 'run with UPDATE=1 to write it anew';
  assert.equal(readFileSync(new URL('rules.md', docs), 'utf8'), index(), hint);
  assert.deepEqual(readdirSync(pages).sort(), [...wanted.keys()].sort(), hint);
  for (const [name, text] of wanted) assert.equal(readFileSync(new URL(name, pages), 'utf8'), text, `${name}: ${hint}`);
});
