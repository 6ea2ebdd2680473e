import { l10n } from 'vscode';
import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { announceNeeds } from './announce.ts';
import { answer, answerWith, openSignal, showSignalOfRow } from './commands/answer.ts';
import { needsYouManifest } from './manifest.ts';
import { inboxRows, urgentCount } from './tree.ts';

/** The one inbox: everything that any run asks or tells, and who asks to join, with the answers. */
export const needsYou: Feature = (services) =>
  disposeAll(
    registerCommands(services, needsYouManifest, {
      'clutch.answer': answer,
      'clutch.openSignal': openSignal,
      'clutch.showSignal': showSignalOfRow,
      'clutch.answer.retry': answerWith('retry'),
      'clutch.answer.guide': answerWith('guide'),
      'clutch.answer.drop': answerWith('drop'),
      'clutch.answer.allow': answerWith('allow'),
      'clutch.answer.sendBack': answerWith('send-back'),
      'clutch.answer.confirm': answerWith('confirm'),
      'clutch.answer.waive': answerWith('waive'),
      'clutch.answer.accept': answerWith('accept'),
      'clutch.answer.debug': answerWith('debug'),
      'clutch.answer.keep': answerWith('keep'),
      'clutch.answer.redo': answerWith('redo'),
      'clutch.answer.skip': answerWith('skip'),
      'clutch.answer.defer': answerWith('defer'),
      'clutch.answer.dismiss': answerWith('dismiss'),
    }),
    announceNeeds(services.overview),
    createOverviewTree({
      view: 'clutch.needsYou',
      overview: services.overview,
      rows: inboxRows,
      badge: (overview) => {
        const value = urgentCount(overview);
        if (value === 0) return undefined;
        return { value, tooltip: value === 1 ? l10n.t('1 thing needs you') : l10n.t('{0} things need you', value) };
      },
    }),
  );
