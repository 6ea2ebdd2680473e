import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'node:test';
import { rules } from '../../../server/language/rules/index.ts';

const file = new URL('../../../docs/rules.md', import.meta.url);

const KINDS = {
  prd: 'PRD',
  prp: 'PRP',
  workflow: 'WORKFLOW.md',
  away: 'away plan',
  record: 'collab record',
  other: 'any document',
} as const;

function rulesDocument(): string {
  const sections = rules.map(
    (rule) =>
      `## ${rule.id}\n\n**${rule.title}** · ${rule.kinds.map((kind) => KINDS[kind]).join(', ')} · ${rule.defaultSeverity} in a CLUTCH project, hint elsewhere\n\n${rule.rationale}\n`,
  );
  return [
    '# Rules',
    '',
    'What `clutch check` and the editor find in plan documents. Generated from `server/language/rules/`;',
    '`UPDATE=1 node --test test/unit/language/rules-document.test.ts` writes it anew.',
    '',
    ...sections,
  ].join('\n');
}

it('docs/rules.md says what the rules say', () => {
  const wanted = rulesDocument();
  if (process.env['UPDATE'] === '1') writeFileSync(file, wanted);
  assert.equal(readFileSync(file, 'utf8'), wanted, 'run with UPDATE=1 to write it anew');
});
