import * as l10n from '@vscode/l10n';
import type { QuestionId } from './discovery.ts';

/** A question as it is put to a person, in the language that the process was given words for, else in English. */
export interface QuestionWords {
  readonly title: string;
  /** One friendly sentence on what a good answer looks like. */
  readonly hint: string;
  /** The answers that there are; empty where the person writes freely. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export function questionWords(id: QuestionId): QuestionWords {
  switch (id) {
    case 'idea':
      return {
        title: l10n.t('What would you like to build?'),
        hint: l10n.t('In your own words, as you would tell a colleague. A sentence is enough.'),
        choices: [],
      };
    case 'users':
      return {
        title: l10n.t('Who is it for?'),
        hint: l10n.t('The people who will use it, and what they know already.'),
        choices: [],
      };
    case 'technology':
      return {
        title: l10n.t('What should it be built with?'),
        hint: l10n.t('A language, a framework, or whatever you feel at home with.'),
        choices: [],
      };
    case 'code':
      return {
        title: l10n.t('Is there code already?'),
        hint: l10n.t(
          'A new start needs a foundation first; existing code is left as it is where the plan does not touch it.',
        ),
        choices: [
          { value: 'new', label: l10n.t('A new start') },
          { value: 'existing', label: l10n.t('It builds on existing code') },
        ],
      };
    case 'done':
      return {
        title: l10n.t('How will you know that it is done?'),
        hint: l10n.t('What you could show somebody. One line for each thing that must work.'),
        choices: [],
      };
    case 'outOfScope':
      return {
        title: l10n.t('What should it leave out?'),
        hint: l10n.t('What somebody might expect, and you do not want now. One line each.'),
        choices: [],
      };
    case 'size':
      return {
        title: l10n.t('How big does it feel?'),
        hint: l10n.t('It decides in how many phases it is built.'),
        choices: [
          { value: 'XS', label: l10n.t('XS: an hour or two, one phase') },
          { value: 'S', label: l10n.t('S: about a day, two phases') },
          { value: 'M', label: l10n.t('M: a few days, three phases') },
          { value: 'L', label: l10n.t('L: a week or more, four phases') },
        ],
      };
  }
}
