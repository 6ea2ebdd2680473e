import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PLAYBOOK_MAX_BYTES, playbookVerbs } from '#schemas/playbook.ts';
import { loadPlaybook, parsePlaybook } from '../../../server/runtimes/playbook/load-playbook.ts';
import { inRepository } from '../../../scripts/lib/repository.ts';
import { withTempDir } from '../../helpers/temp.ts';

/** What is said about a playbook that cannot be used. */
function refusal(text: string): string {
  const result = parsePlaybook(text, 'p.yaml');
  assert.equal(result.ok, false, 'the playbook was accepted');
  return result.message;
}

/** A playbook whose only step stands in line 4, column 9. */
const withStep = (step: string) => `version: 1\nmissions:\n  - steps:\n      - ${step}\n`;

describe('a playbook file', () => {
  test('is YAML or JSON, and everything that may be left out has a default', () => {
    const yaml = parsePlaybook('version: 1\nmissions:\n  - phase: 1\n    steps: [say: hi]\n', 'p.yaml');
    const json = parsePlaybook('{"version":1,"missions":[{"phase":1,"steps":[{"say":"hi"}]}]}', 'p.json');
    const mission = { phase: 1, workstream: '*', role: 'executor', task: 'work', attempt: '*', steps: [{ say: 'hi' }] };
    const playbook = { version: 1, defaults: { delaySeconds: 0 }, missions: [mission] };
    assert.deepEqual(yaml, { ok: true, playbook });
    assert.deepEqual(json, { ok: true, playbook });
  });

  test('with an unknown verb is refused with its place, the verb that was meant and all verbs', () => {
    const message = refusal(withStep('wirte: { path: a, content: b }'));
    assert.match(message, /^p\.yaml:4:9: unknown verb "wirte"\. Did you mean "write"\? Known verbs: /);
    for (const verb of Object.keys(playbookVerbs)) assert.ok(message.includes(verb), verb);
    assert.match(
      refusal('{"version": 1,\n "missions": [{"steps": [{"flod": {}}]}]}'),
      /^p\.yaml:2:27: unknown verb "flod"/,
    );
    assert.doesNotMatch(refusal(withStep('xyzzy: 1')), /Did you mean/);
  });

  test('is refused at the field that is wrong', () => {
    assert.match(refusal(withStep('delay: { seconds: long }')), /^p\.yaml:4:27: "seconds": .*expected number/);
    assert.match(refusal(withStep('delay: { seconds: 1, minutes: 2 }')), /^p\.yaml:4:30: unknown field "minutes"/);
    assert.match(refusal(withStep('write: { path: a }')), /^p\.yaml:4:9: "content": /);
    assert.match(refusal('version: 2\nmissions: [steps: []]\n'), /^p\.yaml:1:10: "version": /);
    assert.match(refusal('version: 1\nmissions:\n  - phase: 2.10\n    steps: []\n'), /^p\.yaml:3:12: .*in quotes/);
  });

  test('is refused when a step is not one verb', () => {
    assert.match(refusal(withStep('hang')), /^p\.yaml:4:9: a step is one verb/);
    assert.match(refusal(withStep('{ say: a, think: b }')), /this one has say and think/);
    assert.match(refusal(withStep('contract: { txt: a }')), /^p\.yaml:4:19: "contract": .*"text" or "data"/);
    const nested = 'ask: { question: a, onAnswer: { allow: [{ ask: { question: b } }] } }';
    assert.match(refusal(withStep(nested)), /ask cannot stand under onAnswer/);
    const misspelt = 'ask: { question: a, onAnswer: { allow: [{ sey: b }] } }';
    assert.match(refusal(withStep(misspelt)), /:51: unknown verb "sey"\. Did you mean "say"/);
  });

  test('finds its place through an alias', () => {
    const text = 'version: 1\nmissions:\n  - steps: &steps\n      - sya: hi\n  - steps: *steps\n';
    assert.match(refusal(text), /^p\.yaml:4:9: unknown verb "sya"/);
  });

  test('that is no playbook at all is refused, whatever it is', () => {
    const bombs =
      'a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]';
    const texts = ['', 'text', '[', '['.repeat(100_000), bombs, '!!js/function x', 'version: 1\n---\nversion: 1', '\0'];
    for (const text of texts) assert.match(refusal(text), /^p\.yaml:/);
  });

  test('that is missing, a folder or too large is refused with its name', () =>
    withTempDir(async (folder) => {
      const large = join(folder, 'large.yaml');
      await writeFile(large, `# ${'x'.repeat(PLAYBOOK_MAX_BYTES)}`);
      const reasons = new Map([
        [join(folder, 'none.yaml'), /no such playbook/],
        [folder, /not a file/],
        [large, /larger than/],
      ]);
      for (const [path, reason] of reasons) {
        const result = await loadPlaybook(path);
        assert.ok(!result.ok && result.message.startsWith(path), path);
        assert.match(result.message, reason);
      }
    }));
});

describe('docs/playbooks.md', () => {
  test('shows playbooks that can be used', async () => {
    const text = await readFile(inRepository('docs/playbooks.md'), 'utf8');
    const examples = [...text.matchAll(/```yaml\n([^]*?)```/g)].map(([, example = '']) => example);
    assert.ok(examples.length > 0);
    for (const example of examples) {
      const result = parsePlaybook(example, 'docs/playbooks.md');
      assert.ok(result.ok, result.ok ? '' : result.message);
    }
  });

  test('explains every verb', async () => {
    const text = await readFile(inRepository('docs/playbooks.md'), 'utf8');
    for (const verb of Object.keys(playbookVerbs)) assert.ok(text.includes(`\n| \`${verb}\` |`), verb);
  });
});
