/**
 * Says which words lack a translation and which translations nothing needs any more. With UPDATE=1 it removes those, and
 * writes what is missing as JSON to standard output, for a translator: `UPDATE=1 node scripts/check-l10n.ts`.
 */
import { writeFileSync } from 'node:fs';
import {
  LANGUAGES,
  manifestPath,
  problemsOf,
  sourcesPath,
  translationAt,
  wordsOfManifest,
  wordsOfSources,
} from './lib/l10n.ts';
import { inRepository } from './lib/repository.ts';

const sources = await wordsOfSources();
const manifest = wordsOfManifest();
for (const language of LANGUAGES) {
  settle(sourcesPath(language), sources);
  settle(manifestPath(language), manifest);
}

function settle(path: string, english: Readonly<Record<string, string>>): void {
  const translated = translationAt(path);
  if (process.env['UPDATE'] !== '1') {
    for (const problem of problemsOf(path, english, translated)) {
      console.error(problem);
      process.exitCode = 1;
    }
    return;
  }
  const keys = Object.keys(english);
  const kept = keys.flatMap((key) => (translated[key] === undefined ? [] : [[key, translated[key]] as const]));
  writeFileSync(inRepository(path), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  const missing = keys.filter((key) => translated[key] === undefined).map((key) => [key, english[key]]);
  console.log(JSON.stringify({ path, missing: Object.fromEntries(missing) }, null, 2));
}
