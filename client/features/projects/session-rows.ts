import type { ListSessionsResult } from '#schemas/protocol/sessions.ts';
import type { ProjectView } from '#schemas/protocol/overview.ts';
import { sumOf } from '#schemas/run/usage.ts';
import type { AgentSession, SessionAgent, UnreadableSource } from '#schemas/sessions.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { statusIcon } from '../../ui/status-icons.ts';
import type { TreeNode } from '../../ui/tree-node.ts';

const ID = 'sessions:';

export const sessionsRowId = ({ id }: ProjectView): string => `${ID}${id}`;

/** One folded row; what is in it is asked for when somebody unfolds it. Null: nothing is known yet. */
export function sessionsRow(project: ProjectView, known: ListSessionsResult | null, now: number): TreeNode {
  const id = sessionsRowId(project);
  const working = known?.sessions.filter(({ liveness }) => liveness.state === 'working').length ?? 0;
  return {
    id,
    label: 'Agent sessions',
    ...(working === 0 ? {} : { description: `${working} at work` }),
    tooltip: 'Conversations with agents in this project, as the agents themselves keep them.',
    icon: { name: 'comment-discussion' },
    spoken: `Agent sessions of ${project.name}${working === 0 ? '' : `, ${working} at work`}`,
    children: known === null ? [noteRow(id, 'Reading what the agents keep…')] : rowsOf(id, known, now),
  };
}

function rowsOf(id: string, { sessions, unreadable, waiting, more }: ListSessionsResult, now: number): TreeNode[] {
  return [
    ...(sessions.length === 0 && waiting === 0 ? [noteRow(id, 'No agent has worked here')] : []),
    ...sessions.map((session) => sessionRow(id, session, now)),
    ...unreadable.map((source) => unreadableRow(id, source)),
    ...(waiting === 0 ? [] : [noteRow(id, `${waiting} transcripts are still being read…`)]),
    ...(more === 0 ? [] : [noteRow(id, `${more} older sessions: clutch sessions --json`)]),
  ];
}

function sessionRow(parent: string, session: AgentSession, now: number): TreeNode {
  const { agent, id, title, model, tokens, costUsd, costSource, startedAt, lastActivityAt, file, run, liveness } =
    session;
  const age = ageWords(lastActivityAt, now);
  const used = tokens === null ? [] : [`${shortly(sumOf(tokens))} tokens`];
  const notes = [agent, age, ...used, ...(run === null ? [] : [`run ${run}`])];
  const label = title === '' ? 'Untitled' : title;
  return {
    id: `${parent}:${agent}:${id}`,
    label,
    description: notes.join(' · '),
    tooltip: [
      label,
      `${agent}${model === null ? '' : `, ${model}`}${run === null ? '' : `, started by run ${run}, which counts it`}`,
      ...(tokens === null ? [] : [tokenWords(tokens)]),
      ...(costUsd === null
        ? []
        : [
            `$${costUsd.toFixed(2)}, ${costSource === 'estimated' ? 'estimated from list prices' : 'as the agent says'}`,
          ]),
      `Started ${ageWords(startedAt, now)}, last active ${age}`,
      ...liveness.evidence.map(({ says, at }) => `Evidence: ${says}, ${ageWords(at, now)}`),
      ...(session.skippedLines === 0 ? [] : [`${session.skippedLines} lines could not be read`]),
      file,
    ].join('\n'),
    icon: liveness.state === 'working' ? statusIcon('working') : { name: run === null ? 'comment' : 'rocket' },
    spoken: `Session with ${agent}, ${label}, ${notes.slice(1).join(', ')}`,
    ...(isDatabase(agent) ? {} : { open: { kind: 'transcript', path: file } }),
  };
}

/** Its file holds all sessions, and is nothing to read in an editor. */
const isDatabase = (agent: SessionAgent): boolean => agent === 'opencode' || agent === 'openclaw';

function tokenWords({ input, cachedRead, cachedWrite, output }: NonNullable<AgentSession['tokens']>): string {
  const cached = `${shortly(cachedRead)} from a cache, ${shortly(cachedWrite)} to a cache`;
  return `Tokens: ${shortly(input)} in, ${cached}, ${shortly(output)} out`;
}

/** 950, 12.3k, 4.5M */
function shortly(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

function unreadableRow(parent: string, { agent, path, reason }: UnreadableSource): TreeNode {
  return {
    id: `${parent}:unreadable:${path}`,
    label: `Sessions of ${agent}`,
    description: reason,
    tooltip: `${path}\n${reason}`,
    icon: { name: 'warning', color: 'problemsWarningIcon.foreground' },
    spoken: `Sessions of ${agent} cannot be read: ${reason}`,
  };
}

function noteRow(parent: string, text: string): TreeNode {
  return { id: `${parent}:note:${text.replaceAll(/\d+/g, '')}`, label: text, icon: { name: 'info' }, spoken: text };
}
