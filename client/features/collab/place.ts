import { l10n, window } from 'vscode';
import * as z from 'zod';

const ADDRESS = /^(?:nats|tls):\/\/[^\s/@]+$/;

export const Place = z.union([
  z.object({ folder: z.string().min(1).max(4096) }),
  z.object({ nats: z.string().regex(ADDRESS).max(1024) }),
]);
type Place = z.infer<typeof Place>;

/** Where machines meet: a folder that all of them see, or a NATS server. Undefined: the person left. */
export async function choosePlace(title: string): Promise<Place | undefined> {
  const folder = { label: l10n.t('Choose a Folder…'), description: l10n.t('a network drive or a synchronised folder') };
  const nats = { label: l10n.t('NATS Server…'), description: l10n.t('where a shared folder is outgrown') };
  const picked = await window.showQuickPick([folder, nats], { title, placeHolder: l10n.t('Where do the PCs meet?') });
  if (picked === nats) {
    const prompt = l10n.t('Address of the server, as nats://host:4222');
    const validateInput = (value: string): string | undefined =>
      ADDRESS.test(value.trim())
        ? undefined
        : l10n.t('As nats://host:4222 or tls://host:4222, without a user or a password.');
    const address = await window.showInputBox({ title, prompt, ignoreFocusOut: true, validateInput });
    return address ? { nats: address.trim() } : undefined;
  }
  if (picked !== folder) return undefined;
  const chosen = await window.showOpenDialog({
    title,
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: l10n.t('Meet Here'),
  });
  return chosen?.[0] === undefined ? undefined : { folder: chosen[0].fsPath };
}
