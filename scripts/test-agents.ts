/**
 * `npm run test:agents [-- names] [--write]`: real agents, each installed once from the npm registry, against a fake
 * model, where nothing but loopback can be reached. Without names it runs all; `--write` writes docs/agents-tested.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { agentPackage, ensureAgent, realAgents, testAgent } from './lib/agents.ts';
import { type AgentFindings, agentsTested, readResult } from './lib/agents-tested.ts';
import { messageOf } from './lib/process.ts';
import { inRepository } from './lib/repository.ts';
import { bringUpLoopback, inSandbox, isSandboxed } from './lib/sandbox.ts';
import { createScratch } from './lib/scratch.ts';
import { describeFailures, describeStage, type StageResult } from './lib/stage.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } });

try {
  process.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

async function main(): Promise<number> {
  if (values.write === true && positionals.length > 0) throw new Error('--write needs all agents; name none.');
  const names = positionals.length > 0 ? positionals : realAgents;
  if (isSandboxed()) {
    bringUpLoopback();
    return testAll(names, 'Nothing but loopback could be reached.');
  }
  for (const name of names) {
    const { package: packageName, version } = agentPackage(name);
    console.log(`${name}: ${packageName} ${version}`);
    await ensureAgent(name);
  }
  const code = await inSandbox();
  if (code !== null) return code;
  console.log('This machine gives no network of its own (unshare --net): the agents could reach the internet.');
  return testAll(names, 'They could reach the internet, had they wanted to.');
}

async function testAll(names: readonly string[], sandbox: string): Promise<number> {
  process.env['TMPDIR'] = createScratch().path;
  const interrupted = new AbortController();
  process.once('exit', () => interrupted.abort());
  const findings: AgentFindings[] = [];
  for (const name of names) {
    const results: Record<string, string> = {};
    const stage = await testAgent(name, {
      signal: interrupted.signal,
      onDiagnostic(message) {
        const found = readResult(message);
        if (found !== null) results[found.column] = found.result;
      },
    });
    console.log(describeStage(stage) + describeFailures(stage));
    findings.push({ name, passed: stage.passed, failed: stage.failures.length, results });
  }
  // Whether each that is installed is found and answers, and reports by tools in a real run.
  const together: StageResult[] = [];
  for (const kind of ['probe', 'tools']) {
    const stage = await testAgent(kind, { signal: interrupted.signal });
    console.log(describeStage(stage) + describeFailures(stage));
    together.push(stage);
  }
  if (values.write === true) {
    const today = new Date().toISOString().slice(0, 10);
    writeFileSync(inRepository('docs', 'agents-tested.md'), agentsTested(findings, today, sandbox));
  }
  const failed = [...findings, ...together.map(countsOf)].reduce((sum, { failed: more }) => sum + more, 0);
  const passed = [...findings, ...together.map(countsOf)].reduce((sum, { passed: more }) => sum + more, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && findings.every((finding) => finding.passed > 0) ? 0 : 1;
}

function countsOf({ passed, failures }: StageResult): { readonly passed: number; readonly failed: number } {
  return { passed, failed: failures.length };
}
