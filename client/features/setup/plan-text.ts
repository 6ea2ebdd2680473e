import { l10n } from 'vscode';
import type { PlannedFile, SetupPlan } from '#schemas/protocol/setup.ts';

/** What a setup would write, for reading, in Markdown. */
export function planText({ folders, files, problems, next }: SetupPlan): string {
  const lines = [`# ${l10n.t('What CLUTCH would write')}`];
  if (problems.length > 0) {
    const said = problems.map(({ text }) => `- ${text}`);
    return `${[...lines, '', l10n.t('Nothing can be written like this:'), '', ...said].join('\n')}\n`;
  }
  if (folders.length + files.length === 0) lines.push('', l10n.t('Nothing: this machine is set up like that already.'));
  for (const { path, why } of folders)
    lines.push('', `## ${path}`, '', l10n.t('A new folder, for you alone. {0}', why));
  for (const file of files) lines.push('', `## ${file.path}`, '', file.why, ...contentOf(file));
  if (next.length > 0) lines.push('', `## ${l10n.t('Then')}`, '', ...next.map((step) => `- ${step}`));
  return `${lines.join('\n')}\n`;
}

function contentOf({ before, after }: PlannedFile): string[] {
  if (after === null) return [];
  const now =
    before === null
      ? ['', l10n.t('A new file:')]
      : ['', l10n.t('It holds now:'), '', ...fenced(before), '', l10n.t('It would hold:')];
  return [...now, '', ...fenced(after)];
}

/** No text can end a fence that is longer than all of its own. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}json`, text.trimEnd(), fence];
}
