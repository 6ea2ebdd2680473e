/**
 * Plants violations of the dependency rule in a copy of the lint and type configuration and expects the tools to point
 * at each. A rule that nobody has seen bite may have been switched off long ago.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { withTempDir, writeTree } from '../helpers/temp.ts';

const root = resolve(import.meta.dirname, '../..');

/** A file and what it must not import. */
const forbidden: readonly (readonly [file: string, specifier: string])[] = [
  ['schemas/settings.ts', 'node:fs'],
  ['schemas/settings.ts', 'yaml'],
  ['schemas/settings.ts', '../server/main.ts'],
  ['schemas/protocol/runs.ts', '../../client/extension.ts'],
  ['client/extension.ts', '../server/main.ts'],
  ['client/features/runs/tree.ts', '../../../server/engine/step.ts'],
  ['client/features/runs/tree.ts', '../../../webviews/kit/index.ts'],
  ['client/features/runs/tree.ts', '../../../test/helpers/temp.ts'],
  ['client/features/runs/tree.ts', 'lit'],
  ['client/features/runs/tree.ts', 'vscode-languageserver'],
  ['client/features/runs/tree.ts', '../tasks/tree.ts'],
  ['client/features/runs/commands/start.ts', '../../tasks/tree.ts'],
  ['client/ui/tree.ts', '../features/runs/tree.ts'],
  ['client/server-link/attach.ts', '../features/runs/tree.ts'],
  ['server/main.ts', 'vscode'],
  ['server/main.ts', 'vscode-languageclient/node'],
  ['server/main.ts', '../client/extension.ts'],
  ['server/runtimes/acp.ts', '../../webviews/kit/index.ts'],
  ['server/engine/step.ts', 'node:fs'],
  ['server/engine/step.ts', 'fs'],
  ['server/engine/step.ts', '../store/journal.ts'],
  ['server/engine/step.ts', '../platform/clock.ts'],
  ['server/engine/deep/er.ts', '../../language/prd.ts'],
  ['server/engine/step.ts', 'simple-git'],
  ['server/permissions/judge.ts', 'node:path'],
  ['server/permissions/judge.ts', '../engine/step.ts'],
  ['server/runs/broker.ts', 'unbash'],
  ['server/language/prd.ts', 'node:path'],
  ['server/language/prd.ts', '../engine/step.ts'],
  ['server/language/rules/rule.ts', '../../lsp/index.ts'],
  ['server/language/rules/rule.ts', 'vscode-languageserver-textdocument'],
  ['server/runtimes/acp.ts', 'vscode-languageserver'],
  ['server/store/journal.ts', 'vscode-jsonrpc/node'],
  ['server/main.ts', '@agentclientprotocol/sdk'],
  ['server/cli/mcp.ts', '@modelcontextprotocol/sdk/server/mcp.js'],
  ['server/main.ts', 'node:sqlite'],
  ['server/runtimes/acp.ts', 'node:sqlite'],
  ['server/runs/worktrees.ts', 'simple-git'],
  ['webviews/monitor/main.ts', 'vscode'],
  ['webviews/monitor/main.ts', 'node:path'],
  ['webviews/monitor/main.ts', 'path'],
  ['webviews/monitor/main.ts', '../../client/extension.ts'],
  ['webviews/monitor/main.ts', '../../server/engine/step.ts'],
  ['webviews/monitor/view.ts', '@vscode/webview-ui-toolkit'],
];

const permitted: readonly (readonly [file: string, specifier: string])[] = [
  ['schemas/protocol/runs.ts', 'zod'],
  ['schemas/protocol/runs.ts', '../settings.ts'],
  ['client/features/runs/commands/start.ts', '../tree.ts'],
  ['client/features/index.ts', './runs/tree.ts'],
  ['client/ui/tree.ts', '../services.ts'],
  ['client/features/runs/tree.ts', '../../ui/tree.ts'],
  ['client/features/runs/tree.ts', '#schemas/settings.ts'],
  ['client/server-link/attach.ts', 'vscode-languageclient/node'],
  ['client/server-link/attach.ts', 'node:net'],
  ['server/engine/deep/er.ts', '../step.ts'],
  ['server/language/prd.ts', '@lezer/markdown'],
  ['server/language/prd.ts', '#schemas/settings.ts'],
  ['server/lsp/index.ts', 'vscode-languageserver/node'],
  ['server/ipc/listen.ts', 'vscode-jsonrpc/node'],
  ['server/runtimes/acp.ts', '@agentclientprotocol/sdk'],
  ['server/mcp/serve-tools.ts', '@modelcontextprotocol/sdk/server/mcp.js'],
  ['server/store/journal.ts', 'node:sqlite'],
  ['server/platform/lock.ts', 'node:sqlite'],
  ['server/platform/git.ts', 'simple-git'],
  ['server/permissions/read-script.ts', 'unbash'],
  ['webviews/kit/index.ts', '@vscode/webview-ui-toolkit'],
  ['webviews/monitor/main.ts', '../kit/index.ts'],
];

