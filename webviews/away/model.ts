import * as l10n from '@vscode/l10n';
import type { AwayExample } from '#schemas/protocol/away.ts';
import type { AwayField, AwayFieldView } from '#schemas/protocol/away-form.ts';
import type { AwayMemory, AwayPageState, FromAway } from '#schemas/webview/away.ts';

export interface AwayModel {
  /** Null until the host has said anything. */
  readonly state: AwayPageState | null;
  readonly memory: AwayMemory;
  /** Why what stands in a field was not written into the document. */
  readonly problems: Readonly<Partial<Record<AwayField, string>>>;
  readonly tried: { readonly example: AwayExample | null; readonly problem: string | null } | null;
  /** Whether an answer to a try is under way. */
  readonly trying: boolean;
  /** The host's clock. */
  readonly now: number;
}

export interface AwayActions {
  post(message: FromAway): void;
  /** Every key; the document follows after a pause. */
  write(field: AwayField, value: string): void;
  /** The field was left: the document follows at once. */
  leave(field: AwayField): void;
  /** Takes back words that gave way to others in the document. */
  takeBack(field: AwayField): void;
  /** Shows what the document says. */
  discard(field: AwayField): void;
  setTrying(trying: AwayMemory['trying']): void;
  tryOut(): void;
}

export function fieldOf({ state }: AwayModel, field: AwayField): AwayFieldView | undefined {
  return state?.form?.fields.find((one) => one.field === field);
}

/** What the field shows: what was written in it, or what the document says. */
export const valueOf = (model: AwayModel, field: AwayField): string =>
  model.memory.drafts[field]?.value ?? fieldOf(model, field)?.value ?? '';

/** Whether fields can be written in. An armed plan ends when it is changed, so nobody changes it by accident. */
export const isWritable = ({ state }: AwayModel): boolean =>
  state?.server.state === 'ready' && state.form !== null && state.away?.state !== 'armed';

export function labelOf(field: AwayField): string {
  switch (field) {
    case 'ready':
      return l10n.t('Ready for queued away work');
    case 'validHours':
      return l10n.t('Valid hours');
    case 'expires':
      return l10n.t('Expires');
    case 'objective':
      return l10n.t('Objective');
    case 'allowed':
      return l10n.t('Allowed without asking');
    case 'preapproved':
      return l10n.t('Preapproved while you are away');
    case 'checkpoints':
      return l10n.t('Checkpoint policy');
    case 'publication':
      return l10n.t('Publication policy');
    case 'approval':
      return l10n.t('Needs your approval');
    case 'forbidden':
      return l10n.t('Forbidden');
    case 'stop':
      return l10n.t('Stop conditions');
    case 'verification':
      return l10n.t('Verification commands');
  }
}

export function hintOf(field: AwayField): string {
  switch (field) {
    case 'ready':
      return l10n.t('Queued prompts run only while this says yes and the plan is armed.');
    case 'validHours':
      return l10n.t('How long the plan was meant to hold when it was written.');
    case 'expires':
      return l10n.t('The plan ends then, whatever is under way.');
    case 'objective':
      return l10n.t('What is to be different when you are back. One paragraph a line.');
    case 'allowed':
      return l10n.t('Folders, kinds of work and commands, one a line.');
    case 'preapproved':
      return l10n.t('What would be asked otherwise, and is granted this time. One a line.');
    case 'checkpoints':
      return l10n.t('When work is committed, and with what proof. One rule a line.');
    case 'publication':
      return l10n.t('Publication is never allowed in advance; say here what waits for you.');
    case 'approval':
      return l10n.t('What waits until you are back, one a line.');
    case 'forbidden':
      return l10n.t('What is denied, whatever else allows it. One a line.');
    case 'stop':
      return l10n.t('When work ends by itself, one condition a line.');
    case 'verification':
      return l10n.t('What proves the work, one command a line.');
  }
}
