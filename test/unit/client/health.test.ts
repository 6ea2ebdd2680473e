/** The view Health, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HealthFinding, HealthState } from '#schemas/protocol/doctor.ts';

const { healthRows } = await import('../../../client/features/health/rows.ts');
const { nextStepOf } = await import('../../../client/features/health/next-step.ts');
const { aboutVsCode, createHealthStore } = await import('../../../client/features/health/health-store.ts');
const { ServerUnavailable } = await import('../../../client/server-link/errors.ts');

const finding = (id: string, state: HealthState, over: Partial<HealthFinding> = {}): HealthFinding => ({
  id,
  title: id.replace(/\..*/, ''),
  state,
  text: `${id} was looked at.`,
  todo: null,
  command: null,
  file: null,
  ...over,
});

test('what stands in the way comes first and is unfolded; what is fine is folded', () => {
  const findings = [finding('git.version', 'ok'), finding('disk.home', 'warning'), finding('keys', 'problem')];
  const rows = healthRows({ at: 0, findings });
  assert.deepEqual(
    rows.map(({ label, expanded }) => [label, expanded]),
    [
      ['keys', true],
      ['disk', true],
      ['git', false],
    ],
  );
  assert.match(rows[0]?.spoken ?? '', /problem/);
});

test('rows keep their ids from one look to the next', () => {
  const ids = (state: HealthState) =>
    healthRows({ at: 0, findings: [finding('git.version', state)] }).flatMap(({ id, children = [] }) => [
      id,
      ...children.map((row) => row.id),
    ]);
  assert.deepEqual(ids('ok'), ids('problem'));
});

test('the next step is a command of VS Code where there is one, and else one for a terminal', () => {
  assert.deepEqual(nextStepOf(finding('server.version', 'warning', { command: 'clutch server stop' })), {
    kind: 'command',
    command: 'clutch.restartServer',
  });
  assert.deepEqual(nextStepOf(finding('git.identity', 'warning', { command: 'git config …' })), {
    kind: 'shell',
    line: 'git config …',
  });
  assert.equal(nextStepOf(finding('disk.home', 'warning')), null);
});

test('what is fine offers no step', () => {
  const [row] = healthRows({ at: 0, findings: [finding('server.running', 'ok', { command: 'clutch server stop' })] });
  assert.equal(row?.children?.[0]?.contextValue, ';finding;ok;');
});

test('an editor that is older than the extension needs is a problem', () => {
  assert.equal(aboutVsCode('1.139.0', '^1.101.0').state, 'ok');
  assert.equal(aboutVsCode('1.100.3', '^1.101.0').state, 'problem');
  assert.equal(aboutVsCode('2.0.0', '^1.101.0').state, 'ok');
});

test('that no server answers is a finding, and a look under way is not begun again', async () => {
  const asked: unknown[] = [];
  const request = (...call: unknown[]): Promise<never> => {
    asked.push(call);
    return Promise.reject(new ServerUnavailable('The server cannot be started.'));
  };
  const context = { extension: { packageJSON: { engines: { vscode: '^1.101.0' } } } };
  const store = createHealthStore({ link: { request }, context } as never);
  const [one, other] = await Promise.all([store.look(), store.look()]);
  assert.equal(one, other);
  assert.equal(asked.length, 1);
  assert.equal(store.finding('server')?.text, 'The server cannot be started.');
});