const lintReport = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

describe('the linter', async () => {
  const planted = [...forbidden, ...permitted];
  // One run for all rows: each row is a line of its own in the file it names.
  const reports = await withTempDir((folder) => {
    copyConfiguration(folder);
    const lines = Map.groupBy(planted, ([file]) => file);
    const text = (rows: typeof planted) => rows.map(([, specifier]) => `import '${specifier}';`).join('\n');
    writeTree(folder, Object.fromEntries([...lines].map(([file, rows]) => [file, `${text(rows)}\n`])));
    writeTree(folder, { 'server/runs/one.ts': cycle('two'), 'server/runs/two.ts': cycle('one') });
    return lint(folder);
  });
  const complaints = (file: string, rule: string) =>
    reports.filter((report) => report.filename === file && report.code === rule).map(({ message }) => message);
  const complaintsAbout = (file: string, specifier: string) => {
    const line = planted.filter(([other]) => other === file).findIndex(([, other]) => other === specifier) + 1;
    const isThere = (label: { span: { line: number } }) => label.span.line === line;
    return reports.filter(
      (report) => report.filename === file && report.code === 'clutch(dependency-rule)' && report.labels.some(isThere),
    );
  };

  for (const [file, specifier] of forbidden) {
    it(`refuses ${specifier} in ${file}`, () => assert.equal(complaintsAbout(file, specifier).length, 1));
  }
  for (const [file, specifier] of permitted) {
    it(`accepts ${specifier} in ${file}`, () => assert.deepEqual(complaintsAbout(file, specifier), []));
  }
  it('refuses files that import each other', () => {
    assert.equal(complaints('server/runs/one.ts', 'import(no-cycle)').length, 1);
  });
});

describe('the type checker', async () => {
  const output = await withTempDir((folder) => {
    copyConfiguration(folder);
    writeTree(folder, {
      'schemas/plain.ts': 'export const answer: number = 42;\n',
      'schemas/reads.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
      'server/engine/env.ts': 'export const home = process.env;\n',
      'server/language/page.ts': 'export const page = document.title;\n',
    });
    return runTool(folder, 'typescript/bin/tsc', ['-p', 'tsconfig.pure.json', '--pretty', 'false']).stdout;
  });

  it('refuses a Node module in schemas', () => assert.match(output, /^schemas\/reads\.ts\(1,\d+\): error/mu));
  it('refuses `process` in the engine', () => assert.match(output, /^server\/engine\/env\.ts\(1,\d+\): error/mu));
  it('refuses the browser in the language', () =>
    assert.match(output, /^server\/language\/page\.ts\(1,\d+\): error/mu));
  it('accepts plain code', () => assert.doesNotMatch(output, /plain\.ts/u));
});

function lint(folder: string) {
  const { stdout, stderr } = runTool(folder, 'oxlint/bin/oxlint', ['--format', 'json']);
  assert.notEqual(stdout, '', `oxlint printed nothing but: ${stderr}`);
  return lintReport.parse(JSON.parse(stdout)).diagnostics;
}

function copyConfiguration(folder: string): void {
  for (const path of ['.oxlintrc.json', 'scripts/lint', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  for (const part of ['pure', 'server', 'client', 'webviews', 'test']) {
    writeTree(folder, { [`tsconfig.${part}.json`]: readFileSync(join(root, `tsconfig.${part}.json`), 'utf8') });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

function runTool(folder: string, script: string, args: readonly string[]) {
  const path = join(root, 'node_modules', script);
  return spawnSync(process.execPath, [path, ...args], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
}

function cycle(other: string): string {
  return `import { value as seen } from './${other}.ts';\nexport const value = () => seen;\n`;
}
