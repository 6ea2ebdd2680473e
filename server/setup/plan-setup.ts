import { createHash } from 'node:crypto';
import type { PlannedFile, SetupAnswers, SetupPlan } from '#schemas/protocol/setup.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { editedJson, type JsonChange } from '../platform/edit-json.ts';

/** What is there now, of everything that a setup may touch. */
export interface SetupFacts {
  /** Absolute paths: of CLUTCH's state, its settings, and the identity of this machine. */
  readonly home: string;
  readonly configFile: string;
  readonly identityFile: string;
  /** Where CLUTCH looks by itself. */
  readonly usualHome: string;
  /** Null where there is none; the whole text otherwise. */
  readonly config: string | null;
  readonly hasIdentity: boolean;
  isFolder(path: string): boolean;
  /** Whether something else than a folder stands there. */
  isTaken(path: string): boolean;
  /** The repository that the path lies in, or would lie in. */
  repositoryAround(path: string): string | null;
}

/** What the answers would make of this machine. Pure: it only says so, and the same facts give the same plan. */
export function planSetup(answers: SetupAnswers, facts: SetupFacts): SetupPlan {
  const config = plannedConfig(answers, facts);
  const problems = [...problemsWithFolders(answers, facts), ...('text' in config ? [] : [config.problem])];
  const isFine = problems.length === 0;
  return {
    home: facts.home,
    folders: isFine ? plannedFolders(answers, facts) : [],
    files: isFine && 'text' in config ? plannedFiles(config.text, facts) : [],
    problems,
    next: isFine ? nextSteps(answers, facts) : [],
    seen: createHash('sha256')
      .update(`${facts.home}\0${facts.config ?? ''}\0${facts.hasIdentity}`)
      .digest('hex'),
  };
}

type Problem = SetupPlan['problems'][number];

/** The folders that answers name, which must be no part of a repository: what lies in them is nobody else's business. */
function privateFolders(answers: SetupAnswers, facts: SetupFacts): (readonly [string, string, string])[] {
  const { artifactStore, collab } = answers;
  return [
    ['home', facts.home, 'CLUTCH keeps its journal, its logs and the key of this machine there'],
    ...(artifactStore ? [['artifactStore', artifactStore, 'what is too large for git lies there'] as const] : []),
    ...(collab?.kind === 'folder' ? [['collab', collab.folder, 'machines write to each other there'] as const] : []),
  ];
}

function problemsWithFolders(answers: SetupAnswers, facts: SetupFacts): Problem[] {
  const inRepository = privateFolders(answers, facts).flatMap(([answer, folder, why]) => {
    const repository = facts.repositoryAround(folder);
    if (repository === null) return [];
    const text = `${folder} lies in the repository ${repository}, and ${why}. Choose a folder outside of every repository.`;
    return [{ answer, text }];
  });
  const named = [...privateFolders(answers, facts), ...projectsFolder(answers)];
  const taken = named.flatMap(([answer, folder]) =>
    facts.isTaken(folder)
      ? [{ answer, text: `${folder} is no folder. Choose another, or move away what is there.` }]
      : [],
  );
  const { collab } = answers;
  const missing =
    collab?.kind === 'folder' && !facts.isFolder(collab.folder)
      ? [{ answer: 'collab', text: `${collab.folder} is not there. Mount the shared folder first, or choose another.` }]
      : [];
  const isAddress = collab?.kind !== 'nats' || /^(?:nats|tls|wss?):\/\/[^\s]+$/.test(collab.url);
  const address = isAddress
    ? []
    : [{ answer: 'collab', text: 'An address of a NATS server begins with nats:// or tls://.' }];
  return [...inRepository, ...taken, ...missing, ...address];
}

const projectsFolder = ({ projectsRoot }: SetupAnswers): (readonly [string, string, string])[] =>
  projectsRoot ? [['projectsRoot', projectsRoot, 'your projects lie there']] : [];

function plannedConfig(
  answers: SetupAnswers,
  { config, configFile }: SetupFacts,
): { text: string } | { problem: Problem } {
  try {
    const before = config ?? '{}\n';
    if (!isUsable(before)) throw new Error('it is none of CLUTCH’s settings');
    const text = editedJson(before, changesOf(answers, before));
    if (!isUsable(text)) throw new Error('an answer does not fit');
    return { text };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problem: { answer: 'home', text: `${configFile} cannot be changed: ${why}. Mend or remove it.` } };
  }
}

const isUsable = (text: string): boolean => MachineConfig.safeParse(JSON.parse(text)).success;

/** Only what is another value than now: what nobody asked for stays out of the file. */
function changesOf(answers: SetupAnswers, before: string): JsonChange[] {
  const now = MachineConfig.parse(JSON.parse(before));
  const { projectsRoot, artifactStore, github, autoAttach, name } = answers;
  const wanted: readonly (readonly [readonly string[], unknown, unknown])[] = [
    [['projectsRoot'], projectsRoot, now.projectsRoot],
    [['artifactStore'], artifactStore, now.artifactStore],
    [['github'], github, now.github],
    [['autoAttach'], autoAttach, now.autoAttach],
    [['collab', 'name'], name, now.collab.name],
  ];
  return wanted
    .filter(([, value, current]) => value !== undefined && value !== current)
    .map(([at, value]) => ({ path: at, value }));
}

function plannedFolders(answers: SetupAnswers, facts: SetupFacts): SetupPlan['folders'] {
  const wanted = [...privateFolders(answers, facts), ...projectsFolder(answers)];
  return wanted
    .filter(([, folder]) => !facts.isFolder(folder))
    .map(([, path, why]) => ({ path, why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.` }));
}

function plannedFiles(text: string, facts: SetupFacts): PlannedFile[] {
  const { configFile, identityFile, config, hasIdentity } = facts;
  const settings = { path: configFile, why: 'The settings of this machine.', before: config, after: text };
  const why =
    'Who this machine is to others: its name there and its key. The key is made when it is written and never leaves this file.';
  return [
    ...(config === text ? [] : [settings]),
    ...(hasIdentity ? [] : [{ path: identityFile, why, before: null, after: null }]),
  ];
}

function nextSteps({ collab }: SetupAnswers, { home, usualHome }: SetupFacts): string[] {
  const moved =
    home === usualHome ? [] : [`Set CLUTCH_HOME=${home} for your shell and for VS Code, then start both again.`];
  switch (collab?.kind) {
    case 'folder':
      return [...moved, `Share a project, in its folder: clutch share --folder ${quoted(collab.folder)}`];
    case 'nats':
      return [...moved, `Share a project, in its folder: clutch share --nats ${quoted(collab.url)}`];
    case 'join':
      return [
        ...moved,
        'Join a project with the code that main’s `clutch invite` prints: clutch join <folder> --code CODE',
      ];
    case 'alone':
    case undefined:
      return moved;
  }
}

/** For a shell, where it holds more than plain characters. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
