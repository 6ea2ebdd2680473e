import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { AwayPageState } from '#schemas/webview/away.ts';
import { findingNote, linesField } from './field.ts';
import { headerView, notice } from './header.ts';
import { journalView } from './journal.ts';
import { limitsView } from './limits.ts';
import type { AwayActions, AwayModel } from './model.ts';
import { policyView, understoodConditions, understoodList } from './policy.ts';
import { whenView } from './when.ts';

export function awayView(model: AwayModel, actions: AwayActions): TemplateResult {
  const { state } = model;
  if (state === null) return html`<p class="quiet empty" role="status">${l10n.t('Waiting for the extension…')}</p>`;
  return html`${serverNotice(state, actions)} ${trustNotice(state, actions)} ${bodyView(state, model, actions)}`;
}

function bodyView(state: AwayPageState, model: AwayModel, actions: AwayActions): TemplateResult {
  const { document, form, away, server } = state;
  const history = away === null ? nothing : journalView(away, actions);
  if (document.state === 'missing') return html`${missingView(state, actions)} ${history}`;
  if (document.state === 'gone') return goneView(state, actions);
  if (document.state === 'unreadable') return unreadableView(state, actions);
  // What the document said last stays readable when the server is gone.
  if (form === null) {
    return server.state === 'ready'
      ? html`<p class="quiet empty" role="status">${l10n.t('Reading the plan…')}</p>`
      : html``;
  }
  // Whoever comes back first wants to know what happened.
  const first = away !== null && (away.state === 'expired' || away.state === 'stopped');
  return html`${headerView(state, model, actions)} ${first ? history : nothing}
    ${form.findings.map((finding) => findingNote(finding, model, actions))}
    ${
      away?.state === 'armed'
        ? html`<p class="quiet">
            ${l10n.t('While the plan is armed, it is shown and cannot be changed here. Changing the document ends it.')}
          </p>`
        : nothing
    }
    <div class="columns">
      <div class="form">${formView(model, actions)}</div>
      ${policyView(away, model, actions)}
    </div>
    ${first ? nothing : history}`;
}

function formView(model: AwayModel, actions: AwayActions): TemplateResult {
  const away = model.state?.away ?? null;
  const list = (key: 'allowed' | 'preapproved' | 'approval' | 'forbidden'): TemplateResult =>
    linesField(key, model, actions, away === null ? nothing : understoodList(away, key, actions));
  return html`
    ${group('objective-group', l10n.t('What for, and until when'), html`${linesField('objective', model, actions)} ${whenView(model, actions)}`)}
    ${group(
      'scope-group',
      l10n.t('What agents may do'),
      html`${list('allowed')} ${list('preapproved')} ${list('approval')} ${list('forbidden')}`,
    )}
    ${group(
      'stop-group',
      l10n.t('When it stops, and what proves the work'),
      html`${limitsView(away, model, actions)}
      ${linesField('stop', model, actions, understoodConditions(away?.stopConditions ?? [], actions))}
      ${linesField('verification', model, actions)} ${linesField('checkpoints', model, actions)}
      ${linesField('publication', model, actions)}`,
    )}
  `;
}

const group = (id: string, title: string, content: TemplateResult): TemplateResult =>
  html`<section class="group" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${content}
  </section>`;

function missingView({ document, server, trusted, problem }: AwayPageState, { post }: AwayActions): TemplateResult {
  return html`<section class="welcome">
    <h1>${l10n.t('Away plan of {0}', document.project)}</h1>
    <p>
      ${l10n.t(
        'This project has no away plan. It says what agents may do while nobody watches, what stops them, and until when; armed, it is enforced.',
      )}
    </p>
    ${problem === null ? nothing : html`<p class="quiet">${problem}</p>`}
    <p>
      <vscode-button ?disabled=${!trusted || server.state !== 'ready'} @click=${() => post({ type: 'new' })}
        >${l10n.t('New Away Plan')}</vscode-button
      >
    </p>
  </section>`;
}

const goneView = ({ document }: AwayPageState, { post }: AwayActions): TemplateResult =>
  html`<section class="welcome">
    <h1>${l10n.t('Away plan of {0}', document.project)}</h1>
    <p>${l10n.t('The folder of this project is not there any more. It was moved or deleted.')}</p>
    <p>
      <vscode-button @click=${() => post({ type: 'open-folder' })}>${l10n.t('Open Folder')}</vscode-button>
    </p>
  </section>`;

const unreadableView = ({ document }: AwayPageState, { post }: AwayActions): TemplateResult =>
  html`<section class="welcome">
    <h1>${l10n.t('Away plan of {0}', document.project)}</h1>
    <p>
      ${document.reason ?? l10n.t('The document is larger than a million characters, too large for a form. Make it smaller in the editor.')}
    </p>
    <p>
      <vscode-button @click=${() => post({ type: 'reveal', line: null })}>${l10n.t('Open Document')}</vscode-button>
    </p>
  </section>`;

function serverNotice({ server }: AwayPageState, { post }: AwayActions): TemplateResult | typeof nothing {
  if (server.state === 'ready') return nothing;
  if (server.state === 'starting') {
    return html`<p class="quiet" role="status">${l10n.t('The CLUTCH server is starting. What you write is kept.')}</p>`;
  }
  const isDown = server.state === 'down';
  const title = isDown ? l10n.t('The CLUTCH server is not running') : l10n.t('A server of another version is running');
  const label = isDown ? l10n.t('Restart Server') : l10n.t('Replace Server');
  return notice(
    'error',
    'bad',
    html`<h2>${title}</h2>
      <p>${server.message}</p>
      <p class="choices">
        <vscode-button @click=${() => post({ type: 'restart-server' })}>${label}</vscode-button>
      </p>`,
  );
}

function trustNotice({ trusted }: AwayPageState, { post }: AwayActions): TemplateResult | typeof nothing {
  if (trusted) return nothing;
  return notice(
    'workspace-untrusted',
    'attention',
    html`<p>${l10n.t('This workspace is not trusted: the plan can be written, but not armed.')}</p>
      <p class="choices">
        <vscode-button appearance="secondary" @click=${() => post({ type: 'manage-trust' })}
          >${l10n.t('Manage Workspace Trust')}</vscode-button
        >
      </p>`,
  );
}
