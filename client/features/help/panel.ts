import { commands, env, l10n, window } from 'vscode';
import { FromHelp, type HelpTopic, type ToHelp } from '#schemas/webview/help.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { createPanels, type Panels } from '../../ui/panels.ts';
import { insertPrompt } from './insert-prompt.ts';
import { readTopics } from './topics.ts';

export interface HelpPanels extends Panels {
  /** Shows the help at a topic, or with null where the person left it. */
  show(topic: string | null): void;
}

export function createHelpPanels(services: Services): HelpPanels {
  /** What a page that is not there yet, or hidden, shows first. */
  let wanted: string | null = null;
  /** Tells the page that is shown. */
  let tell: ((message: ToHelp) => void) | null = null;
  const panels = createPanels<typeof FromHelp, ToHelp>(services, {
    viewType: 'clutch.help',
    title: l10n.t('CLUTCH Help'),
    page: 'help',
    icon: 'help',
    from: FromHelp,
    data: () => ({}),
    restore: () => null,
    connect: (panel) => {
      const topics = readTopics(services.context);
      const hidden = panel.onDidChangeVisibility(() => {
        if (!panel.visible) tell = null;
      });
      return {
        onMessage: async (message) => {
          if (message.type !== 'ready') return actOn(message, await topics);
          const read = await topics.catch((error: unknown) => {
            panel.post({ type: 'failed', message: messageOf(error) });
            throw error;
          });
          panel.post({ type: 'topics', topics: [...read], open: wanted });
          wanted = null;
          tell = (said) => panel.post(said);
        },
        dispose() {
          tell = null;
          hidden.dispose();
        },
      };
    },
  });
  return {
    open: (key) => panels.open(key),
    show(topic) {
      if (tell === null) wanted = topic;
      else if (topic !== null) tell({ type: 'open', topic });
      panels.open(null);
    },
    dispose: () => panels.dispose(),
  };
}

async function actOn(message: Exclude<FromHelp, { type: 'ready' }>, topics: readonly HelpTopic[]): Promise<void> {
  switch (message.type) {
    case 'copy':
    case 'insert': {
      const prompt = topics.find(({ id }) => id === message.topic)?.prompt ?? null;
      if (prompt === null) return;
      if (message.type === 'insert') return await insertPrompt(prompt);
      await env.clipboard.writeText(prompt);
      window.setStatusBarMessage(l10n.t('The prompt is on the clipboard.'), 4000);
      return;
    }
    case 'run':
      // Only what the help itself offers.
      if (topics.some(({ command }) => command === message.command)) await commands.executeCommand(message.command);
      return;
    case 'open-setting':
      if (topics.some(({ setting }) => setting === message.setting)) {
        await commands.executeCommand('workbench.action.openSettings', message.setting);
      }
  }
}
