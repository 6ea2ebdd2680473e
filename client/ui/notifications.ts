import { workspace } from 'vscode';
import { WindowSettings } from '#schemas/settings.ts';

const Setting = WindowSettings.shape['clutch.notifications'];

/** Whether a person wants messages of this kind that they did not ask for. */
export function notifies(kind: 'needs-you' | 'news'): boolean {
  const wanted = Setting.catch('needs-you').parse(workspace.getConfiguration('clutch').get('notifications'));
  return wanted === 'all' || (wanted === 'needs-you' && kind === 'needs-you');
}
