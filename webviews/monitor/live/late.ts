import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { MonitorModel } from '../model.ts';

type Details = typeof import('./details.ts');

/** A detail, as soon as it is there. */
export function late<T>({ parts }: MonitorModel, draw: (details: Details) => T): T | typeof nothing {
  const details = parts.details();
  return details.state === 'there' ? draw(details.part) : nothing;
}

export function failedView({ parts }: MonitorModel): TemplateResult | typeof nothing {
  if (parts.details().state !== 'failed') return nothing;
  return html`<p role="alert">
    ${l10n.t('A part of this page could not be loaded. Close the Monitor and open it again.')}
  </p>`;
}
