import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as z from 'zod';
import { HelpTopic } from '#schemas/webview/help.ts';
import { matching } from '../../../webviews/help/model.ts';
import { helpTopics, topicsOfManifest } from '../../helpers/webview/help-topics.ts';

const topics = helpTopics();
const manifest = z
  .object({
    contributes: z.object({
      commands: z.array(z.object({ command: z.string() })),
      configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
    }),
  })
  .parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8')));

test('every topic fits through the border, and no two have the same id', () => {
  for (const topic of topics) assert.ok(HelpTopic.safeParse(topic).success, topic.id);
  assert.equal(new Set(topics.map(({ id }) => id)).size, topics.length);
});

test('every command and every setting of package.json is listed', () => {
  const listed = new Set(topics.map(({ id }) => id));
  const { commands, configuration } = manifest.contributes;
  assert.ok(commands.length > 30);
  for (const { command } of commands) assert.ok(listed.has(`commands/${command}`), command);
  for (const setting of Object.keys(configuration.properties)) assert.ok(listed.has(`settings/${setting}`), setting);
});

test('the cookbook has its groups, each prompt with words that say when to use it', () => {
  const prompts = topics.filter(({ section }) => section === 'prompts');
  assert.deepEqual(
    [...new Set(prompts.map(({ group }) => group))],
    ['First run', 'Several PCs', 'Backup and reproducibility', 'Away development', 'Review and release'],
  );
  for (const { id, prompt } of prompts) assert.ok(prompt !== null && prompt.length > 80, id);
});

test('what is said of commands in the guide is the title of a command', () => {
  const titles = Object.values(
    z
      .record(z.string(), z.string())
      .parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../package.nls.json'), 'utf8'))),
  );
  const named = topics.flatMap(({ section, body }) =>
    section === 'guide' ? [...body.matchAll(/\*\*CLUTCH:\s+([^*]+)\*\*/g)].map(([, title = '']) => title) : [],
  );
  assert.ok(named.length > 8);
  const unknown = named.map((title) => title.replaceAll(/\s+/g, ' ')).filter((title) => !titles.includes(title));
  assert.deepEqual(unknown, []);
});

test('a search finds every word anywhere, titles first', () => {
  const [first] = matching(topics, 'cl204');
  assert.equal(first?.id, 'rules/CL204');
  assert.ok(matching(topics, 'fingerprint machine').some(({ id }) => id === 'guide/several-pcs'));
  assert.deepEqual(matching(topics, 'no such word anywhere at all'), []);
  assert.equal(matching(topics, '  ').length, topics.length);
});

test('a command is listed by the translation that VS Code has put into the manifest', () => {
  const title = { value: 'Plan ausführen…', original: 'Run Plan…' };
  const commands = [{ command: 'clutch.runPlan', title }];
  const [topic] = topicsOfManifest({ ...manifest.contributes, commands, menus: {} });
  assert.equal(topic?.title, 'Plan ausführen…');
});
