import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContextItems, readEnvironmentCheck } from '../../../server/language/context-items.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';

const PRP = `# PRP: Shop

## All Needed Context

### Documentation & References

\`\`\`yaml
# MUST READ
- url: https://docs.example.org/router#guards   # the guards only
  why: |
    How a route is refused
    and more
  critical: "Order matters"
- docfile: "PRPs/ai_docs/notes on till.md"
  section: Tills
- file: src/server.ts - the pattern to follow
\`\`\`

- **doc**: Handbook
- file: \`src/b.ts\` (second)

\`\`\`python
file: UploadFile = File()
\`\`\`

### Environment Check

\`\`\`yaml
project_type: node
test_command: "npm test -- --ci"  # all
lint_command: npm run lint # fast
colour: red
\`\`\`

### Known Gotchas

- file: not/a/reference.ts
`;

describe('the items of Documentation & References', () => {
  const document = parseDocument(PRP);
  const items = readContextItems(document);
  const textAt = ({ start, end }: (typeof items)[number]['range']): string =>
    document.lines.text(start.line).slice(start.character, end.character);

  it('are read from fences and lists, without notes and quotes', () => {
    assert.deepEqual(
      items.map(({ kind, text }) => [kind, text]),
      [
        ['url', 'https://docs.example.org/router#guards'],
        ['docfile', 'PRPs/ai_docs/notes on till.md'],
        ['file', 'src/server.ts'],
        ['doc', 'Handbook'],
        ['file', 'src/b.ts'],
      ],
    );
  });

  it('carry why, section and critical, of a block its first line', () => {
    assert.equal(items[0]?.why?.text, 'How a route is refused');
    assert.equal(items[0]?.critical?.text, '"Order matters"');
    assert.deepEqual([items[1]?.section?.text, items[1]?.why], ['Tills', null]);
  });

  it('know exactly where they stand', () => {
    for (const item of items) {
      assert.equal(textAt(item.range), item.text);
      for (const part of [item.why, item.section, item.critical]) {
        if (part) assert.equal(textAt(part.range), part.text);
      }
    }
  });

  it('are the same with Windows line ends', () => {
    assert.deepEqual(readContextItems(parseDocument(PRP.replaceAll('\n', '\r\n'))), items);
  });

  it('are none without the section, and bounded in a hostile one', () => {
    assert.deepEqual(readContextItems(parseDocument('# Notes\n\n- file: a/b.ts\n')), []);
    const many = `## Documentation & References\n\n${'- file: a/b.ts\n'.repeat(20_000)}`;
    assert.equal(readContextItems(parseDocument(many)).length, 500);
  });
});

describe('the environment check', () => {
  it('gives the keys of the template with their values and places', () => {
    const document = parseDocument(PRP);
    const found = readEnvironmentCheck(document);
    assert.deepEqual(
      [...found].map(([key, { text }]) => [key, text]),
      [
        ['project_type', 'node'],
        ['test_command', 'npm test -- --ci'],
        ['lint_command', 'npm run lint'],
      ],
    );
    const { start, end } = found.get('lint_command')?.range ?? assert.fail();
    assert.equal(document.lines.text(start.line).slice(start.character, end.character), 'npm run lint');
  });
});
