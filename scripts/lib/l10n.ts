/** The words that a person sees, found in the sources, and whether a translation holds all of them. */
import { globSync, readFileSync } from 'node:fs';
import { getL10nJson } from '@vscode/l10n-dev';
import * as z from 'zod';
import { generateManifest } from './manifest.ts';
import { existsInRepository, inRepository, repositoryRoot } from './repository.ts';

/** VS Code's names of the languages that are complete, beside English. */
export const LANGUAGES = ['de', 'zh-cn'] as const;
export type Language = (typeof LANGUAGES)[number];

type Words = Readonly<Record<string, string>>;

/**
 * Every literal in `l10n.t('…')` of the extension, its pages and what they share with the server, by itself: English is
 * its own key.
 */
export async function wordsOfSources(): Promise<Words> {
  const paths = globSync('{client,schemas,webviews}/**/*.ts', { cwd: repositoryRoot });
  const sources = paths.map((path) => ({ contents: readFileSync(inRepository(path), 'utf8'), extension: '.ts' }));
  const found = await getL10nJson(sources);
  return Object.fromEntries(
    Object.entries(found).map(([key, word]) => [key, typeof word === 'string' ? word : word.message]),
  );
}

/** Every word of package.json, by its key. */
export const wordsOfManifest = (): Words => generateManifest().words;

export const sourcesPath = (language: Language): string => `client/l10n/bundle.l10n.${language}.json`;
export const manifestPath = (language: Language): string => `package.nls.${language}.json`;

/** Empty where there is no such file yet. */
export function translationAt(path: string): Words {
  if (!existsInRepository(path)) return {};
  return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(inRepository(path), 'utf8')));
}

/** What is wrong with a translation, one sentence each. */
export function problemsOf(path: string, english: Words, translated: Words): string[] {
  const missing = Object.keys(english).filter((key) => translated[key] === undefined);
  const unused = Object.keys(translated).filter((key) => english[key] === undefined);
  const changed = Object.keys(english).filter((key) => {
    const words = translated[key];
    return words !== undefined && fixedParts(words) !== fixedParts(english[key] ?? '');
  });
  return [
    ...missing.map((key) => `${path} lacks “${key}”.`),
    ...unused.map((key) => `${path} has “${key}”, which nothing says any more.`),
    ...changed.map((key) => `${path}: “${key}” lost or gained a placeholder, an icon, a command or code.`),
  ];
}

/** What a translation has to keep as it is: `{0}`, `$(icon)`, `command:clutch.x` and code words. */
function fixedParts(words: string): string {
  const parts = words.match(/\{\d+\}|\$\([a-z-]+\)|\((?:command|https?):[^)]+\)|`[^`]+`/g) ?? [];
  return parts.toSorted().join(' ');
}
