import '../vscode-stub/register.ts';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { HelpTopic } from '#schemas/webview/help.ts';

const { topicOfRule, topicsOfCookbook, topicsOfDocument } =
  await import('../../../client/features/help/help-document.ts');
export const { topicsOfManifest } = await import('../../../client/features/help/manifest-topics.ts');

const root = path.resolve(import.meta.dirname, '../../..');
const read = (...parts: string[]): string => readFileSync(path.join(root, ...parts), 'utf8');

/** What the help shows, from the real documents and the real manifest; words of package.json stand for themselves. */
export function helpTopics(): HelpTopic[] {
  const { contributes } = z.object({ contributes: z.unknown() }).parse(JSON.parse(read('package.json')));
  const rules = readdirSync(path.join(root, 'docs', 'rules')).toSorted();
  return [
    ...topicsOfDocument('guide', read('docs', 'help', 'guide.md')),
    ...topicsOfCookbook(read('docs', 'help', 'cookbook.md')),
    ...topicsOfDocument('safety', read('docs', 'help', 'safety.md')),
    ...topicsOfDocument('keys', read('docs', 'help', 'keyboard.md')),
    ...topicsOfManifest(contributes),
    ...rules.map((name) => topicOfRule(name.slice(0, 5), read('docs', 'rules', name))),
  ];
}
