/**
 * The page Away Plan in a real browser with a stand-in for VS Code (see test/helpers/webview/webview-page.ts). What the
 * host sends is made by the functions of the server.
 */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { AwayMemory, FromAway, type AwayPageState } from '#schemas/webview/away.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import {
  armedChange,
  draftPlan,
  endedChange,
  formOf,
  readyPlan,
  stateOfPlan,
} from '../helpers/webview/away-fixtures.ts';
import { themes, type Theme } from '../helpers/webview/themes.ts';
import { buildViews, openView, type BuiltView, type WebviewPage } from '../helpers/webview/webview-page.ts';

let browser: Browser;
let built: BuiltView;

before(async () => {
  built = await buildViews();
  browser = await openBrowser();
});
after(() => browser.close());

const dark = themes.find(({ name }) => name === 'dark');

interface Opening {
  readonly theme?: Theme | undefined;
  readonly memory?: unknown;
  readonly width?: number;
}

async function openPage(state: AwayPageState, { theme = dark, ...rest }: Opening = {}): Promise<WebviewPage> {
  assert.ok(theme);
  const view = await openView(browser, built, { view: 'away', theme, data: { project: '/projects/shop' }, ...rest });
  await view.send({ type: 'snapshot', seq: 1, state });
  await view.page.locator('h1, .notice').first().waitFor();
  return view;
}

const said = async (view: WebviewPage): Promise<readonly FromAway[]> =>
  (await view.posted()).map((message) => FromAway.parse(message));

type Edit = Extract<FromAway, { type: 'edit' }>;

/** Waits for the `count`th edit that the page asked for. */
async function editOf(view: WebviewPage, count = 1): Promise<Edit> {
  for (;;) {
    const edits = (await said(view)).filter((one) => one.type === 'edit');
    const edit = edits[count - 1];
    if (edit) return edit;
    await view.page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

const frame = (view: WebviewPage) => view.page.evaluate(() => new Promise(requestAnimationFrame));
const box = (view: WebviewPage, label: string) => view.page.getByLabel(label, { exact: true });

function violations({ page }: WebviewPage): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const results: axe.AxeResults = await Reflect.get(globalThis, 'axe').run(document);
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  });
}

for (const theme of themes) {
  test(`the page is accessible in the ${theme.name} theme, as a draft, armed, ended and without a plan`, async () => {
    const states = [
      await stateOfPlan(draftPlan),
      await stateOfPlan(readyPlan, { change: armedChange }),
      await stateOfPlan(readyPlan, { change: endedChange }),
      await stateOfPlan('', {
        form: null,
        document: { state: 'missing', project: 'shop', dirty: false, reason: null },
        server: { state: 'down', message: 'It ended.' },
        trusted: false,
      }),
    ];
    for (const state of states) {
      const view = await openPage(state, { theme });
      await view.page.evaluate(axe.source);
      assert.deepEqual(await violations(view), []);
      assert.deepEqual(view.errors, []);
      await view.page.close();
    }
  });
}

test('every part of the plan has a field with what the document says, and its line', async () => {
  const view = await openPage(await stateOfPlan(readyPlan));
  assert.match(await box(view, 'Objective').inputValue(), /^The cart shows the sum/);
  assert.equal((await box(view, 'Allowed without asking').inputValue()).split('\n').length, 4);
  assert.equal(await box(view, 'Verification commands').inputValue(), 'npm test\nnpm run lint');
  assert.equal(await box(view, 'Valid hours').inputValue(), '8');
  assert.ok(await view.page.getByLabel('Yes').isChecked());
  assert.equal(await box(view, 'Cost, USD').inputValue(), '12');
  await view.page.getByRole('button', { name: 'line 13' }).first().click();
  assert.deepEqual((await said(view)).at(-1), { type: 'reveal', line: 13 });
  await view.page.close();
});

