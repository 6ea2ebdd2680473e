import { homedir } from 'node:os';
import type { PermissionDecision } from '#schemas/run/permission.ts';
import type { AgentRole } from '#schemas/run/policy.ts';
import type { AgentAnswer, AgentRequest } from '../engine/ports.ts';
import { type Action, isAlwaysAsked } from '../permissions/action.ts';
import { canonicalJson } from '../platform/signed-json.ts';
import { classifyRequest } from '../permissions/classify-request.ts';
import { type Grant, judge, type Judgement, type NamedPolicy } from '../permissions/judge.ts';
import { SKIPPED, type AwayGuard } from './away-guard.ts';
import { createDecisionLog } from './decision-log.ts';
import { createIsInside } from './inside-worktree.ts';
import { isOwnTool } from './own-tools.ts';
import type { AskPerson, Gated, SessionRecords } from './performer.ts';
import { commandText, decisionOf, isChoice, permissionQuestion, plainQuestion } from './permission-question.ts';
import { createPersonGate, type Decision } from './person-gate.ts';

export interface BrokerDeps {
  /** Absolute path. */
  readonly worktree: string;
  readonly where: {
    readonly phase: string;
    readonly workstream: string;
    /** `executor-api`. */
    readonly executor: string;
    readonly role: AgentRole;
  };
  readonly policies: readonly NamedPolicy[];
  /** What the plan for the time of absence says to it now; null where none counts. */
  readonly away: () => AwayGuard | null;
  readonly records: Pick<SessionRecords, 'add' | 'lastingDecisions'>;
  readonly ask: AskPerson;
}

/** Answers what the agent of one session asks: the policy first, then a person. */
export interface Broker {
  /** Null when the session was ended meanwhile, or for a no to an agent that offers no way to say it. */
  ask(request: AgentRequest): Promise<AgentAnswer | null>;
  /** Writes down how often the same was decided again. */
  close(): void;
}

const once = { scope: 'once', option: null, text: null } as const;

export function createBroker({ worktree, where, policies, away, records, ask }: BrokerDeps): Broker {
  const home = homedir();
  const isInside = createIsInside(worktree, home);
  const log = createDecisionLog(records);
  const gate = createPersonGate();

  /** By the policies, and by what a person has said before. */
  const judged = (action: Action): Judgement => {
    const guard = away();
    const all = guard === null ? policies : [guard.policy, ...policies];
    const circumstances = { policies: all, bounds: guard?.bounds ?? null, role: where.role, worktree, home };
    const judgement = judge(action, { ...circumstances, grants: [] });
    if (!judgement.grantable) return judgement;
    return judge(action, { ...circumstances, grants: grantsOf(records, where) });
  };

  const decide = async (request: AgentRequest, action: Action): Promise<Decision> => {
    const record = (decision: Decision, again: boolean): void =>
      log.add(recordOf(request, action, withOption(request, decision)), again);
    const settled = (): Decision | null => {
      if (!isChoice(request) && !request.options.some(({ kind }) => kind === 'allow_once')) {
        return { ...once, outcome: 'denied', by: 'limit', clause: 'the agent offers no way to allow it once' };
      }
      if (isOwnTool(request)) return { ...once, outcome: 'allowed', by: 'policy', clause: "CLUTCH's own tools" };
      const { verdict, clause } = judged(action);
      if (verdict === 'deny') return { ...once, outcome: 'denied', by: 'policy', clause };
      if (verdict === 'allow' && !isChoice(request)) return { ...once, outcome: 'allowed', by: 'policy', clause };
      return away()?.skips ? { ...once, outcome: 'denied', by: 'policy', clause: `${clause}${SKIPPED}` } : null;
    };
    const decision = settled();
    if (decision !== null) {
      record(decision, false);
      return decision;
    }
    const askPerson = async (): Promise<Decision> => {
      const judgement = judged(action);
      const question = permissionQuestion(request, action, judgement, { worktree, ...where });
      const answer = await ask(question, gatedBy(request, action));
      const { outcome, scope, ...rest } = decisionOf(request, answer);
      const length = scope === 'once' ? 'once' : `for this ${scope}`;
      const said = {
        allowed: `allowed ${length} by a person`,
        denied: 'denied by a person',
        cancelled: 'not answered',
      };
      return { ...rest, outcome, scope, by: 'person', clause: `${said[outcome]}; ${judgement.clause}` };
    };
    return gate.decide({ identity: identityOf(request, action), settled, ask: askPerson, record });
  };

  return {
    async ask(request) {
      if (isQuestion(request)) return gate.question(() => ask(plainQuestion(request)));
      const action = await classifyRequest(request, isInside);
      return answerOf(withOption(request, await decide(request, action)));
    },
    close: log.close,
  };
}

/** Nothing is to be done, so nothing has to be permitted. */
function isQuestion({ kind, command, paths, urls }: AgentRequest): boolean {
  return kind === 'question' && command === null && paths.length === 0 && urls.length === 0;
}

/** Puts a decision into the agent's options: a yes is for once there, however long it holds here. */
function withOption(request: AgentRequest, decision: Decision): Decision {
  const { outcome, option, text, clause } = decision;
  if (option !== null || outcome === 'cancelled') return decision;
  const kind = outcome === 'allowed' ? 'allow_once' : 'reject_once';
  const chosen = request.options.find((one) => one.kind === kind)?.id ?? null;
  return { ...decision, option: chosen, text: outcome === 'denied' ? (text ?? `Denied: ${clause}.`) : text };
}

function answerOf({ option, text }: Decision): AgentAnswer | null {
  return option === null ? null : { option, text };
}

function recordOf(request: AgentRequest, action: Action, decision: Decision): PermissionDecision {
  const { outcome, by, clause, scope } = decision;
  return {
    title: request.title.slice(0, 1000),
    command: commandText(request)?.slice(0, 4000) ?? null,
    paths: request.paths.slice(0, 50).map((path) => path.slice(0, 4096)),
    class: action.class,
    subject: action.subject.slice(0, 500),
    outcome,
    by,
    clause: clause.slice(0, 1000),
    scope,
  };
}

/** Without a class that is always asked a yes needs no proof. */
function gatedBy({ command, paths, urls, title, input }: AgentRequest, action: Action): Gated | undefined {
  const gravest = action.parts.find((part) => isAlwaysAsked(part.class));
  if (!gravest) return undefined;
  const nothing = command === null && paths.length === 0 && urls.length === 0;
  return { class: gravest.class, deed: canonicalJson({ command, paths, urls, ...(nothing ? { title, input } : {}) }) };
}

/** What makes two requests the same; an agent may word the title of a command anew each time. */
function identityOf({ title, command, paths, urls, input, options }: AgentRequest, action: Action): string {
  const about = command === null ? [title, paths, urls, input] : [command, paths, urls];
  return JSON.stringify([action.class, action.subject, about, options.map(({ id, kind }) => [id, kind])]);
}

/** What a person allowed for longer in this run, as far as it holds here; it is read back, so it outlives the server. */
function grantsOf(records: BrokerDeps['records'], { phase, workstream }: BrokerDeps['where']): Grant[] {
  return records.lastingDecisions().flatMap((record): Grant[] => {
    if (record.body.kind !== 'permission') return [];
    const { class: what, subject, outcome, by, scope } = record.body.decision;
    if (outcome !== 'allowed' || by !== 'person' || scope === 'once') return [];
    const isHere = record.phase === phase && record.workstream === workstream;
    return scope === 'run' || isHere ? [{ class: what, subject, scope }] : [];
  });
}
