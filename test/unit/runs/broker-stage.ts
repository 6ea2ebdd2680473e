import { PermissionPolicy } from '#schemas/permission-policy.ts';
import type { RecordBody, RecordOf, SessionRecord } from '#schemas/journal/records.ts';
import type { AgentAnswer, AgentOption, AgentRequest } from '../../../server/engine/ports.ts';
import { MACHINE_MAY_ALLOW, type NamedPolicy } from '../../../server/permissions/judge.ts';
import { type Broker, type BrokerDeps, createBroker } from '../../../server/runs/broker.ts';
import type { Gated, PersonQuestion } from '../../../server/runs/performer.ts';
import { withTempDir } from '../../helpers/temp.ts';

/** What agents offer, as Claude Code and others do. */
export const OPTIONS: readonly AgentOption[] = [
  { id: 'always', label: 'Always', kind: 'allow_always' },
  { id: 'yes', label: 'Yes', kind: 'allow_once' },
  { id: 'no', label: 'No', kind: 'reject_once' },
  { id: 'never', label: 'Never', kind: 'reject_always' },
];

export const request = (changes: Partial<AgentRequest>): AgentRequest => ({
  title: 'May I?',
  kind: null,
  command: null,
  paths: [],
  urls: [],
  input: '',
  options: OPTIONS,
  ...changes,
});
export const run = (command: AgentRequest['command'], changes: Partial<AgentRequest> = {}): AgentRequest =>
  request({ kind: 'execute', command, ...changes });

/** The records of a run, as the journal keeps them. */
export interface Journal {
  readonly records: SessionRecord[];
  decisions(): RecordOf<'permission'>['decision'][];
}

function createJournal(): Journal {
  const records: SessionRecord[] = [];
  const decisions = (): RecordOf<'permission'>['decision'][] =>
    records.flatMap(({ body }) => (body.kind === 'permission' ? [body.decision] : []));
  return { records, decisions };
}

export interface Stage {
  readonly folder: string;
  readonly journal: Journal;
  readonly questions: PersonQuestion[];
  /** What each question was gated by. */
  readonly gates: (Gated | undefined)[];
  readonly broker: Broker;
}

export interface Setting {
  readonly journal?: Journal;
  readonly folder?: string;
  readonly workstream?: string;
  readonly policies?: readonly NamedPolicy[];
  readonly away?: BrokerDeps['away'];
  /** What the person says; each question is answered at once. */
  readonly person?: (question: PersonQuestion) => Promise<AgentAnswer | null> | string;
}

export function stageOf({
  journal = createJournal(),
  folder = '/nowhere',
  workstream = 'api',
  policies = [],
  away = () => null,
  person = () => 'deny',
}: Setting): Stage {
  const questions: PersonQuestion[] = [];
  const gates: (Gated | undefined)[] = [];
  const where = { phase: '2', workstream, executor: `executor-${workstream}`, role: 'executor' } as const;
  const records = {
    add(body: RecordBody) {
      const { phase, role } = where;
      journal.records.push({ id: journal.records.length, run: 'r', effect: 'e', phase, workstream, role, at: 0, body });
    },
    lastingDecisions: () => journal.records,
  };
  const broker = createBroker({
    worktree: folder,
    where,
    policies,
    away,
    records,
    async ask(question, gated) {
      questions.push(question);
      gates.push(gated);
      const said = person(question);
      return typeof said === 'string' ? { option: said, text: null } : said;
    },
  });
  return { folder, journal, questions, gates, broker };
}

export const onStage = (setting: Setting, work: (stage: Stage) => Promise<void>): Promise<void> =>
  withTempDir((folder) => work(stageOf({ folder, ...setting })));

export const policy = (written: object): NamedPolicy => ({
  name: 'machine',
  policy: PermissionPolicy.parse(written),
  mayAllow: MACHINE_MAY_ALLOW,
});
