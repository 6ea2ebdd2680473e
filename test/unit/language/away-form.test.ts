import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { AwayField } from '../../../schemas/protocol/away-form.ts';
import { fieldState, isHeadField, linesOf } from '../../../server/language/away/form/away-fields.ts';
import { editAwayField } from '../../../server/language/away/form/edit-away-field.ts';
import { readAwayPlan } from '../../../server/language/away/read-away-plan.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { awayTemplate } from '../../../server/language/templates/away.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { mutate, seededRandom } from '../../helpers/mutate.ts';

const long = [
  '# Shop Away Development Plan',
  '',
  'Schema: clutch-away-plan/1',
  'Generated: 2026-03-01T08:00:00Z',
  'Valid hours: 10',
  'Expires: 2026-03-01T18:00:00Z',
  'Ready for queued away work: no',
  '',
  ...awayTemplate.flatMap(({ title, body }) => [`## ${title}`, '', body, '']),
].join('\n');

const headings = `# Shop Away Development Plan

## Objective

The cart shows the sum.

## Allowed

- Add tests in \`test/\`. <!-- the new ones -->
- Mend what they show,
  one at a time.

## Stop if

1. Something fails twice.
2. Something is missing.

## Verify

- \`npm test\`

## Expires

2026-03-01 18:00
`;

const labels = `# Shop Away Development Plan

- **Objective:** The cart shows the sum.
- **Allowed:** tests in test/
- **Forbidden:**
  - releases
- **Stop if:** a test fails twice
- **Verify:** \`npm test\`
- **Expires:** 2026-03-01 18:00
`;

const plans = { long, headings, labels, windows: long.replaceAll('\n', '\r\n') };

function edited(text: string, field: AwayField, value: string): string {
  const edit = editAwayField(parseDocument(text), field, value);
  assert.equal(edit.outcome, 'edits', `${field} could not be set to ${JSON.stringify(value)}`);
  return edit.outcome === 'edits' ? applyEdits(text, edit.edits) : text;
}

const valueOf = (text: string, field: AwayField): string => fieldState(readAwayPlan(parseDocument(text)), field).value;

