import { test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { manifests } from '../../client/features/manifests.ts';
import { commandsPage } from '../../scripts/lib/commands-page.ts';
import { generateManifest } from '../../scripts/lib/manifest.ts';

const root = join(import.meta.dirname, '..', '..');
const remedy = 'Run: UPDATE=1 node scripts/generate-manifest.ts';
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
const packageJson = z.record(z.string(), z.unknown()).parse(readJson('package.json'));

test('package.json says what the manifests of the features say', () => {
  for (const [field, wanted] of Object.entries(generateManifest().fields)) {
    assert.deepEqual(packageJson[field], wanted, `"${field}" differs from the manifests. ${remedy}`);
  }
});

test('package.nls.json holds every word of package.json, and no other', () => {
  assert.deepEqual(readJson('package.nls.json'), generateManifest().words, remedy);
  const used = JSON.stringify(packageJson).matchAll(/"%([^%"]+)%"/g);
  assert.deepEqual(new Set([...used].map(([, key]) => key)), new Set(Object.keys(generateManifest().words)));
});

test('menus and welcome texts name only commands and views that exist', () => {
  const commands = new Set(manifests.flatMap((manifest) => Object.keys(manifest.commands)));
  const views = new Set(manifests.flatMap((manifest) => manifest.views.map(({ id }) => id)));
  for (const { menus, welcome } of manifests) {
    for (const item of Object.values(menus).flat()) {
      assert.ok(commands.has(item.command), `${item.command} is in a menu and is no command`);
    }
    for (const { view, contents } of welcome) {
      assert.ok(views.has(view), `${view} has a welcome text and is no view`);
      for (const [, command = ''] of contents.matchAll(/\(command:(clutch\.[^)]+)\)/g)) {
        assert.ok(commands.has(command), `${command} is a button and is no command`);
      }
    }
  }
});

test('the walkthrough names only commands and views that exist', () => {
  const known = new Set([
    ...manifests.flatMap((manifest) => Object.keys(manifest.commands)),
    ...manifests.flatMap(({ views }) => views.flatMap(({ id }) => [id, `${id}.focus`])),
  ]);
  const steps = manifests.flatMap((manifest) => ('walkthroughs' in manifest ? manifest.walkthroughs : []));
  assert.ok(steps.length > 0);
  for (const { description, completionEvents, image } of steps.flatMap((one) => one.steps)) {
    const named = [...description.matchAll(/\(command:([^)]+)\)/g)].map(([, id = '']) => id);
    const awaited = completionEvents.flatMap((event) => /^on(?:Command|View):(.+)$/.exec(event)?.[1] ?? []);
    for (const id of [...named, ...awaited]) assert.ok(known.has(id), `${id} is no command and no view`);
    assert.ok(existsSync(join(root, image.path)), `${image.path} is missing`);
  }
});

test('docs/commands.md lists every command as it is', () => {
  assert.equal(readFileSync(join(root, 'docs', 'commands.md'), 'utf8'), commandsPage(), remedy);
});

test('every command can be reached: from the palette, a menu, a key, or by a click on what the code makes', () => {
  const inMenus = new Set(manifests.flatMap(({ menus }) => Object.values(menus).flat()).map(({ command }) => command));
  const clicks = readFileSync(join(root, 'client', 'ui', 'open-target.ts'), 'utf8');
  const code = globSync('client/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'));
  for (const [id, { palette }] of manifests.flatMap(({ commands }) => Object.entries(commands))) {
    // What a page's button asks for is executed by its panel.
    const isClicked = clicks.includes(`'${id}'`) || code.some((text) => text.includes(`executeCommand('${id}'`));
    assert.ok(palette !== false || inMenus.has(id) || isClicked, `${id} cannot be reached`);
  }
});

test('a command of the palette that does more than open or show something says when it can work', () => {
  for (const [id, { palette, enablement }] of manifests.flatMap(({ commands }) => Object.entries(commands))) {
    const opens = /^clutch\.(?:open|show|whatNow|restartServer|setup|doctor|sessionEntry|insertPrompt$)/.test(id);
    assert.ok(palette === false || opens || enablement !== undefined, `${id} names no need`);
  }
});

test('views that can be empty say why there is nothing, whatever is missing', () => {
  for (const view of ['clutch.projects', 'clutch.workstreams', 'clutch.peers']) {
    const whens = manifests.flatMap(({ welcome }) =>
      welcome.filter((one) => one.view === view).map(({ when }) => when),
    );
    for (const need of [
      'workspaceFolderCount == 0',
      '== starting',
      '== down',
      '== incompatible',
      '!isWorkspaceTrusted',
    ])
      assert.ok(
        whens.some((when) => when.includes(need)),
        `${view} says nothing where ${need}`,
      );
  }
});

test('every welcome text offers at most one button, so that there is one way on', () => {
  for (const { view, contents } of manifests.flatMap(({ welcome }) => welcome)) {
    assert.ok([...contents.matchAll(/\(command:/g)].length <= 1, `${view}: ${contents}`);
  }
});

test('a workspace that is not trusted may neither run anything nor name a program', () => {
  const runs = manifests
    .flatMap((manifest) => Object.entries(manifest.commands))
    .filter(([id]) => /run|answer/i.test(id));
  assert.ok(runs.length >= 5);
  for (const [id, command] of runs) assert.match(command.enablement ?? '', /isWorkspaceTrusted/, id);
  const { configuration } = z
    .object({ configuration: z.object({ properties: z.record(z.string(), z.looseObject({})) }) })
    .parse(packageJson['contributes']);
  const paths = Object.entries(configuration.properties).filter(([id]) => /path|command|program/i.test(id));
  assert.ok(paths.length > 0);
  for (const [id, { scope }] of paths) assert.equal(scope, 'machine', `${id} must not come from a workspace`);
});

test('what names a program cannot be set in a workspace that is not trusted', () => {
  const { untrustedWorkspaces } = z
    .object({ untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }) })
    .parse(packageJson['capabilities']);
  const { configuration } = z
    .object({ configuration: z.object({ properties: z.record(z.string(), z.looseObject({ scope: z.string() })) }) })
    .parse(packageJson['contributes']);
  const ofMachine = Object.entries(configuration.properties).filter(([, { scope }]) => scope === 'machine');
  assert.ok(ofMachine.length > 0);
  for (const [id] of ofMachine) assert.ok(untrustedWorkspaces.restrictedConfigurations.includes(id), id);
});

test('every JSON Schema that is bound to files is there', () => {
  const bound = JSON.stringify(packageJson['contributes']).matchAll(/"url":"\.\/(schemas[^"]+)"/g);
  const paths = [...new Set([...bound].map(([, file = '']) => file))];
  assert.deepEqual(paths.toSorted(), [
    'schemas/json/config.schema.json',
    'schemas/json/contract.schema.json',
    'schemas/json/machine-config.schema.json',
    'schemas/json/playbook.schema.json',
  ]);
  for (const file of paths) assert.ok(existsSync(join(root, file)), file);
});

test('icons that package.json names exist', () => {
  const named = JSON.stringify(packageJson).matchAll(/"(client\/icons\/[^"]+)"/g);
  for (const [, path = ''] of named) assert.ok(existsSync(join(root, path)), `${path} is missing`);
});
