import { l10n, Uri, window } from 'vscode';
import type { CurrentSetup, SetupAnswers, SetupCollab } from '#schemas/protocol/setup.ts';
import { pickStep, writeStep, type Step, type StepAnswer, type StepPlace } from '../../ui/steps.ts';

type Answer = StepAnswer<Partial<SetupAnswers>>;

/** What a person is asked, each with what holds now as the first choice. */
export const questions = (current: CurrentSetup): readonly Step<SetupAnswers>[] => [
  askHome(current),
  async ({ projectsRoot }, place) => {
    const said = await askFolder(place, l10n.t('In which folder do your projects lie?'), projectsRoot ?? null);
    return said === 'back' || said === 'leave' ? said : { answer: { projectsRoot: said.answer } };
  },
  async ({ artifactStore }, place) => {
    const question = l10n.t('Where should projects keep what is too large for git?');
    const said = await askFolder(place, question, artifactStore ?? null);
    return said === 'back' || said === 'leave' ? said : { answer: { artifactStore: said.answer } };
  },
  askName(current),
  askGithub,
  askCollab,
  askAutoAttach,
];

function askHome({ home }: CurrentSetup): Step<SetupAnswers> {
  const ask: Step<SetupAnswers> = async (answers, place): Promise<Answer> => {
    const kept = answers.home ?? home;
    const keep = { label: l10n.t('Keep it here'), description: kept };
    const other = {
      label: l10n.t('Another folder…'),
      detail: l10n.t('You set the variable CLUTCH_HOME to it afterwards.'),
    };
    const question = l10n.t('Where should CLUTCH keep its journal, its logs and its keys?');
    const said = await pickStep(place, question, [keep, other], keep);
    if (said === 'back' || said === 'leave') return said;
    const chosen = said.answer === keep ? kept : await chooseFolder(kept);
    return chosen === undefined ? ask(answers, place) : { answer: { home: chosen } };
  };
  return ask;
}

/** A folder, none, or the one that is set now. */
async function askFolder(place: StepPlace, question: string, now: string | null): Promise<StepAnswer<string | null>> {
  const keep = { label: l10n.t('Keep it'), description: now ?? '' };
  const none = { label: l10n.t('None') };
  const choose = { label: l10n.t('Choose a folder…') };
  const items = now === null ? [none, choose] : [keep, choose, none];
  const said = await pickStep(place, question, items, items[0]);
  if (said === 'back' || said === 'leave') return said;
  if (said.answer === none) return { answer: null };
  if (said.answer === keep) return { answer: now };
  const chosen = await chooseFolder(now);
  return chosen === undefined ? askFolder(place, question, now) : { answer: chosen };
}

async function chooseFolder(near: string | null): Promise<string | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: l10n.t('Use This Folder'),
      ...(near === null ? {} : { defaultUri: Uri.file(near) }),
    })) ?? [];
  return folder?.fsPath;
}

function askName({ hostName }: CurrentSetup): Step<SetupAnswers> {
  return async ({ name }, place): Promise<Answer> => {
    const prompt = l10n.t('How should other machines call this one? Members of shared projects see it.');
    const said = await writeStep(place, prompt, name ?? hostName, (text) => {
      if (text.trim() === '') return l10n.t('Write a name.');
      return text.trim().length > 64 ? l10n.t('At most 64 characters.') : undefined;
    });
    if (said === 'back' || said === 'leave') return said;
    const written = said.answer.trim();
    return { answer: { name: written === hostName ? null : written } };
  };
}

const askGithub: Step<SetupAnswers> = async ({ github = 'none' }, place): Promise<Answer> => {
  const items = [
    {
      value: 'none',
      label: l10n.t('Not at all'),
      detail: l10n.t('Runs never need it; nothing is published by itself.'),
    },
    { value: 'gh', label: l10n.t('With the program gh') },
    { value: 'ssh', label: l10n.t('By SSH') },
    { value: 'https', label: l10n.t('By HTTPS, with a credential helper of git') },
  ] as const;
  const now = items.find(({ value }) => value === github);
  const said = await pickStep(place, l10n.t('How does this machine reach GitHub?'), [...items], now);
  return said === 'back' || said === 'leave' ? said : { answer: { github: said.answer.value } };
};

const askCollab: Step<SetupAnswers> = async ({ collab }, place): Promise<Answer> => {
  const items = [
    { how: 'alone', label: l10n.t('Alone') },
    { how: 'folder', label: l10n.t('With other PCs, over a folder that all of them reach…') },
    { how: 'nats', label: l10n.t('With other PCs, over a NATS server…') },
    { how: 'join', label: l10n.t('It joins a project that another PC shares already') },
  ] as const;
  const now = items.find(({ how }) => how === collab?.kind);
  const said = await pickStep(place, l10n.t('With whom does this machine work?'), [...items], now);
  if (said === 'back' || said === 'leave') return said;
  const chosen = await detailsOf(said.answer.how, place, collab);
  if (chosen === 'back') return askCollab({ collab }, place);
  return chosen === 'leave' ? chosen : { answer: { collab: chosen.answer } };
};

async function detailsOf(
  kind: SetupCollab['kind'],
  place: StepPlace,
  now: SetupCollab | undefined,
): Promise<StepAnswer<SetupCollab>> {
  if (kind === 'folder') {
    const folder = await chooseFolder(now?.kind === 'folder' ? now.folder : null);
    return folder === undefined ? 'back' : { answer: { kind, folder } };
  }
  if (kind !== 'nats') return { answer: { kind } };
  const url = now?.kind === 'nats' ? now.url : 'nats://';
  const said = await writeStep(place, l10n.t('Address of the NATS server'), url, (text) =>
    /^(?:nats|tls|wss?):\/\/\S+$/.test(text) ? undefined : l10n.t('It begins with nats:// or tls://'),
  );
  return said === 'back' || said === 'leave' ? said : { answer: { kind, url: said.answer } };
}

const askAutoAttach: Step<SetupAnswers> = async ({ autoAttach = 'ask' }, place): Promise<Answer> => {
  const items = [
    { value: 'ask', label: l10n.t('Offer to attach it') },
    { value: 'always', label: l10n.t('Attach it') },
    { value: 'never', label: l10n.t('Neither: I attach projects myself') },
  ] as const;
  const now = items.find(({ value }) => value === autoAttach);
  const question = l10n.t('What happens with a project that is opened here for the first time?');
  const said = await pickStep(place, question, [...items], now);
  return said === 'back' || said === 'leave' ? said : { answer: { autoAttach: said.answer.value } };
};
