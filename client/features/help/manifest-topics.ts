import { l10n } from 'vscode';
import * as z from 'zod';
import type { HelpTopic } from '#schemas/webview/help.ts';

/** Where VS Code has put a translation into the manifest, it keeps the English title beside it. */
const Title = z.union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)]);

const Contributions = z.object({
  commands: z.array(z.object({ command: z.string(), title: Title })),
  menus: z.record(z.string(), z.array(z.object({ command: z.string().optional(), when: z.string().optional() }))),
  keybindings: z.array(z.object({ command: z.string(), key: z.string() })).default([]),
  configuration: z.object({
    properties: z.record(z.string(), z.object({ description: z.string().default(''), default: z.unknown() })),
  }),
});

/** Every command and every setting of package.json, in the words that VS Code shows for it. */
export function topicsOfManifest(contributes: unknown): HelpTopic[] {
  const { commands, menus, keybindings, configuration } = Contributions.parse(contributes);
  const hidden = new Set(
    (menus['commandPalette'] ?? []).flatMap(({ command, when }) => (when === 'false' ? command : [])),
  );
  const keysOf = (command: string): string =>
    keybindings
      .filter((one) => one.command === command)
      .map(({ key }) => `\`${key}\``)
      .join(', ');
  return [
    ...commands.map(({ command, title }): HelpTopic => {
      const keys = keysOf(command);
      const place = hidden.has(command)
        ? l10n.t('In the menus of what it acts on.')
        : l10n.t('In the palette as “CLUTCH: {0}”.', title);
      return {
        id: `commands/${command}`,
        section: 'commands',
        group: null,
        title,
        body: [place, ...(keys === '' ? [] : [l10n.t('Keys: {0}', keys)]), `\`${command}\``].join('\n\n'),
        prompt: null,
        command: hidden.has(command) ? null : command,
        setting: null,
      };
    }),
    ...Object.entries(configuration.properties).map(([setting, { description, default: value }]): HelpTopic => {
      const standard = l10n.t('Default: {0}', `\`${JSON.stringify(value ?? null)}\``);
      return {
        id: `settings/${setting}`,
        section: 'settings',
        group: null,
        title: setting,
        body: `${description}\n\n${standard}`,
        prompt: null,
        command: null,
        setting,
      };
    }),
  ];
}
