/** What the tabs that look back are told and when, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { AnalyticsMethod, ModelAnalyticsMethod, type AnalyticsParams } from '#schemas/protocol/analytics.ts';
import { InsightsFilters, type InsightsAsk, type InsightsTab, type ToInsights } from '#schemas/webview/insights.ts';
import type { Services } from '../../../client/services.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';
import { answerFor, oneRun } from '../../helpers/webview/insights-fixtures.ts';

const { linkInsights } = await import('../../../client/features/monitor/insights.ts');
const { comparePrompts } = await import('../../../client/features/prompts/commands/compare.ts');

interface Stage {
  readonly link: ReturnType<typeof linkInsights>;
  readonly posted: ToInsights[];
  readonly asked: { method: string; params: AnalyticsParams }[];
  readonly panel: { visible: boolean; post(message: ToInsights): void };
  /** Lets the server's last answer arrive; null: it fails. */
  answer(message: ToInsights | null): Promise<void>;
  changeRun(updatedAt: number): void;
}

function stage(): Stage {
  const posted: ToInsights[] = [];
  const asked: Stage['asked'] = [];
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  const listeners: (() => void)[] = [];
  const runs = [{ id: 'r1', updatedAt: 1 }];
  const overview = {
    current: { runs },
    onChanged: (listener: () => void) => (listeners.push(listener), { dispose: () => undefined }),
  };
  const server = {
    onStatus: () => ({ dispose: () => undefined }),
    request(method: string, _shape: unknown, params: AnalyticsParams) {
      asked.push({ method, params });
      return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
    },
  };
  const panel = { visible: true, post: (message: ToInsights) => void posted.push(message) };
  const link = linkInsights({ overview, link: server } as unknown as Services, panel);
  return {
    link,
    posted,
    asked,
    panel,
    async answer(message) {
      const last = waiting.pop();
      if (message === null) last?.reject(new Error('The server is down.'));
      else last?.resolve('result' in message.answer ? message.answer.result : null);
      await new Promise(setImmediate);
    },
    changeRun(updatedAt) {
      runs[0] = { id: 'r1', updatedAt };
      for (const listener of listeners) listener();
    },
  };
}

const read = (tab: InsightsTab, filters = {}): { type: 'insights'; ask: InsightsAsk } => ({
  type: 'insights',
  ask: { verb: 'read', tab, filters: InsightsFilters.parse(filters), zone: 'Europe/Berlin' },
});

beforeEach(() => freshPerson());

test('a tab is answered with what its filters ask for, in the person’s time zone', async () => {
  const { link, posted, asked, answer } = stage();
  link.show('analytics');
  void link.onMessage(read('analytics', { scope: '/home/me/lab', period: '7d' }));
  const [first] = asked;
  assert.equal(first?.method, AnalyticsMethod);
  const { folders, from, to, bucket, zone } = first.params;
  assert.deepEqual([folders, bucket, zone], [['/home/me/lab'], 'day', 'Europe/Berlin']);
  assert.equal((to ?? 0) - (from ?? 0), 7 * 24 * 3_600_000);
  await answer(answerFor('analytics', oneRun()));
  assert.deepEqual([posted.length, posted[0]?.answer.kind, posted[0]?.filters.period], [1, 'analytics', '7d']);
  link.dispose();
});

test('of two questions only the answer to the last one is shown', async () => {
  const { link, posted, asked, answer } = stage();
  void link.onMessage(read('models', { period: '7d' }));
  void link.onMessage(read('models', { period: '90d' }));
  assert.deepEqual(
    asked.map(({ method }) => method),
    [ModelAnalyticsMethod, ModelAnalyticsMethod],
  );
  await answer(answerFor('models', []));
  await answer(answerFor('models', []));
  assert.deepEqual(
    posted.map(({ filters }) => filters.period),
    ['90d'],
  );
  link.dispose();
});

test('figures are read again when a run has changed, and not for anything else', async () => {
  const { link, asked, answer, changeRun } = stage();
  void link.onMessage(read('models'));
  await answer(answerFor('models', []));
  changeRun(1);
  assert.equal(asked.length, 1);
  changeRun(2);
  assert.equal(asked.length, 2);
  changeRun(3);
  assert.equal(asked.length, 2, 'not before five seconds have passed');
  link.dispose();
});

test('nothing is read for a page that is hidden or shows another tab', () => {
  const hidden = stage();
  hidden.panel.visible = false;
  void hidden.link.onMessage(read('models'));
  assert.equal(hidden.asked.length, 0);
  const left = stage();
  void left.link.onMessage(read('models'));
  left.link.show(null);
  left.changeRun(2);
  assert.equal(left.asked.length, 1);
  for (const { link } of [hidden, left]) link.dispose();
});

test('what goes wrong is told to the page', async () => {
  const { link, posted, answer } = stage();
  void link.onMessage(read('prompts'));
  await answer(null);
  assert.deepEqual(posted[0]?.answer, { kind: 'problem', message: 'The server is down.' });
  link.dispose();
});

test('buttons run the commands that the palette has', async () => {
  const { link } = stage();
  await link.onMessage({ type: 'insights', ask: { verb: 'choose-agent' } });
  await link.onMessage({ type: 'insights', ask: { verb: 'edit-prompt', prompt: 'executor', project: '/home/me/lab' } });
  assert.deepEqual(person.executed, [
    ['clutch.chooseAgent'],
    ['clutch.editPrompt', { prompt: 'executor', project: '/home/me/lab' }],
  ]);
  link.dispose();
});

test('two versions are opened in the diff editor, each as a document of its wording', async () => {
  await comparePrompts({} as Services, { prompt: 'executor', one: '1 aaaaaa', other: '2 bbbbbb' });
  const [command, left, right, title] = person.executed[0] ?? [];
  assert.deepEqual([command, title], ['vscode.diff', 'Prompt executor: 1 aaaaaa ↔ 2 bbbbbb']);
  const queries = [left, right].map((uri) => JSON.parse((uri as { query: string }).query) as unknown);
  assert.deepEqual(queries, [
    { prompt: 'executor', version: '1 aaaaaa' },
    { prompt: 'executor', version: '2 bbbbbb' },
  ]);
});
