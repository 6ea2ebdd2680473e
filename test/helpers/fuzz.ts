import assert from 'node:assert/strict';
import { inMemoryProject } from './in-memory-project.ts';
import { mutate, seededRandom } from './mutate.ts';
import { fixEverything, readEverything } from './read-everything.ts';
import { seedDocuments } from './seed-documents.ts';

/** No document may take more than this to be read in every way there is, in milliseconds of processor. */
const LIMIT_MS = 200;

/**
 * Reads mutated documents from seed `first` on. Returns the slowest time in milliseconds; throws with the seed that
 * shows it when a document makes anything throw or takes too long.
 */
export function fuzz(first: number, count: number): number {
  const seeds = seedDocuments();
  const project = inMemoryProject({
    files: Object.fromEntries(seeds.slice(0, 60).map(({ path, text }) => [path, text])),
    now: '2026-01-01T00:00:00Z',
  });
  let slowest = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const random = seededRandom(seed);
    const pick = (): { path: string; text: string } =>
      seeds[Math.floor(random() * seeds.length)] ?? { path: '', text: '' };
    const { path, text } = pick();
    const document = { path, text: mutate(text, pick().text, random) };
    const read = (): number => {
      const started = process.cpuUsage();
      readEverything(document, text, project);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    };
    try {
      let spent = read();
      // Memory may have been tidied up meanwhile: what is really slow is slow again.
      for (let again = 0; again < 3 && spent > LIMIT_MS; again += 1) spent = Math.min(spent, read());
      assert.ok(spent <= LIMIT_MS, `${spent.toFixed(0)} ms for ${document.text.length} characters`);
      slowest = Math.max(slowest, spent);
      if (seed % 10 === 0) fixEverything(document, project);
    } catch (error) {
      throw new Error(`Document of seed ${seed} (${path}) breaks the language service.`, { cause: error });
    }
  }
  return slowest;
}
