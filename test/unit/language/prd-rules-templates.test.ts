import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { profileOf } from '../../../server/language/classify.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { addMissingPrdSections } from '../../../server/language/refactorings/add-prd-sections.ts';
import { missingSections, prdTemplate, sectionTemplate } from '../../../server/language/templates/prd.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';

const PATH = 'PRDs/PRD-shop.md';
const PROFILES = ['classic', 'intent'] as const;

function whole(profile: 'classic' | 'intent'): string {
  const sections = prdTemplate[profile].map(({ title, body }) => `## ${title}\n\n${body}\n`);
  return `# PRD: Shop\n\n${sections.join('\n')}`;
}

function titles(text: string): readonly string[] {
  return parseDocument(text)
    .headings.filter(({ level }) => level === 2)
    .map(({ text: title }) => title);
}

function completed(text: string): string {
  const fix = addMissingPrdSections(parseDocument(text), PATH);
  assert.ok(fix);
  const [change] = fix.changes();
  assert.equal(change?.kind, 'edit');
  return applyEdits(text, change.edits);
}

describe('the templates of a PRD', () => {
  for (const profile of PROFILES) {
    it(`of the ${profile} profile make a whole document that no rule objects to`, () => {
      const text = whole(profile);
      assert.equal(profileOf(parseDocument(text)), profile);
      assert.deepEqual(checkDocument({ path: PATH, text, inProject: true }), []);
      assert.deepEqual(missingSections(parseDocument(text)), []);
    });
  }

  it('have fifteen and eleven sections', () => {
    assert.deepEqual(
      PROFILES.map((profile) => prdTemplate[profile].length),
      [15, 11],
    );
  });

  it('are found by the name of a section however it is written', () => {
    assert.equal(sectionTemplate('intent', '5. Non-Goals')?.title, 'Non-goals');
    assert.equal(sectionTemplate('classic', 'risks and mitigations')?.title, 'Risks & Mitigations');
    assert.equal(sectionTemplate('intent', 'Technology Stack'), null);
  });
});

describe('adding the missing sections of a PRD', () => {
  it('puts each at its place in the order of the template', () => {
    const text =
      '# PRD: Shop\n\n## Why now\n\nThe desk closes.\n\n## Hypothesis\n\nIf so, then so; wrong if not.\n\n## Open questions\n\nNone.\n\n## Implementation Phases\n\n### Phase 1: Till\n\n- **Goal:** it works\n- **Deliverables:** it\n- **Validation:** the tests pass\n';
    const after = completed(text);
    assert.deepEqual(
      titles(after),
      prdTemplate.intent.map(({ title }) => title),
    );
    assert.deepEqual(checkDocument({ path: PATH, text: after, inProject: true }), []);
    assert.doesNotMatch(after, /\n\n\n|[^\n]\n## /);
    assert.equal(addMissingPrdSections(parseDocument(after), PATH), null);
  });

  it('takes phases that stand alone for their section, and leaves out what is optional', () => {
    const text =
      '# PRD: Shop\n\n## Mission\n\nSell.\n\n## User Stories\n\n1. None.\n\n## Technology Stack\n\nPaper.\n\n## Phase 1: Till\n\n- **Goal:** it works\n- **Deliverables:** it\n- **Validation:** the tests pass\n';
    const after = titles(completed(text));
    assert.ok(!after.includes('Implementation Phases'));
    assert.ok(!after.includes('Appendix'));
    assert.deepEqual(after.slice(-3), ['Phase 1: Till', 'Future Considerations', 'Risks & Mitigations']);
  });

  it('keeps line ends, and the levels of the sections that are there', () => {
    const text = '# PRD: Shop\r\n\r\n# Why now\r\n\r\n# Hypothesis\r\n\r\n# Non-goals\r\n\r\n# Open questions\r\n';
    const after = completed(text);
    assert.doesNotMatch(after, /[^\r]\n/);
    assert.match(after, /^# Success metrics\r$/m);
  });

  it('has nothing to say where the profile is not known', () => {
    assert.equal(addMissingPrdSections(parseDocument('# PRD\n\n## Mission\n\nSell.\n'), PATH), null);
    assert.deepEqual(missingSections(parseDocument('')), []);
  });
});
