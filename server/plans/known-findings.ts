import type { LanguageFinding } from '../language/check-document.ts';

/** The findings of the last check of each document. */
export interface KnownFindings {
  of(file: string): readonly LanguageFinding[];
  /** Documents in which something was found. */
  files(): Iterable<string>;
  /** Whether they are others than before. Fixes hold the whole document, so they are kept only where they are asked for. */
  put(file: string, findings: readonly LanguageFinding[], keepFixes: boolean): boolean;
}

export function createKnownFindings(): KnownFindings {
  const known = new Map<string, readonly LanguageFinding[]>();
  return {
    of: (file) => known.get(file) ?? [],
    files: () => known.keys(),
    put(file, findings, keepFixes) {
      const before = known.get(file) ?? [];
      if (findings.length === 0) known.delete(file);
      else known.set(file, keepFixes ? findings : findings.map((one) => ({ ...one, fixes: [] })));
      return describe(before) !== describe(findings);
    },
  };
}

/** All that a person sees of the findings. */
function describe(findings: readonly LanguageFinding[]): string {
  return JSON.stringify(findings.map(({ range, rule, severity, message }) => [range, rule, severity, message]));
}
