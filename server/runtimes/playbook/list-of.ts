/** Paths as a list below a label; `none` without any. */
export function listOf(paths: readonly string[], indent = ''): string {
  return paths.length === 0 ? ' none' : paths.map((path) => `\n${indent}- ${path}`).join('');
}

/** A text whose further lines stand below its label and are not taken for labels themselves. */
export function indented(text: string, indent: string): string {
  return text.trimEnd().replaceAll('\n', `\n${indent}`);
}
