/** Setting a machine up, with a stand-in for VS Code and the real planner. */
import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { beforeEach, test } from 'node:test';
import {
  CurrentSetupMethod,
  PlanSetupMethod,
  PlanSetupParams,
  WriteSetupMethod,
  WriteSetupParams,
} from '#schemas/protocol/setup.ts';
import type { Services } from '../../../client/services.ts';
import { createSetup } from '../../../server/setup/setup.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';
import { BACK, freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';

const { setUp } = await import('../../../client/features/setup/commands/setup.ts');

/** Runs the command against the real planner for `home`; resolves to what was shown before anything was written. */
async function play(home: string): Promise<{ readonly shown: readonly string[]; readonly written: boolean }> {
  const setup = createSetup({ CLUTCH_HOME: home });
  const shown: string[] = [];
  const told = { written: false };
  const answer = (method: string, params: unknown): unknown => {
    if (method === CurrentSetupMethod) return setup.current();
    if (method === PlanSetupMethod) return setup.plan(PlanSetupParams.parse(params).answers);
    assert.equal(method, WriteSetupMethod);
    const { answers, seen } = WriteSetupParams.parse(params);
    return setup.write(answers, seen);
  };
  const request = (method: string, _result: unknown, params: unknown) => Promise.resolve(answer(method, params));
  const documents = {
    show(_name: string, text: string) {
      assert.equal(existsSync(path.join(home, 'config.json')), false, 'shown before it is written');
      shown.push(text);
      return Promise.resolve();
    },
  };
  const services = { link: { request } } as unknown as Services;
  await setUp(documents, () => (told.written = true))(services, undefined);
  return { shown, written: told.written };
}

type Choice = (items: readonly { readonly label: string }[]) => { readonly label: string } | undefined;
const pick =
  (begin: string): Choice =>
  (items) => {
    const found = items.find(({ label }) => label.startsWith(begin));
    assert.ok(found, `${begin} is not among ${items.map(({ label }) => label).join(', ')}`);
    return found;
  };
const back: Choice = () => BACK;

beforeEach(freshPerson);

test('what was answered is shown whole, and written after an explicit Write', () =>
  withTempDir(async (temp) => {
    const home = path.join(temp, 'home');
    person.picks.push(pick('Keep it here'), pick('Choose a folder'), pick('None'), pick('By SSH'), pick('Alone'));
    person.picks.push(pick('Attach it'), pick('Write 2 files'));
    person.chosen.push(path.join(temp, 'projects'));
    person.words.push('attic');
    const { shown, written } = await play(home);
    assert.equal(written, true);
    const config = JSON.parse(readFileSync(path.join(home, 'config.json'), 'utf8'));
    assert.deepEqual(config, {
      projectsRoot: path.join(temp, 'projects'),
      github: 'ssh',
      autoAttach: 'always',
      collab: { name: 'attic' },
    });
    assert.match(shown[0] ?? '', /"autoAttach": "always"/);
    assert.match(person.messages.join(), /This machine is set up/);
  }));

test('the first choice of the last step leaves without writing, and so does Escape anywhere', () =>
  withTempDir(async (temp) => {
    const home = path.join(temp, 'home');
    const untilLast = [
      pick('Keep it here'),
      pick('None'),
      pick('None'),
      pick('Not at all'),
      pick('Alone'),
      pick('Offer'),
    ];
    person.picks.push(...untilLast, (items) => items[0]);
    person.words.push(hostname());
    assert.equal((await play(home)).written, false);
    person.picks.push(pick('Keep it here'));
    assert.equal((await play(home)).written, false);
    assert.equal(existsSync(home), false);
  }));

test('Back leads to the question before, with what was answered', () =>
  withTempDir(async (temp) => {
    const home = path.join(temp, 'home');
    person.picks.push(pick('Keep it here'), pick('None'), pick('None'));
    person.words.push('attic', 'cellar');
    // Back from GitHub to the name, which is written again.
    person.picks.push(back, pick('Not at all'), pick('Alone'), pick('Offer'), pick('Write'));
    await play(home);
    assert.equal(JSON.parse(readFileSync(path.join(home, 'config.json'), 'utf8')).collab.name, 'cellar');
  }));

test('a folder in a repository is refused with a sentence, and the way back is the only one', () =>
  withTempDir(async (temp) => {
    const home = path.join(temp, 'home');
    writeTree(temp, { 'shop/.git/HEAD': '' });
    person.picks.push(pick('Keep it here'), pick('None'), pick('Choose a folder'), pick('Not at all'), pick('Alone'));
    person.chosen.push(path.join(temp, 'shop', 'large'));
    person.words.push('attic');
    person.picks.push(pick('Offer'), (items) => {
      assert.equal(items.length, 1);
      return undefined;
    });
    const { shown, written } = await play(home);
    assert.equal(written, false);
    assert.match(shown[0] ?? '', /lies in the repository/);
  }));
