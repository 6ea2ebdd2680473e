import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { HelpTopic } from '#schemas/webview/help.ts';
import { icon, markdown } from '../kit/index.ts';
import type { HelpActions } from './model.ts';

/** One topic, with what can be done from it. */
export function topicView(topic: HelpTopic, section: string, actions: HelpActions): TemplateResult {
  const { title, group, body, prompt } = topic;
  return html`<article tabindex="0" aria-labelledby="title">
    <p class="quiet where">${group === null ? section : `${section} › ${group}`}</p>
    <h2 id="title">${title}</h2>
    ${markdown(body)} ${prompt === null ? nothing : promptView(topic, prompt, actions)} ${actionsView(topic, actions)}
  </article>`;
}

function promptView({ id, title }: HelpTopic, prompt: string, { post }: HelpActions): TemplateResult {
  return html`<figure aria-label=${l10n.t('Prompt: {0}', title)}>
    <blockquote tabindex="0">${prompt}</blockquote>
    <div class="actions">
      <vscode-button @click=${() => post({ type: 'insert', topic: id })}>
        ${icon('insert')} ${l10n.t('Insert')}
      </vscode-button>
      <vscode-button appearance="secondary" @click=${() => post({ type: 'copy', topic: id })}>
        ${icon('copy')} ${l10n.t('Copy')}
      </vscode-button>
    </div>
  </figure>`;
}

function actionsView({ command, setting }: HelpTopic, { post }: HelpActions) {
  if (command !== null) {
    return html`<div class="actions">
      <vscode-button appearance="secondary" @click=${() => post({ type: 'run', command })}>
        ${l10n.t('Run Command')}
      </vscode-button>
    </div>`;
  }
  if (setting !== null) {
    return html`<div class="actions">
      <vscode-button appearance="secondary" @click=${() => post({ type: 'open-setting', setting })}>
        ${l10n.t('Open Setting')}
      </vscode-button>
    </div>`;
  }
  return nothing;
}
