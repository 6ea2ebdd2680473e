/**
 * package.json's contributions, made from the manifests of the features and from the schema of the settings. Every
 * English word goes to package.nls.json, where a translation finds it.
 */
import * as z from 'zod';
import { manifests } from '../../client/features/manifests.ts';
import type { CommandManifest, FeatureManifest, WalkthroughManifest } from '../../client/manifest.ts';
import { AGENT_TOOLS } from '#schemas/agent-tools.ts';
import { WindowSettings } from '#schemas/settings.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface GeneratedManifest {
  /** The fields of package.json that are generated; nothing else of it is touched. */
  readonly fields: Readonly<Record<string, Json>>;
  /** The content of package.nls.json. */
  readonly words: Readonly<Record<string, string>>;
}

const whatPlansActivate = [
  'workspaceContains:.clutch',
  'workspaceContains:PRDs',
  'workspaceContains:PRPs',
  'workspaceContains:PRD.md',
  'workspaceContains:docs/prd.md',
  'workspaceContains:WORKFLOW.md',
  'workspaceContains:AWAY_DEVELOPMENT_PLAN.md',
  'workspaceContains:**/PRDs/**/*.md',
  'workspaceContains:**/PRPs/**/*.md',
];

/** `CLUTCH_HOME/config.json`, where no variable names another folder. */
const machineConfigs = [
  '**/.local/state/clutch/config.json',
  '**/Application Support/clutch/config.json',
  '**/AppData/Local/clutch/config.json',
];

const playbooks = (ending: string): readonly string[] => [
  `**/.clutch/playbook*.${ending}`,
  `**/.clutch/playbooks/*.${ending}`,
];

export function generateManifest(): GeneratedManifest {
  const words: Record<string, string> = {};
  const word = (key: string, text: string): string => {
    words[key] = text;
    return `%${key}%`;
  };
  return {
    fields: {
      categories: ['AI', 'Linters', 'Other'],
      icon: 'client/icons/clutch.png',
      extensionKind: ['workspace'],
      l10n: './client/l10n',
      activationEvents: [
        ...whatPlansActivate,
        ...all.flatMap(({ panels = [] }) => panels.map((type) => `onWebviewPanel:${type}`)),
        ...all.flatMap(({ activationEvents = [] }) => activationEvents),
      ],
      capabilities: {
        untrustedWorkspaces: {
          supported: 'limited',
          description: word(
            'trust',
            'Plans are checked; nothing is run, and no program named by the workspace is used.',
          ),
          restrictedConfigurations: restrictedSettings(),
        },
        virtualWorkspaces: {
          supported: false,
          description: word('virtual', 'CLUTCH works with git and the files on disk.'),
        },
      },
      contributes: {
        viewsContainers: { activitybar: [{ id: 'clutch', title: 'CLUTCH', icon: 'client/icons/clutch.svg' }] },
        views: { clutch: viewsOf(word) },
        viewsWelcome: welcomeOf(word),
        commands: commandsOf(word),
        menus: menusOf(),
        keybindings: all.flatMap(({ keybindings = [] }) => keybindings.map((one) => ({ ...one }))),
        walkthroughs: all.flatMap(({ walkthroughs = [] }) => walkthroughs.map((one) => walkthroughOf(one, word))),
        snippets: [{ language: 'markdown', path: './snippets/plans.json' }],
        jsonValidation: [
          { fileMatch: '**/.clutch/config.json', url: './schemas/json/config.schema.json' },
          { fileMatch: machineConfigs, url: './schemas/json/machine-config.schema.json' },
          { fileMatch: '**/*.contract.json', url: './schemas/json/contract.schema.json' },
          { fileMatch: playbooks('json'), url: './schemas/json/playbook.schema.json' },
        ],
        // Read by the extension for YAML, where a person has it.
        yamlValidation: ['yaml', 'yml'].flatMap((ending) =>
          playbooks(ending).map((fileMatch) => ({ fileMatch, url: './schemas/json/playbook.schema.json' })),
        ),
        languageModelTools: toolsOf(word),
        mcpServerDefinitionProviders: all.flatMap(({ mcpServers = [] }) => mcpServers.map((one) => ({ ...one }))),
        configuration: { title: 'CLUTCH', properties: settingsOf(word) },
      },
    },
    words,
  };
}

const all: readonly FeatureManifest[] = manifests;

