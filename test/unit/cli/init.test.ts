import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { WriteDiscoveryResult } from '#schemas/protocol/discovery.ts';
import { CliError } from '../../../server/cli/cli-error.ts';
import { runInit } from '../../../server/cli/init.ts';
import type { Prompt } from '../../../server/cli/terminal-prompt.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What was asked for and not answered by the script. */
  readonly asked: number;
}

/** Runs it with somebody who types these answers, null for Ctrl-C; without any, nobody is there. */
async function init(folder: string, args: string[], typed?: readonly (string | null)[]): Promise<Outcome> {
  let [out, err, asked] = ['', '', 0];
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const prompt: Prompt = {
    ask: (question) => {
      out += question;
      asked += 1;
      const answer = typed?.[asked - 1];
      return answer === undefined ? Promise.reject(new Error(`Nobody answers:\n${out}`)) : Promise.resolve(answer);
    },
    close: () => undefined,
  };
  const code = await runInit(args, { cwd: folder, stdout, stderr }, () => (typed ? prompt : null));
  return { code, out, err, asked };
}

const GIVEN = ['--idea', 'A tide table', '--tech', 'Python', '--done', 'It prints the tides of a day'];

describe('clutch init', () => {
  it('writes a plan from what is given, and says what comes next', () =>
    withTempDir(async (folder) => {
      const { code, out } = await init(folder, GIVEN);
      assert.equal(code, 0);
      assert.match(out, /PRDs\/PRD-tide-table\.md +the plan itself/);
      assert.match(out, /git init\n.*clutch check PRDs\/PRD-tide-table\.md\n.*clutch run PRDs\/PRD-tide-table\.md/s);
      assert.match(readFileSync(path.join(folder, 'PRDs/PRD-tide-table.md'), 'utf8'), /# PRD: Tide table/);
      assert.ok(!existsSync(path.join(folder, '.git')), 'git init is the person’s to type');
    }));

  it('with nobody to ask names every option that is missing', () =>
    withTempDir(async (folder) => {
      await assert.rejects(init(folder, ['--idea', 'A bot in Go']), (error) => {
        assert.ok(error instanceof CliError);
        assert.match(error.message, /must be given: --done \(“How will you know/);
        return true;
      });
      await assert.rejects(init(folder, ['--accept-proposals']), /--idea .*nothing here suggests an answer/);
      assert.deepEqual(readdirSync(folder), []);
    }));

  it('takes every proposal when it is told to, and prints one object for a program', () =>
    withTempDir(async (folder) => {
      const { out } = await init(folder, [
        '--idea',
        'A website of tides',
        '--accept-proposals',
        '--json',
        '--plan-only',
      ]);
      const result = WriteDiscoveryResult.parse(JSON.parse(out));
      assert.deepEqual([result.written, result.prd], [false, 'PRDs/PRD-website-of-tides.md']);
      assert.match(result.files[0]?.content ?? '', /TypeScript with Vite/);
      assert.deepEqual(readdirSync(folder), []);
    }));

  it('asks only what is not answered, and Enter takes a suggestion', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'pyproject.toml': '[tool.pytest.ini_options]\n' });
      const { code, out, asked } = await init(
        folder,
        ['--users', 'Sailors'],
        ['A small script that prints the tides', '', '2', 'It prints\nIt stops', '-', 'y'],
      );
      assert.equal(code, 0, out);
      assert.equal(asked, 6, 'idea, technology, code, done, out of scope, and whether to write');
      assert.match(out, /Suggestion: Python, pytest\n +because pyproject\.toml is there; pyproject\.toml names pytest/);
      assert.match(out, /S \(the idea says “small script”\)/);
      const [name = ''] = readdirSync(path.join(folder, 'PRDs'));
      const text = readFileSync(path.join(folder, 'PRDs', name), 'utf8');
      for (const words of ['Sailors', 'Python, pytest', 'It prints; It stops', 'builds on existing code', '`pytest`']) {
        assert.ok(text.includes(words), `${words} is not in:\n${text}`);
      }
    }));

  it('asks again where a required answer says nothing or a choice is none', () =>
    withTempDir(async (folder) => {
      const { out } = await init(
        folder,
        ['--tech', 'Go'],
        ['', '-', 'A bot', '-', 'huge', '1', 'It answers', '-', '9', 'xs', ''],
      );
      assert.match(out, /needs an answer.*needs an answer.*Choose one of 1 to 2.*Choose one of 1 to 4/s);
      assert.match(
        readFileSync(path.join(folder, 'PRDs/PRD-bot.md'), 'utf8'),
        /Size XS, so one phase\. It is a new start/,
      );
    }));

  it('writes nothing when the person leaves, at whatever question', () =>
    withTempDir(async (folder) => {
      const answers = ['A bot', 'Me', 'Go', 'new', 'It answers', '-', 'S'];
      for (let at = 0; at <= answers.length; at += 1) {
        const { code, err } = await init(folder, [], [...answers.slice(0, at), null]);
        assert.deepEqual([code, err], [1, '\nNothing was written.\n']);
      }
      assert.equal((await init(folder, [], [...answers, 'no'])).code, 1);
      assert.deepEqual(readdirSync(folder), []);
    }));

  it('refuses a plan that exists, an option that is none, and a folder that is none', () =>
    withTempDir(async (folder) => {
      await init(folder, GIVEN);
      await assert.rejects(init(folder, GIVEN), /exists already .* another name/);
      await assert.rejects(init(folder, [...GIVEN, '--size', 'XXL']), /--size is one of XS, S, M, L/);
      await assert.rejects(init(folder, [...GIVEN, '--profile', 'novel']), /--profile is one of intent, classic/);
      await assert.rejects(init(folder, ['nowhere', ...GIVEN]), /is no folder/);
      await assert.rejects(init(folder, ['a', 'b']), /name one folder/);
    }));

  it('in a folder of a project means the project, unless the folder is named', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { '.clutch/config.json': '{}', 'src/a.py': '' });
      await init(path.join(folder, 'src'), GIVEN);
      assert.ok(existsSync(path.join(folder, 'PRDs/PRD-tide-table.md')));
      const { out } = await init(folder, ['src', ...GIVEN]);
      assert.ok(existsSync(path.join(folder, 'src/PRDs/PRD-tide-table.md')));
      assert.match(out, /cd .*src/);
    }));
});
