import type { BuildFailure } from 'esbuild';
import type { BuiltFile } from './bundles.ts';

/** One line per shipped file, its size in KB. */
export function describeBuild(files: readonly BuiltFile[]): string {
  return files
    .filter(({ path }) => path.startsWith('dist/') && !path.endsWith('.map'))
    .map(({ path, bytes }) => `${(bytes / 1024).toFixed(0).padStart(7)} KB  ${path}`)
    .join('\n');
}

export const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);
