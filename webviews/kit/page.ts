import * as l10n from '@vscode/l10n';
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import * as z from 'zod';

const Words = z.record(z.string(), z.string());

/**
 * To be called before anything is drawn: takes over the person's language, which the host wrote into the page, makes
 * the components known, and returns the element to draw into.
 */
export function preparePage(): HTMLElement {
  const root = document.querySelector<HTMLElement>('#app');
  if (root === null) throw new Error('The page has no element #app to draw into.');
  const words = Words.parse(JSON.parse(document.querySelector('#words')?.textContent ?? '{}'));
  l10n.config({ contents: words });
  provideVSCodeDesignSystem().register(vsCodeButton());
  return root;
}
