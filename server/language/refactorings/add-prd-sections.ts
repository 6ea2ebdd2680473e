import type { ParsedDocument } from '../parse-document.ts';
import { insertBlock } from '../prd/insert-block.ts';
import { placeForSection } from '../prd/place-for-section.ts';
import { readPrdProfile } from '../prd/prd-sections.ts';
import type { Fix } from '../rules/rule.ts';
import { missingSections, prdTemplate } from '../templates/prd.ts';

/**
 * Puts in what a PRD lacks of its profile, each section at its place in the order of the template. Null where the
 * profile is not known and where nothing is missing.
 */
export function addMissingPrdSections(document: ParsedDocument, path: string): Fix | null {
  const profile = readPrdProfile(document);
  if (profile !== 'classic' && profile !== 'intent') return null;
  const missing = missingSections(document).filter(({ optional }) => optional !== true);
  if (missing.length === 0) return null;
  return {
    title: `Add the missing sections of the ${profile} PRD`,
    safe: false,
    changes: () => {
      // Sections that belong to the same place become one insertion, so that one blank line is between them.
      const blocks = new Map<number, string[]>();
      for (const { title, body } of missing) {
        const { line, level } = placeForSection(document, prdTemplate[profile], title);
        const block = blocks.get(line) ?? [];
        block.push(`${'#'.repeat(level)} ${title}\n\n${deeper(body, level - 2)}`);
        blocks.set(line, block);
      }
      const edits = [...blocks].map(([line, block]) => insertBlock(document, line, block.join('\n\n')));
      return [{ kind: 'edit', path, edits }];
    },
  };
}

/** The headings of a template's body, which are of level 3, below a section of another level than 2. */
function deeper(body: string, levels: number): string {
  return levels <= 0
    ? body
    : body.replace(/^(#{1,5}) /gm, (_, marks: string) => `${'#'.repeat(Math.min(6, marks.length + levels))} `);
}
