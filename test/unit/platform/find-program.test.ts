import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { findProgram, startable } from '../../../server/platform/find-program.ts';
import { makeProgram } from '../../helpers/agent-machine.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const pathOf = (...folders: string[]) => ({ env: { PATH: folders.join(':') } });

describe('a program on the PATH', () => {
  test('is the first of its name that may be started', () =>
    withTempDir((folder) => {
      mkdirSync(path.join(folder, 'a/agent'), { recursive: true });
      writeTree(folder, { 'b/agent': 'no program' });
      const found = makeProgram(folder, 'c/agent', '');
      makeProgram(folder, 'd/agent', '');
      const folders = ['a', 'b', 'c', 'd', 'missing'].map((name) => path.join(folder, name));
      assert.equal(findProgram('agent', pathOf(...folders)), found);
      chmodSync(found, 0o644);
      assert.equal(findProgram('agent', pathOf(...folders)), path.join(folder, 'd/agent'));
    }));

  test('is found in absolute folders only', () =>
    withTempDir((folder) => {
      makeProgram(folder, 'bin/agent', '');
      const relative = path.relative(process.cwd(), path.join(folder, 'bin'));
      assert.equal(findProgram('agent', pathOf(relative, '', '.')), null);
    }));

  test('is not found in a folder that it must be outside of, however that is reached', () =>
    withTempDir((folder) => {
      const bin = path.join(folder, 'project/node_modules/.bin');
      makeProgram(bin, 'agent', '');
      symlinkSync(bin, path.join(folder, 'link'));
      const outside = [path.join(folder, 'project')];
      const search = { ...pathOf(bin, path.join(folder, 'link'), path.join(folder, 'project')), outside };
      assert.equal(findProgram('agent', search), null);
      const own = makeProgram(folder, 'project-tools/agent', '');
      assert.equal(findProgram('agent', { ...pathOf(bin, path.dirname(own)), outside }), own);
    }));

  test('has a plain name', () =>
    withTempDir((folder) => {
      makeProgram(folder, 'agent', '');
      for (const name of ['../agent', `${folder}/agent`, '', 'a b', 'agent\0', 'a'.repeat(65)]) {
        assert.equal(findProgram(name, pathOf(folder, path.join(folder, 'x'))), null, name);
      }
    }));
});

describe('on Windows', () => {
  const windows = (folder: string) => ({ env: { Path: folder, PATHEXT: '.EXE;.CMD' }, platform: 'win32' }) as const;
  const shim = (target: string) =>
    `@ECHO off\r\nIF EXIST "%dp0%\\node.exe" (\r\n  SET "_prog=%dp0%\\node.exe"\r\n) ELSE (\r\n  SET "_prog=node"\r\n)\r\n` +
    `endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\\${target}" %*\r\n`;
  const made = (folder: string, name: string, text: string): string => {
    writeTree(folder, { [name]: text });
    chmodSync(path.join(folder, name), 0o755);
    return path.join(folder, name);
  };

  test('the script behind a file of npm is started, by the Node of the PATH', () =>
    withTempDir((folder) => {
      const node = made(folder, 'node.EXE', '');
      const file = made(folder, 'agent.CMD', shim('node_modules\\agent\\cli.js'));
      assert.equal(findProgram('agent', windows(folder)), file);
      const script = path.join(folder, 'node_modules/agent/cli.js');
      assert.deepEqual(startable(file, windows(folder)), { program: node, args: [script] });
    }));

  test('the program behind a file of npm is started as it is', () =>
    withTempDir((folder) => {
      const file = made(folder, 'agent.CMD', '@"%~dp0\\node_modules\\agent\\agent.exe"   %*\r\n');
      const program = path.join(folder, 'node_modules/agent/agent.exe');
      assert.deepEqual(startable(file, windows(folder)), { program, args: [] });
    }));

  test('any other batch file is not started, because only a shell could', () =>
    withTempDir((folder) => {
      const file = made(folder, 'agent.CMD', '@echo %1\r\n');
      assert.equal(startable(file, windows(folder)), null);
      assert.deepEqual(startable(file, { env: {}, platform: 'linux' }), { program: file, args: [] });
    }));
});
