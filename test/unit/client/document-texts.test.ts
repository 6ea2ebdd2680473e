import '../../helpers/vscode-stub/register.ts';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { monitorStates, signal, workstream } from '../../helpers/webview/run-fixtures.ts';

const { contractText, signalText, verificationText } = await import('../../../client/features/runs/document-texts.ts');

const { run } = monitorStates.debugging;
assert.ok(run);

test('a signal can be read in full, with its answers and how they are given', () => {
  const { run: asking } = monitorStates.ownership;
  const docs = asking?.signals[1];
  assert.ok(asking && docs);
  const text = signalText(asking, docs);
  assert.match(text, /^# executor-docs, phase 2\n/);
  assert.match(text, /- Skip it \(asks for a reason\)\n- Defer it \(asks for a reason\)/);
  assert.match(text, /CLUTCH: Answer…/);
});

test('details that hold fences of their own stay inside their block', () => {
  const text = signalText(run, signal('s1', { detail: '```contract\nsearch()\n```\n# not a heading' }));
  assert.match(text, /````text\n```contract\nsearch\(\)\n```\n# not a heading\n````\n/);
});

test('a contract is shown verbatim with who owes it to whom and what was found in it', () => {
  const text = contractText(workstream('api'), {
    to: ['ui'],
    about: 'the routes',
    status: 'checking',
    source: 'agent',
    attempts: 2,
    text: '```contract\nGET /x\n```',
    findings: [{ path: 'routes[0]', message: 'has no status code' }],
  });
  for (const part of [
    'Contract of executor-api',
    'For ui: the routes',
    'after 2 tries',
    'has no status code',
    'GET /x',
  ])
    assert.ok(text.includes(part), part);
});

test('a verification names each gap with what was expected', () => {
  const phase = run.phases[1];
  assert.ok(phase?.verification);
  const text = verificationText(phase, phase.verification);
  assert.match(text, /- \*\*CRITICAL\*\* Filters by tag are not applied\n {2}- expected: GET/);
  assert.match(text, /## Warnings/);
});
