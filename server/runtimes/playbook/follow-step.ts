import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StopReason } from '@agentclientprotocol/sdk';
import type { PlaybookStep } from '#schemas/playbook.ts';
import { type Edits, StepError } from './edits.ts';
import { contractBlock } from './contract-block.ts';
import { executionSummary } from './execution-summary.ts';
import { fixReport } from './fix-report.ts';
import { crash, flood, garbage, hang } from './misbehave.ts';
import { leaveRunning, runProgram } from './programs.ts';
import type { Stage } from './stage.ts';
import { verificationReport } from './verification-report.ts';

/** Resolves to why the turn ends, or to null when it goes on. Rejects with a `StepError`. */
export async function followStep(step: PlaybookStep, stage: Stage, edits: Edits): Promise<StopReason | null> {
  if ('stop' in step) return step.stop.stopReason;
  if ('refuse' in step) return 'refusal';
  if ('ask' in step) return ask(step.ask, stage, edits);
  if ('say' in step) await stage.say(step.say);
  else if ('think' in step) await think(step.think, stage);
  else if ('delay' in step) await delay(step.delay.seconds * 1_000, undefined, { signal: stage.signal });
  else if ('report' in step) await stage.say(executionSummary(step.report, edits.changed()));
  else if ('verify' in step) await stage.say(verificationReport(step.verify));
  else if ('fix' in step) await stage.say(fixReport(step.fix, edits.changed()));
  else if ('contract' in step) await stage.say(contractBlock(step.contract));
  else if ('call' in step) await call(step.call, stage);
  else if ('git' in step) await run({ command: ['git', ...step.git.args] }, stage);
  else if ('usage' in step) await usage(step.usage, stage);
  else if ('run' in step) await run(step.run, stage);
  else if ('spawn' in step) await spawn(step.spawn, stage);
  else if ('crash' in step) await crash(step.crash);
  else if ('hang' in step) await hang(step.hang, stage.signal);
  else if ('flood' in step) await flood(step.flood, stage);
  else if ('garbage' in step) await garbage(step.garbage);
  else await edit(step, stage, edits);
  return null;
}

type StepWith<Verb extends string> = Extract<PlaybookStep, { [Name in Verb]: unknown }>;
type Edit =
  | StepWith<'write'>
  | StepWith<'append'>
  | StepWith<'replace'>
  | StepWith<'delete'>
  | StepWith<'writeOutside'>
  | StepWith<'link'>
  | StepWith<'untracked'>;

function edit(step: Edit, stage: Stage, edits: Edits): Promise<void> {
  const asTool = (title: string, path: string, kind: 'edit' | 'delete', work: () => Promise<void>) =>
    stage.asTool({ title: `${title} ${path}`, kind, paths: [resolve(stage.cwd, path)] }, work, () => ({
      failed: false,
      output: '',
    }));
  if ('write' in step) {
    const { path, content } = step.write;
    return asTool('Write', path, 'edit', () => edits.write(path, content));
  }
  if ('append' in step) {
    const { path, content } = step.append;
    return asTool('Append to', path, 'edit', () => edits.append(path, content));
  }
  if ('replace' in step) {
    const { path, find, with: replacement } = step.replace;
    return asTool('Edit', path, 'edit', () => edits.replace(path, find, replacement));
  }
  if ('delete' in step) {
    const { path } = step.delete;
    return asTool('Delete', path, 'delete', () => edits.remove(path));
  }
  if ('link' in step) {
    const { path, target } = step.link;
    return asTool('Link', path, 'edit', () => edits.link(path, target));
  }
  if ('untracked' in step) {
    const { count, prefix } = step.untracked;
    return asTool(`Write ${count} files`, prefix, 'edit', () => edits.litter(prefix, count, stage.signal));
  }
  const { path, content } = step.writeOutside;
  return asTool('Write', path, 'edit', () => edits.writeOutside(path, content));
}

async function run({ command, expectExit }: StepWith<'run'>['run'], stage: Stage): Promise<void> {
  const { exitCode } = await stage.asTool(
    { title: `Run ${command.join(' ').slice(0, 200)}`, kind: 'execute', paths: [] },
    () => runProgram(command, stage.cwd, stage.signal, stage.prompt),
    (result) => ({ failed: result.exitCode !== (expectExit ?? 0), output: result.tail }),
  );
  stage.signal.throwIfAborted();
  if (expectExit === undefined || exitCode === expectExit) return;
  throw new StepError(`${command.join(' ')} ended with exit code ${exitCode}, the playbook expects ${expectExit}`);
}

async function spawn({ command }: StepWith<'spawn'>['spawn'], stage: Stage): Promise<void> {
  await stage.asTool(
    { title: 'Start a program in the background', kind: 'execute', paths: [] },
    () => leaveRunning(command, stage.cwd),
    (pid) => ({ failed: false, output: `pid ${pid}` }),
  );
}

async function call(step: StepWith<'call'>['call'], stage: Stage): Promise<void> {
  await stage.asTool(
    { title: `clutch ${step.tool}`, kind: 'other', paths: [] },
    () => stage.tools.call(step, stage.signal),
    ({ failed, text }) => ({ failed, output: text.slice(0, 4_000) }),
  );
}

function think(text: string, stage: Stage): Promise<void> {
  return stage.show({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text } });
}

function usage({ used, size, costUsd }: StepWith<'usage'>['usage'], stage: Stage): Promise<void> {
  const cost = costUsd === undefined ? null : { amount: costUsd, currency: 'USD' };
  return stage.show({ sessionUpdate: 'usage_update', used, size, cost });
}

async function ask(question: StepWith<'ask'>['ask'], stage: Stage, edits: Edits): Promise<StopReason | null> {
  const paths = question.paths.map((path) => resolve(stage.cwd, path));
  const answer = await stage.ask({ title: question.question, kind: question.kind, paths }, question.options);
  if (answer === null) return 'cancelled';
  if (question.expect !== undefined && answer !== question.expect) {
    throw new StepError(`the answer is "${answer}", the playbook expects "${question.expect}"`);
  }
  for (const step of question.onAnswer[answer] ?? []) {
    const ended = await followStep(step, stage, edits);
    if (ended !== null) return ended;
  }
  return null;
}
