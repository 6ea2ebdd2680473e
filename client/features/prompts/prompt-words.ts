import { l10n } from 'vscode';
import type { ListedPrompt, ShownPrompt } from '#schemas/protocol/prompts.ts';

/** `executor@2 (a1b2c3) · bundled · as it would be sent to executor-api of phase 2` */
export function promptWords({ template, version, source, kind, session }: ShownPrompt): string {
  const how = {
    sent: l10n.t('as it was sent to {0}', session ?? ''),
    ahead: l10n.t('as it would be sent to {0}', session ?? ''),
    sample: l10n.t('with sample values'),
  };
  return [versionWords(template, version), ...(source === null ? [] : [source]), how[kind]].join(' · ');
}

/** Behind the name of a prompt in a list. */
export function listedWords({ version, source, problem, name }: ListedPrompt): string {
  return version === null ? (problem ?? '') : `${versionWords(name, version)} · ${source}`;
}

function versionWords(name: string, version: string): string {
  const [number = '', hash = ''] = version.split(' ');
  return `${name}@${number} (${hash})`;
}
