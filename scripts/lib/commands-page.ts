/** Makes docs/commands.md from the manifests of the features, so that the page cannot say anything else. */
import { manifests } from '../../client/features/manifests.ts';
import type { CommandManifest } from '../../client/manifest.ts';

export function commandsPage(): string {
  const rows = manifests
    .flatMap(({ commands }) => Object.entries<CommandManifest>(commands))
    .map(([id, command]) => `| ${command.title} | \`${id}\` | ${placesOf(id, command)} | ${needOf(command)} |`)
    .toSorted((one, other) => one.localeCompare(other, 'en'));
  return `# Commands

Generated from the manifests of the extension (\`UPDATE=1 node scripts/generate-manifest.ts\`); do not edit it by hand.

In the palette every command stands behind \`CLUTCH:\`. What is offered on a row, in a box or in a menu is offered only
where it can work; what is greyed out in the palette needs what the last column says.

| command | id | where | enabled |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const MENUS: Readonly<Record<string, string>> = {
  'view/title': 'title of a view',
  'view/item/context': 'rows',
  'editor/title': 'title of an editor',
  'comments/commentThread/context': 'box of a comment',
  'comments/commentThread/title': 'title of a comment',
  'webview/context': 'menu of a panel',
};

/** Where a person finds it. Throws for a command that nobody can reach. */
function placesOf(id: string, { palette }: CommandManifest): string {
  const keys = manifests.flatMap(({ keybindings = [] }) =>
    keybindings.filter(({ command }) => command === id).map(({ key }) => `\`${key}\``),
  );
  const menus = manifests.flatMap((manifest) =>
    Object.entries(manifest.menus).flatMap(([menu, items]) =>
      items.some(({ command }) => command === id) ? [MENUS[menu] ?? `\`${menu}\``] : [],
    ),
  );
  const clicked = palette === false && menus.length === 0 ? ['click on a row'] : [];
  return [...(palette === false ? [] : ['palette']), ...new Set(menus), ...clicked, ...keys].join(', ');
}

const NEEDS: Readonly<Record<string, string>> = {
  isWorkspaceTrusted: 'the workspace is trusted',
  'workspaceFolderCount > 0': 'a folder is open',
  'editorLangId == markdown': 'a markdown document is open',
  'clutch.hasPlan': 'there is a plan',
  'clutch.canPause': 'a run is in progress',
  'clutch.canStop': 'a run can be stopped',
  'clutch.canResume': 'a run can be resumed',
  'clutch.canSteer': 'a run is not over',
  'clutch.hasReport': 'a run has its report',
  'clutch.hasQuestion': 'something waits for an answer',
  'clutch.hasSignal': 'something is asked or told',
  'clutch.hasChanges': 'a workstream has changed something',
  'clutch.hasAgent': 'an agent is at work',
  'clutch.hasComparison': 'contracts were compared',
  'clutch.isShared': 'the project is shared',
  'clutch.isMain': 'this machine is main',
  'clutch.isAskedToJoin': 'a machine asks to join',
  'clutch.canTakeOver': 'this machine is a worker or an observer',
  '!commentIsEmpty': 'something was written',
  '(clutch.hasUnsentComments || commentController == clutch.review)': 'there are comments that were not sent',
};

/** Its when clause in words; parts that have none stand as they are. */
function needOf({ enablement }: CommandManifest): string {
  if (enablement === undefined) return 'always';
  const parts = enablement.split(' && ').map((part) => NEEDS[part] ?? `\`${part.replaceAll('|', String.raw`\|`)}\``);
  return `when ${parts.join(' and ')}`;
}
