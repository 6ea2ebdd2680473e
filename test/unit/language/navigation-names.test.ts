import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { readContractChain } from '../../../server/language/contract-chain.ts';
import { renameAt } from '../../../server/language/navigation/rename.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { changed, cursorIn, hereIn, type Files } from '../../helpers/two-plans.ts';

const PRP = 'PRPs/PRP-PRD-shop-phase-1.md';

function planWith(name: string): Files {
  const text = `# PRP: shop

## Workstreams

### Workstream 1: ${name}

- **Files owned**: src/a.ts
- **Depends on**: none

### Workstream 2: web

- **Files owned**: src/web.ts
- **Depends on**: ${name}, ${name}

### Workstream 3: docs

- **Files owned**: docs/
- **Depends on**:
  - ${name}
  - web
  - ${name}

## Contract Chain

\`\`\`
[${name}] → publishes [the routes] → [web]
${name} → pages → docs, web
${name}, web → texts → docs
\`\`\`

## Cross-Cutting Concerns

| Concern | Owner | Coordinates with | Detail |
| --- | --- | --- | --- |
| Error shape | ${name} | web, docs | JSON |
`;
  return { [PRP]: text, 'PRDs/PRD-shop.md': '# PRD\n\n### Phase 1: Shop\n' };
}

const NAMES = ['api', 'R&D', 'q & a', 'C++ core', "buyers' pages", 'build + ship', 'a.b/c_d', 'search and find'];

describe('names of workstreams', () => {
  for (const name of NAMES) {
    it(`“${name}” is known wherever it stands`, () => {
      const text = planWith(name)[PRP] ?? '';
      const hops = readContractChain(parseDocument(text))?.hops ?? [];
      assert.deepEqual(
        hops.map(({ from, to, contract }) => [from.name, contract, to.name]),
        [
          [name, 'the routes', 'web'],
          [name, 'pages', 'docs'],
          [name, 'pages', 'web'],
          [name, 'texts', 'docs'],
          ['web', 'texts', 'docs'],
        ],
      );
      const findings = checkDocument({ path: PRP, text, inProject: true });
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ message }) => message),
        [],
      );
    });

    it(`“${name}” is renamed in every place, also where a list names it twice, and back`, () => {
      const files = planWith(name);
      const rename = (from: Files, words: string, newName: string): Files => {
        const result = renameAt(
          hereIn(from, PRP),
          cursorIn(from, PRP, words),
          newName,
          inMemoryProject({ files: from }),
        );
        assert.ok('changes' in result, 'refusal' in result ? result.refusal : '');
        return changed(from, result.changes);
      };
      const other = name === 'api' ? 'R&D' : 'api';
      const renamed = rename(files, `1: ¦${name}`, other);
      assert.equal(renamed[PRP], planWith(other)[PRP]);
      assert.deepEqual(rename(renamed, `1: ¦${other}`, name), files);
    });
  }
});
