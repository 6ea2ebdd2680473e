import { env, l10n } from 'vscode';
import type { ListSessionsResult } from '#schemas/protocol/sessions.ts';
import type { ProjectView } from '#schemas/protocol/overview.ts';
import { sumOf } from '#schemas/run/usage.ts';
import type { AgentSession, SessionAgent, UnreadableSource } from '#schemas/sessions.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { decimals } from '../../ui/numbers.ts';
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
    label: l10n.t('Agent sessions'),
    ...(working === 0 ? {} : { description: l10n.t('{0} at work', working) }),
    tooltip: l10n.t('Conversations with agents in this project, as the agents themselves keep them.'),
    icon: { name: 'comment-discussion' },
    spoken:
      working === 0
        ? l10n.t('Agent sessions of {0}', project.name)
        : l10n.t('Agent sessions of {0}, {1} at work', project.name, working),
    children: known === null ? [noteRow(id, l10n.t('Reading what the agents keep…'))] : rowsOf(id, known, now),
  };
}

function rowsOf(id: string, { sessions, unreadable, waiting, more }: ListSessionsResult, now: number): TreeNode[] {
  return [
    ...(sessions.length === 0 && waiting === 0 ? [noteRow(id, l10n.t('No agent has worked here'))] : []),
    ...sessions.map((session) => sessionRow(id, session, now)),
    ...unreadable.map((source) => unreadableRow(id, source)),
    ...(waiting === 0 ? [] : [noteRow(id, l10n.t('{0} transcripts are still being read…', waiting))]),
    ...(more === 0 ? [] : [noteRow(id, l10n.t('{0} older sessions: clutch sessions --json', more))]),
  ];
}

function sessionRow(parent: string, session: AgentSession, now: number): TreeNode {
  const { agent, id, title, model, tokens, costUsd, costSource, startedAt, lastActivityAt, file, run, liveness } =
    session;
  const age = ageWords(lastActivityAt, now, env.language);
  const used = tokens === null ? [] : [l10n.t('{0} tokens', shortly(sumOf(tokens)))];
  const notes = [agent, age, ...used, ...(run === null ? [] : [l10n.t('run {0}', run)])];
  const label = title === '' ? l10n.t('Untitled') : title;
  return {
    id: `${parent}:${agent}:${id}`,
    label,
    description: notes.join(' · '),
    tooltip: [
      label,
      [
        agent,
        ...(model === null ? [] : [model]),
        ...(run === null ? [] : [l10n.t('started by run {0}, which counts it', run)]),
      ].join(', '),
      ...(tokens === null ? [] : [tokenWords(tokens)]),
      ...(costUsd === null ? [] : [costWords(costUsd, costSource)]),
      l10n.t('Started {0}, last active {1}', ageWords(startedAt, now, env.language), age),
      ...liveness.evidence.map(({ says, at }) => l10n.t('Evidence: {0}, {1}', says, ageWords(at, now, env.language))),
      ...(session.skippedLines === 0 ? [] : [l10n.t('{0} lines could not be read', session.skippedLines)]),
      file,
    ].join('\n'),
    icon: liveness.state === 'working' ? statusIcon('working') : { name: run === null ? 'comment' : 'rocket' },
    spoken: l10n.t('Session with {0}, {1}, {2}', agent, label, notes.slice(1).join(', ')),
    ...(isDatabase(agent) ? {} : { open: { kind: 'transcript', path: file } }),
  };
}

/** Its file holds all sessions, and is nothing to read in an editor. */
const isDatabase = (agent: SessionAgent): boolean => agent === 'opencode' || agent === 'openclaw';

function tokenWords({ input, cachedRead, cachedWrite, output }: NonNullable<AgentSession['tokens']>): string {
  return l10n.t(
    'Tokens: {0} in, {1} from a cache, {2} to a cache, {3} out',
    shortly(input),
    shortly(cachedRead),
    shortly(cachedWrite),
    shortly(output),
  );
}

const costWords = (costUsd: number, source: AgentSession['costSource']): string =>
  source === 'estimated'
    ? l10n.t('${0}, estimated from list prices', decimals(costUsd, 2))
    : l10n.t('${0}, as the agent says', decimals(costUsd, 2));

/** 950, 12.3k, 4.5M */
function shortly(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${decimals(count / 1000, 1)}k` : `${decimals(count / 1_000_000, 1)}M`;
}

function unreadableRow(parent: string, { agent, path, reason }: UnreadableSource): TreeNode {
  return {
    id: `${parent}:unreadable:${path}`,
    label: l10n.t('Sessions of {0}', agent),
    description: reason,
    tooltip: `${path}\n${reason}`,
    icon: { name: 'warning', color: 'problemsWarningIcon.foreground' },
    spoken: l10n.t('Sessions of {0} cannot be read: {1}', agent, reason),
  };
}

function noteRow(parent: string, text: string): TreeNode {
  return { id: `${parent}:note:${text.replaceAll(/\d+/g, '')}`, label: text, icon: { name: 'info' }, spoken: text };
}