test('what is written becomes one edit after a pause, and the field keeps its own line breaks meanwhile', async () => {
  const view = await openPage(await stateOfPlan(readyPlan));
  const field = box(view, 'Forbidden');
  await field.fill('Change `package.json`.\n');
  const edit = await editOf(view);
  assert.deepEqual({ ...edit, id: 0 }, { type: 'edit', id: 0, field: 'forbidden', base: '', value: edit.value });
  await view.send({ type: 'edited', id: edit.id, field: 'forbidden', outcome: 'edits', detail: '' });
  const text = readyPlan.replace(
    '## Stop Conditions',
    '## Forbidden\n\n- Change `package.json`.\n\n## Stop Conditions',
  );
  await view.send({ type: 'delta', seq: 2, changes: { form: formOf(text, 2), now: Date.now() } });
  await frame(view);
  assert.equal(await field.inputValue(), 'Change `package.json`.\n', 'the line that was just begun stays');
  await view.page.keyboard.press('Control+End');
  await view.page.keyboard.insertText('Delete tests.');
  const next = await editOf(view, 2);
  assert.deepEqual([next.base, next.value], ['Change `package.json`.', 'Change `package.json`.\nDelete tests.']);
  await view.page.close();
});

test('what the document says anew is shown without moving the caret of the field that is in use', async () => {
  const view = await openPage(await stateOfPlan(readyPlan));
  const field = box(view, 'Objective');
  await field.click();
  await field.evaluate((one) => one instanceof HTMLTextAreaElement && one.setSelectionRange(8, 8));
  const text = readyPlan
    .replace('The cart shows the sum', 'The cart shows, quickly, the sum')
    .replace('npm run lint\n', '');
  await view.send({ type: 'delta', seq: 2, changes: { form: formOf(text, 2) } });
  await frame(view);
  assert.match(await field.inputValue(), /^The cart shows, quickly, the sum/);
  assert.equal(await field.evaluate((one) => one instanceof HTMLTextAreaElement && one.selectionStart), 8);
  assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'objective');
  assert.equal(await box(view, 'Verification commands').inputValue(), 'npm test');
  await view.page.close();
});

test('where both were changed the document wins, and the words can be taken back', async () => {
  const view = await openPage(await stateOfPlan(readyPlan));
  const field = box(view, 'Objective');
  await field.fill('Mine.');
  const edit = await editOf(view);
  await view.send({ type: 'edited', id: edit.id, field: 'objective', outcome: 'conflict', detail: 'Theirs.' });
  await view.page.getByText('The document was changed at the same time').waitFor();
  assert.equal(await field.inputValue(), 'Theirs.');
  assert.equal(await view.page.getByLabel('Your words').innerText(), 'Mine.');
  await view.page.getByRole('button', { name: 'Use my words' }).click();
  const again = await editOf(view, 2);
  assert.deepEqual([again.base, again.value], ['Theirs.', 'Mine.']);
  await view.page.close();
});

test('words that cannot stand in the document stay in the field, with the reason', async () => {
  const view = await openPage(await stateOfPlan(readyPlan));
  const field = box(view, 'Forbidden');
  await field.fill('```');
  const edit = await editOf(view);
  await view.send({
    type: 'edited',
    id: edit.id,
    field: 'forbidden',
    outcome: 'refused',
    detail: 'It is a code block.',
  });
  assert.match(await view.page.getByRole('alert').innerText(), /It is a code block/);
  assert.equal(await field.inputValue(), '```');
  await view.page.getByRole('button', { name: 'Show what the document says' }).click();
  assert.equal(await field.inputValue(), '');
  await view.page.close();
});

