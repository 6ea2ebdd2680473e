import { l10n, window } from 'vscode';

export async function chooseRole(title: string): Promise<'worker' | 'observer' | undefined> {
  const worker = {
    label: l10n.t('Worker'),
    description: l10n.t('takes tasks and runs agents'),
    role: 'worker' as const,
  };
  const observer = {
    label: l10n.t('Observer'),
    description: l10n.t('sees everything, does nothing'),
    role: 'observer' as const,
  };
  return (await window.showQuickPick([worker, observer], { title, placeHolder: l10n.t('As what?') }))?.role;
}
