import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentRuntime } from '../../server/engine/ports.ts';
import type { AgentMachine } from '../../server/runtimes/find-agent.ts';
import { createRuntimes } from '../../server/runtimes/index.ts';

/** A machine on which the built-in agent runs from its source, and nothing may be fetched. */
export function agentMachine(changes: Partial<AgentMachine> = {}): AgentMachine {
  const playbookAgent = path.resolve(import.meta.dirname, '../../server/runtimes/playbook/main.ts');
  return {
    env: process.env,
    builtIn: { program: process.execPath, args: [playbookAgent] },
    npxFolder: '/nonexistent/npx',
    mayDownload: () => false,
    ...changes,
  };
}

/** The runtime of the built-in agent. */
export function playbookRuntime(): AgentRuntime {
  const runtime = createRuntimes(agentMachine()).runtimeFor({ name: 'playbook', settings: {}, root: null });
  if (!runtime) throw new Error('The built-in agent is gone.');
  return runtime;
}

/** Makes a program that runs these lines of JavaScript in this Node. Returns its path. */
export function makeProgram(folder: string, name: string, script: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!${process.execPath}\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