test('half-written text survives a reload, and is written then', async () => {
  const view = await openPage(await stateOfPlan(readyPlan, { server: { state: 'starting', message: null } }));
  await view.page.close();
  const memory: AwayMemory = {
    project: '/projects/shop',
    drafts: {
      objective: { base: 'The cart shows the sum of its items, with tests that prove it.', value: 'Half a sent' },
    },
    lost: {},
    trying: { kind: 'edit', action: 'src/x.ts' },
    scroll: 0,
  };
  const again = await openPage(await stateOfPlan(readyPlan), { memory });
  assert.equal(await box(again, 'Objective').inputValue(), 'Half a sent');
  assert.equal((await editOf(again)).value, 'Half a sent');
  assert.equal(await box(again, 'Try a command or a path').inputValue(), 'src/x.ts');
  const kept = AwayMemory.parse(await again.memory());
  assert.equal(kept.drafts.objective?.value, 'Half a sent');
  await again.page.close();
});

test('findings stand beside their part with the quick fix that mends them', async () => {
  const text = readyPlan.replace('Keep the code tidy.', 'Change anything.');
  const view = await openPage(await stateOfPlan(text));
  await view.page
    .getByText(/sets no bounds/)
    .first()
    .waitFor();
  await view.page.getByRole('button', { name: 'Let the operator be asked first' }).click();
  const fix = (await said(view)).at(-1);
  assert.ok(fix?.type === 'fix' && fix.version === 1 && fix.edits.length > 0);
  await view.page.close();
});

test('examples cite the clause, which leads to its line, and one can be tried', async () => {
  const view = await openPage(await stateOfPlan(readyPlan));
  const allowed = view.page.getByRole('region', { name: 'Allowed', exact: true });
  await allowed
    .getByRole('button', { name: /^Allowed\[0\]/ })
    .first()
    .click();
  assert.deepEqual((await said(view)).at(-1), { type: 'reveal', line: 40 });
  await box(view, 'Try a command or a path').fill('git push --force');
  await view.page.keyboard.press('Enter');
  const asked = (await said(view)).at(-1);
  assert.ok(asked?.type === 'try');
  assert.deepEqual({ ...asked, id: 0 }, { type: 'try', id: 0, kind: 'command', action: 'git push --force' });
  const example = {
    kind: 'command',
    action: 'git push --force',
    verdict: 'deny',
    clause: 'away: Forbidden[0]',
    line: 9,
  };
  await view.send({ type: 'tried', id: asked.id - 1, example: { ...example, verdict: 'allow' }, problem: null });
  await view.send({ type: 'tried', id: asked.id, example, problem: null });
  await view.page.locator('.answer').waitFor();
  assert.match(
    await view.page.locator('.answer').innerText(),
    /Denied\s+Command:\s+git push --force\s+Forbidden\[0\], line 9/,
  );
  await view.page.close();
});

test('a limit is written as a stop condition', async () => {
  const view = await openPage(await stateOfPlan(readyPlan));
  await box(view, 'Cost, USD').fill('20');
  await view.page.keyboard.press('Tab');
  assert.match((await editOf(view)).value, /^The agents have cost 20 USD\.$/m);
  const other = await openPage(await stateOfPlan(draftPlan));
  await box(other, 'Time, minutes').fill('90');
  await other.page.keyboard.press('Tab');
  assert.match((await editOf(other)).value, /The plan was armed 90 minutes ago\.$/);
  await Promise.all([view.page.close(), other.page.close()]);
});

test('a time is written with its offset, and queued work is made ready with the keyboard', async () => {
  const view = await openPage(await stateOfPlan(draftPlan));
  await box(view, 'Expires').fill('2026-04-02T09:30');
  const edit = await editOf(view);
  assert.equal(edit.field, 'expires');
  assert.match(edit.value, /^2026-04-02T09:30:00(?:Z|[+-]\d\d:\d\d)$/);
  await view.page.getByLabel('No', { exact: true }).focus();
  await view.page.keyboard.press('ArrowUp');
  assert.deepEqual([(await editOf(view, 2)).field, (await editOf(view, 2)).value], ['ready', 'yes']);
  await view.page.close();
});

