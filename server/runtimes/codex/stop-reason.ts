import { AgentError, type StopReason } from '../../engine/ports.ts';
import type { NotificationOf, TurnError } from './messages.ts';

/** What passes by itself, so that the mission may be tried again without anybody's help. */
const PASSING = new Set([
  'serverOverloaded',
  'internalServerError',
  'rateLimitExceeded',
  'flexUnavailable',
  'policyCapacityUnavailable',
  'httpConnectionFailed',
  'responseStreamConnectionFailed',
  'responseStreamDisconnected',
  'responseTooManyFailedAttempts',
]);
const REFUSALS = new Set(['cyberPolicy', 'misalignmentPolicyViolation']);

/** Why the turn ended. Throws an `AgentError` where it did not end but break off. */
export function stopReasonOf(name: string, turn: NotificationOf<'turn/completed'>['params']['turn']): StopReason {
  if (turn.status === 'completed') return 'end_turn';
  if (turn.status === 'interrupted') return 'cancelled';
  const { message, codexErrorInfo: info } = turn.error ?? { message: 'It does not say why.' };
  const { kind, httpStatus } = readInfo(info);
  if (kind === 'contextWindowExceeded') return 'max_tokens';
  if (REFUSALS.has(kind)) return 'refusal';
  const words = message.slice(0, 1_000);
  // 429 passes; any other answer that blames the request comes again for the same request.
  const isOurs = httpStatus !== null && httpStatus >= 400 && httpStatus < 500 && httpStatus !== 429;
  if (PASSING.has(kind) && !isOurs) throw new AgentError('crashed', `The agent ${name} broke off its turn: ${words}`);
  return refuse(name, words);
}

/** The program can do nothing before a person has mended something: nobody is logged in, no credit, no such model. */
export function refuse(name: string, words: string): never {
  throw new AgentError('not-startable', `The agent ${name} refused the mission: ${words}`);
}

function readInfo(info: TurnError['codexErrorInfo']): { readonly kind: string; readonly httpStatus: number | null } {
  if (typeof info === 'string') return { kind: info, httpStatus: null };
  const [kind, detail] = Object.entries(info ?? {})[0] ?? ['other', null];
  const status =
    typeof detail === 'object' && detail !== null && 'httpStatusCode' in detail ? detail.httpStatusCode : null;
  return { kind, httpStatus: typeof status === 'number' ? status : null };
}
