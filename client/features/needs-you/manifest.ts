import type { FeatureManifest } from '../../manifest.ts';

const trusted = 'isWorkspaceTrusted';
const row = { enablement: trusted, palette: false } as const;
const here = 'view == clutch.needsYou';
/** Rows whose signal offers an answer; see `contextValue` in tree.ts. */
const offers = (option: string): string => `${here} && viewItem =~ /;${option};/`;

/** Rows of runs that wait for an answer, in whatever tree they are. */
const ofRun = 'viewItem =~ /^;run;.*;answer;/';

/** One command per answer that the engine knows, so that a row's menu says what each one does. */
export const needsYouManifest = {
  commands: {
    'clutch.answer': {
      title: 'Answer…',
      icon: 'comment-discussion',
      enablement: `${trusted} && clutch.hasQuestion`,
    },
    'clutch.openSignal': { title: 'Open', enablement: 'clutch.hasSignal', palette: false },
    'clutch.showSignal': { title: 'Show Details', icon: 'info', enablement: 'clutch.hasSignal', palette: false },
    'clutch.answer.retry': { title: 'Try Again', icon: 'refresh', ...row },
    'clutch.answer.guide': { title: 'Try Again With Guidance…', icon: 'edit', ...row },
    'clutch.answer.drop': { title: 'Undo These Changes', icon: 'discard', ...row },
    'clutch.answer.allow': { title: 'Allow These Changes', icon: 'check', ...row },
    'clutch.answer.sendBack': { title: 'Send It Back to Its Executor', icon: 'reply', ...row },
    'clutch.answer.confirm': { title: 'Confirm the Contract', icon: 'check', ...row },
    'clutch.answer.waive': { title: 'Go On Without a Contract', ...row },
    'clutch.answer.accept': { title: 'Accept the Phase…', icon: 'pass', ...row },
    'clutch.answer.debug': { title: 'Have It Mended by an Agent', icon: 'debug-alt', ...row },
    'clutch.answer.keep': { title: 'Keep What Is Finished', icon: 'pass', ...row },
    'clutch.answer.redo': { title: 'Do What Was Edited Again', icon: 'redo', ...row },
    'clutch.answer.skip': { title: 'Skip It…', ...row },
    'clutch.answer.defer': { title: 'Defer It…', ...row },
    'clutch.answer.dismiss': { title: 'Dismiss', icon: 'close', ...row },
  },
  views: [
    { id: 'clutch.needsYou', name: 'Needs You', icon: 'bell-dot', when: 'clutch.hasSignal || clutch.isAskedToJoin' },
  ],
  welcome: [],
  menus: {
    'view/item/context': [
      { command: 'clutch.answer', when: ofRun, group: 'inline@1' },
      { command: 'clutch.answer', when: ofRun, group: '1_answer@0' },
      { command: 'clutch.answer', when: `${here} && viewItem =~ /;choice;/`, group: 'inline@1' },
      { command: 'clutch.answer.confirm', when: offers('confirm'), group: 'inline@1' },
      { command: 'clutch.answer.accept', when: offers('accept'), group: 'inline@1' },
      { command: 'clutch.answer.drop', when: offers('drop'), group: 'inline@1' },
      { command: 'clutch.answer.keep', when: offers('keep'), group: 'inline@1' },
      { command: 'clutch.answer.guide', when: offers('guide'), group: 'inline@2' },
      { command: 'clutch.answer.allow', when: offers('allow'), group: 'inline@2' },
      { command: 'clutch.answer.redo', when: offers('redo'), group: 'inline@2' },
      { command: 'clutch.answer.debug', when: offers('debug'), group: 'inline@2' },
      { command: 'clutch.answer.retry', when: offers('retry'), group: 'inline@3' },
      { command: 'clutch.answer.sendBack', when: offers('send-back'), group: 'inline@3' },
      { command: 'clutch.answer.dismiss', when: offers('dismiss'), group: 'inline@1' },
      { command: 'clutch.answer', when: `${here} && viewItem =~ /;answer;/`, group: '1_answer@0' },
      { command: 'clutch.answer.confirm', when: offers('confirm'), group: '2_options@1' },
      { command: 'clutch.answer.accept', when: offers('accept'), group: '2_options@1' },
      { command: 'clutch.answer.drop', when: offers('drop'), group: '2_options@1' },
      { command: 'clutch.answer.keep', when: offers('keep'), group: '2_options@1' },
      { command: 'clutch.answer.guide', when: offers('guide'), group: '2_options@2' },
      { command: 'clutch.answer.allow', when: offers('allow'), group: '2_options@2' },
      { command: 'clutch.answer.redo', when: offers('redo'), group: '2_options@2' },
      { command: 'clutch.answer.debug', when: offers('debug'), group: '2_options@2' },
      { command: 'clutch.answer.retry', when: offers('retry'), group: '2_options@3' },
      { command: 'clutch.answer.sendBack', when: offers('send-back'), group: '2_options@3' },
      { command: 'clutch.answer.waive', when: offers('waive'), group: '2_options@4' },
      { command: 'clutch.answer.skip', when: offers('skip'), group: '3_without@1' },
      { command: 'clutch.answer.defer', when: offers('defer'), group: '3_without@2' },
      { command: 'clutch.answer.dismiss', when: offers('dismiss'), group: '2_options@1' },
      { command: 'clutch.showSignal', when: `${here} && viewItem =~ /^;signal;/`, group: '9_show@1' },
    ],
  },
} as const satisfies FeatureManifest;