test('what can be done follows the state, and an armed plan cannot be changed by accident', async () => {
  const button = (view: WebviewPage, name: string) => view.page.getByRole('button', { name, exact: true });
  const ready = await openPage(await stateOfPlan(readyPlan));
  await button(ready, 'Arm…').click();
  assert.deepEqual((await said(ready)).at(-1), { type: 'arm' });
  const draft = await openPage(await stateOfPlan(draftPlan));
  assert.equal(await button(draft, 'Arm…').count(), 0);
  await draft.page.getByText('Before it can be armed').waitFor();
  const unsaved = await stateOfPlan(readyPlan, {
    document: { state: 'open', project: 'shop', dirty: true, reason: null },
  });
  const dirty = await openPage(unsaved);
  assert.equal(await button(dirty, 'Arm…').count(), 0, 'what is not saved is saved first');
  await dirty.page.keyboard.press('Control+s');
  assert.deepEqual((await said(dirty)).at(-1), { type: 'save' });
  const armed = await openPage(await stateOfPlan(readyPlan, { change: armedChange }));
  assert.ok(await box(armed, 'Objective').evaluate((one) => one.hasAttribute('readonly')));
  await button(armed, 'Disarm').click();
  assert.deepEqual((await said(armed)).at(-1), { type: 'disarm' });
  const ended = await openPage(await stateOfPlan(readyPlan, { change: endedChange }));
  await ended.page.getByText('limit of 12 US dollars is reached').waitFor();
  await button(ended, 'Open as document').click();
  assert.deepEqual((await said(ended)).at(-1), { type: 'open-report' });
  await Promise.all([ready, draft, dirty, armed, ended].map(({ page }) => page.close()));
});

test('without a plan, a server or trust the page says so, with the one button that helps', async () => {
  const missing = { state: 'missing', project: 'shop', dirty: false, reason: null } as const;
  const none = await openPage(await stateOfPlan('', { document: missing, form: null }));
  await none.page.getByRole('button', { name: 'New Away Plan' }).click();
  assert.deepEqual((await said(none)).at(-1), { type: 'new' });
  const down = await openPage(
    await stateOfPlan(readyPlan, { server: { state: 'down', message: 'The server ended.' }, away: null }),
  );
  assert.match(await box(down, 'Objective').inputValue(), /^The cart/, 'what was known stays readable');
  await down.page.getByRole('button', { name: 'Restart Server' }).click();
  assert.deepEqual((await said(down)).at(-1), { type: 'restart-server' });
  const untrusted = await openPage(await stateOfPlan(readyPlan, { trusted: false }));
  assert.ok(
    await untrusted.page.locator('vscode-button', { hasText: 'Arm…' }).evaluate((one) => one.hasAttribute('disabled')),
  );
  await untrusted.page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
  assert.deepEqual((await said(untrusted)).at(-1), { type: 'manage-trust' });
  await Promise.all([none, down, untrusted].map(({ page }) => page.close()));
});

test('a plan with markup, ten thousand points and a very long line stays usable', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `- Change \`src/${index}\`.`).join('\n');
  const text = readyPlan
    .replace('- Keep the code tidy.', '- <img src=x onerror="document.title=1"><script>document.title=1</script>')
    .replace('- Commits on a branch of their own.', many)
    .replace('- Everything stays on this machine', `- ${'x'.repeat(500_000)}`);
  const view = await openPage(await stateOfPlan(text), { width: 480 });
  assert.match(await box(view, 'Allowed without asking').inputValue(), /<script>/);
  assert.equal(await view.page.locator('#app img, #app script').count(), 0);
  const locked = box(view, 'Preapproved while you are away');
  assert.equal((await locked.inputValue()).split('\n').length, 500);
  assert.ok(await locked.evaluate((one) => one.hasAttribute('readonly')));
  await box(view, 'Objective').fill('Still usable.');
  assert.equal((await editOf(view)).value, 'Still usable.');
  const { scroll, client } = await view.page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  assert.ok(scroll <= client, `${scroll} px wide in ${client}`);
  assert.deepEqual(
    (await view.blocked()).filter((one) => !one.startsWith('style-src-elem: inline')),
    [],
  );
  await view.page.close();
});
