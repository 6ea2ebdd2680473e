import { CodeChoice, SizeChoice } from '#schemas/discovery.ts';
import type { DiscoveryAnswers, DiscoveryQuestion, QuestionId } from '#schemas/discovery.ts';
import type { ProposeDiscoveryResult } from '#schemas/protocol/discovery.ts';
import type { DiscoveryDraft } from '#schemas/webview/discovery.ts';

export interface DiscoveryModel {
  /** Name of the project's folder. */
  readonly project: string;
  /** Null until the host's first message. */
  readonly proposals: ProposeDiscoveryResult | null;
  readonly draft: DiscoveryDraft;
  /** Whether the person has tried to write: then what is missing is marked. */
  readonly tried: boolean;
  /** Whether the plan is being written. */
  readonly busy: boolean;
  /** What the host refused, and why. */
  readonly refusal: string | null;
}

export interface DiscoveryActions {
  answer(id: QuestionId, value: string): void;
  /** Takes every suggestion that is shown. */
  useAll(): void;
  name(value: string): void;
  profile(value: DiscoveryDraft['profile']): void;
  write(run: boolean): void;
}

export const emptyDraft: DiscoveryDraft = { answers: {}, name: '', profile: 'intent' };

/** The answers with one of them changed; a choice that is none is no answer. */
export function withAnswer(answers: DiscoveryAnswers, id: QuestionId, value: string): DiscoveryAnswers {
  if (id === 'code') return { ...answers, code: CodeChoice.safeParse(value).data };
  if (id === 'size') return { ...answers, size: SizeChoice.safeParse(value).data };
  return { ...answers, [id]: value };
}

const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === '';

/** Those that must be answered and are not. */
export function missingOf({ proposals, draft }: DiscoveryModel): readonly DiscoveryQuestion[] {
  return (proposals?.questions ?? []).filter(
    ({ id, required, understood }) => required && isBlank(draft.answers[id]) && understood === null,
  );
}

/** The suggestions that can still be taken. */
export function openProposals({ proposals, draft }: DiscoveryModel): readonly DiscoveryQuestion[] {
  return (proposals?.questions ?? []).filter(
    ({ id, proposal, understood }) => proposal !== null && understood === null && isBlank(draft.answers[id]),
  );
}