describe('setting a part of an away plan', () => {
  it('changes nothing but the words that are other', () => {
    assert.equal(
      edited(headings, 'allowed', 'Add new tests in `test/`.\nMend what they show, one at a time.'),
      headings.replace('Add tests', 'Add new tests'),
    );
    assert.equal(edited(long, 'ready', 'yes'), long.replace('work: no', 'work: yes'));
    assert.equal(edited(long, 'expires', '2026-04-01T10:00:00Z'), long.replace('2026-03-01T18', '2026-04-01T10'));
  });

  it('keeps the form of the points around a new one', () => {
    assert.match(
      edited(headings, 'stop', 'Something fails twice.\nNew\nSomething is missing.'),
      /1\. Something fails twice\.\n2\. New\n2\. Something is missing\./,
    );
    assert.match(edited(labels, 'forbidden', 'releases\npushes'), / {2}- releases\n {2}- pushes\n/);
    assert.match(edited(headings, 'verification', 'npm test\nnpm run lint'), /- `npm test`\n- `npm run lint`\n/);
    assert.match(
      edited(long, 'verification', 'git diff --check\nnpm test'),
      /```bash\ngit diff --check\nnpm test\n```/,
    );
  });

  it('adds a part that is missing at its place, and takes words away', () => {
    const added = edited(headings, 'forbidden', 'Releases');
    assert.match(added, /## Forbidden\n\n- Releases\n\n## Stop if/);
    assert.equal(edited(added, 'forbidden', '').includes('Releases'), false);
    assert.match(
      edited(headings, 'ready', 'yes'),
      /^# Shop Away Development Plan\n\nReady for queued away work: yes\n/,
    );
    assert.match(edited(labels, 'ready', 'no'), /- \*\*Expires:\*\* .*\n- \*\*Ready for queued away work:\*\* no\n/);
    assert.match(edited('# X Away Development Plan\n', 'objective', 'One.\nTwo.'), /## Objective\n\nOne\.\n\nTwo\.\n/);
  });

  it('keeps line ends', () => {
    const after = edited(plans.windows, 'allowed', 'One\nTwo\nThree');
    assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
    assert.equal(valueOf(after, 'allowed'), 'One\nTwo\nThree');
  });

  it('refuses words that would be something else in the document, and parts that it cannot write whole', () => {
    const refuse = (text: string, field: AwayField, value: string) => editAwayField(parseDocument(text), field, value);
    assert.deepEqual(refuse(long, 'allowed', '<!-- all -->'), { outcome: 'refused', why: 'meaning' });
    assert.deepEqual(refuse(long, 'verification', '```'), { outcome: 'refused', why: 'meaning' });
    const lines = long.replace('git diff --check', 'cd test\nnpm test');
    assert.deepEqual(refuse(lines, 'verification', 'npm test'), { outcome: 'refused', why: 'lines' });
    const many = `${headings}\n## Forbidden\n\n${Array.from({ length: 10_000 }, (_, index) => `- point ${index}`).join('\n')}\n`;
    assert.deepEqual(refuse(many, 'forbidden', 'none'), { outcome: 'refused', why: 'long' });
    assert.equal(fieldState(readAwayPlan(parseDocument(many)), 'forbidden').value.split('\n').length, 500);
    assert.equal(valueOf(edited(many, 'stop', 'Now'), 'stop'), 'Now', 'other parts can still be written');
  });
});

describe('any part of any away plan', () => {
  const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .,/`_-]{0,30}[a-z.]$/).map((one) => one.replaceAll('`', ''));
  const lists = fc.array(words, { maxLength: 6 });
  const field = fc.constantFrom(...AwayField.options);
  const plan = fc.constantFrom(...Object.values(plans));

  it('says exactly what was set, and everything else as before; and it can be set back', () => {
    fc.assert(
      fc.property(plan, field, lists, fc.nat(3), (text, one, list, keep) => {
        const before = valueOf(text, one);
        const kept = linesOf(before).slice(0, keep);
        const wanted = isHeadField(one)
          ? (list[0] ?? '2026-05-01 10:00')
          : [...kept, ...list.filter(isPlain)].join('\n');
        const edit = editAwayField(parseDocument(text), one, wanted);
        if (edit.outcome === 'refused') return;
        const after = applyEdits(text, edit.edits);
        assert.equal(valueOf(after, one), linesOf(wanted).join('\n'));
        for (const other of AwayField.options) {
          if (other !== one) assert.equal(valueOf(after, other), valueOf(text, other), other);
        }
        const back = editAwayField(parseDocument(after), one, before);
        assert.equal(back.outcome, 'edits');
      }),
      { numRuns: 1000 },
    );
  });

  it('is seldom refused: only where words have a meaning of their own', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        plan,
        fc.constantFrom<AwayField>('allowed', 'stop', 'approval', 'objective'),
        lists,
        (text, one, list) => {
          if (editAwayField(parseDocument(text), one, list.filter(isPlain).join('\n')).outcome === 'refused')
            refused += 1;
        },
      ),
      { numRuns: 500, seed: 7 },
    );
    assert.ok(refused <= 10, `${refused} of 500`);
  });

  it('never breaks what it does not understand', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = seededRandom(seed);
      const text = mutate(long, headings, random);
      const one = AwayField.options[Math.floor(random() * AwayField.options.length)] ?? 'allowed';
      const edit = editAwayField(parseDocument(text), one, 'one\ntwo');
      if (edit.outcome === 'refused') continue;
      const after = applyEdits(text, edit.edits);
      assert.equal(valueOf(after, one), isHeadField(one) ? 'one two' : 'one\ntwo', `seed ${seed}`);
    }
  });
});

/** Words that are a command or a title, and so mean something. */
const isPlain = (text: string): boolean => !/^(?:[-\d]|.*:)/.test(text.trim());
