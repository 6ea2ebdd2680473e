import { userInfo } from 'node:os';
import { l10n } from 'vscode';

/** Who says it; only for people to read. */
export function personName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account that the system has no entry for.
    return l10n.t('a person');
  }
}
