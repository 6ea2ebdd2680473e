import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit/html.js';
import { numberWords } from '../kit/language.ts';

/** As much as a person reads in passing; a page with a million characters in it helps nobody. */
const SHOWN = 4000;

/** Text that anybody may have written, cut where it is too long, with the number of characters that are not shown. */
export function longText(text: string, open: (() => void) | null) {
  if (text.length <= SHOWN) return text;
  const more = text.length - SHOWN;
  return html`${text.slice(0, SHOWN)}<span class="cut">
      ${l10n.t('… {0} more characters', numberWords(more))}
      ${
        open === null ? nothing : html`<button class="link" @click=${open}>${l10n.t('Open as Document')}</button>`
      }</span
    >`;
}