const toolsOf = (word: Word): Json =>
  all
    .flatMap(({ tools = [] }) => tools)
    .map((tool) => {
      const { title, description, input } = AGENT_TOOLS[tool];
      const { $schema: _, ...inputSchema } = z.toJSONSchema(input, { io: 'input' });
      const name = `clutch_${tool}`;
      return {
        name,
        displayName: word(`${name}.displayName`, `CLUTCH: ${title}`),
        modelDescription: description,
        userDescription: word(`${name}.userDescription`, description),
        toolReferenceName: `clutch-${tool.replaceAll('_', '-')}`,
        canBeReferencedInPrompt: true,
        icon: '$(checklist)',
        inputSchema: z.json().parse(inputSchema),
      };
    });

type Word = (key: string, text: string) => string;

const viewsOf = (word: Word): Json =>
  manifests.flatMap(({ views }) =>
    views.map(({ id, name, icon, when, collapsed }) => ({
      id,
      name: word(`${id}.name`, name),
      icon: `$(${icon})`,
      contextualTitle: `CLUTCH ${name}`,
      ...(when === undefined ? {} : { when }),
      ...(collapsed === true ? { visibility: 'collapsed' } : {}),
    })),
  );

const welcomeOf = (word: Word): Json =>
  manifests.flatMap(({ welcome }) =>
    welcome.map(({ view, contents, when }, index) => ({
      view,
      contents: word(`${view}.welcome.${index + 1}`, contents),
      when,
    })),
  );

const walkthroughOf = ({ id, title, description, steps }: WalkthroughManifest, word: Word): Json => ({
  id,
  title: word(`walkthrough.${id}.title`, title),
  description: word(`walkthrough.${id}.description`, description),
  steps: steps.map((step) => ({
    id: step.id,
    title: word(`walkthrough.${id}.${step.id}.title`, step.title),
    description: word(`walkthrough.${id}.${step.id}.description`, step.description),
    media: { svg: step.image.path, altText: word(`walkthrough.${id}.${step.id}.image`, step.image.alt) },
    completionEvents: [...step.completionEvents],
  })),
});

const allCommands = (): readonly (readonly [string, CommandManifest])[] =>
  manifests.flatMap(({ commands }) => Object.entries<CommandManifest>(commands));

const commandsOf = (word: Word): Json =>
  allCommands().map(([command, { title, icon, enablement }]) => ({
    command,
    title: word(`${command}.title`, title),
    category: 'CLUTCH',
    ...(icon === undefined ? {} : { icon: `$(${icon})` }),
    ...(enablement === undefined ? {} : { enablement }),
  }));

function menusOf(): Json {
  const menus: Record<string, Json[]> = {
    commandPalette: allCommands()
      .filter(([, { palette }]) => palette === false)
      .map(([command]) => ({ command, when: 'false' })),
  };
  for (const manifest of manifests) {
    for (const [menu, items] of Object.entries(manifest.menus)) {
      (menus[menu] ??= []).push(...items.map(({ command, when, group }) => ({ command, when, group })));
    }
  }
  return menus;
}

/** What VS Code takes of a JSON Schema; the rest of the generated one (`propertyNames`) would only confuse its editor. */
const SHAPE = ['type', 'default', 'minimum', 'maximum', 'additionalProperties'];
const SettingSchema = z
  .record(z.string(), z.json())
  .and(z.object({ description: z.string(), scope: z.enum(['machine', 'machine-overridable', 'resource']) }));

const settingSchemas = (): (readonly [string, z.infer<typeof SettingSchema>])[] =>
  Object.entries(z.toJSONSchema(WindowSettings, { io: 'input' }).properties ?? {}).map(([id, property]) => [
    id,
    SettingSchema.parse(property),
  ]);

const settingsOf = (word: Word): Json =>
  Object.fromEntries(
    settingSchemas().map(([id, { description, scope, ...fields }]) => {
      const shape = Object.fromEntries(Object.entries(fields).filter(([key]) => SHAPE.includes(key)));
      return [id, { ...shape, description: word(`${id}.description`, description), scope }];
    }),
  );

/** What names a program, a path or an environment: a workspace that is not trusted cannot set it. */
const restrictedSettings = (): readonly string[] =>
  settingSchemas()
    .filter(([id, { scope }]) => scope === 'machine' || /path|program|command|env/i.test(id))
    .map(([id]) => id);
