import { FileType, Uri, workspace, type ExtensionContext } from 'vscode';
import type { HelpTopic } from '#schemas/webview/help.ts';
import { topicOfRule, topicsOfCookbook, topicsOfDocument } from './help-document.ts';
import { topicsOfManifest } from './manifest-topics.ts';

/** All of the help, from the files of the extension alone: it is the same without a network and without a server. */
export async function readTopics({ extension, extensionUri }: ExtensionContext): Promise<readonly HelpTopic[]> {
  const read = async (...path: string[]): Promise<string> =>
    new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(extensionUri, 'docs', ...path)));
  const [guide, cookbook, safety, keys, rules] = await Promise.all([
    read('help', 'guide.md'),
    read('help', 'cookbook.md'),
    read('help', 'safety.md'),
    read('help', 'keyboard.md'),
    readRules(Uri.joinPath(extensionUri, 'docs', 'rules'), (name) => read('rules', name)),
  ]);
  return [
    ...topicsOfDocument('guide', guide),
    ...topicsOfCookbook(cookbook),
    ...topicsOfDocument('safety', safety),
    ...topicsOfDocument('keys', keys),
    ...topicsOfManifest(extension.packageJSON.contributes),
    ...rules,
  ];
}

async function readRules(folder: Uri, read: (name: string) => Promise<string>): Promise<HelpTopic[]> {
  const names = (await workspace.fs.readDirectory(folder))
    .flatMap(([name, type]) => (type === FileType.File && /^CL\d{3}\.md$/.test(name) ? [name] : []))
    .toSorted();
  return Promise.all(names.map(async (name) => topicOfRule(name.slice(0, 5), await read(name))));
}
