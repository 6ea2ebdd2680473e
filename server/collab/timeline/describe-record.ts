import type { BodyOf, BodyType } from '#schemas/wire/bodies.ts';

/** Longer words are read in the record itself. */
const LENGTH = 500;

type Describers = { readonly [T in BodyType]: ((body: BodyOf<T>, token: number | null) => string) | null };

/** What each record means to a person who reads what happened. Null: said too often to be worth a line. */
const describers: Describers = {
  roster: ({ version, machines, main }) => `roster ${version}: ${count(machines.length, 'machine')}, main is ${main}`,
  'new-term': ({ term, main, by }) =>
    `term ${term}: ${main} is main now, by ${by === 'main' ? 'hand-over' : 'recovery'}`,
  note: ({ author, text }) => `note of ${author}: ${text}`,
  request: ({ kind, title, author }) => `${kind} of ${author}: ${title}`,
  'request-claim': ({ owner, author }, token) =>
    owner === null
      ? `${author} asks main for a request`
      : `a request is ${owner}'s${token === null ? '' : ` under token ${token}`}`,
  'request-result': ({ status, author, text }) => `request ${status} by ${author}: ${text}`,
  offer: ({ run, effect }) => `offers ${effect.role} ${effect.workstream} of phase ${effect.phase}, run ${run}`,
  accept: () => 'takes the session',
  refuse: ({ why }) => `refuses the session: ${why}`,
  code: null,
  activity: null,
  ask: () => 'a session asks',
  answer: ({ option, text }) => `answers ${option}${text === null ? '' : `: ${text}`}`,
  'session-note': null,
  result: ({ run, work }) => `result for run ${run}: ${work === null ? 'nothing changed' : work.commit.slice(0, 10)}`,
  cancel: ({ why }) => `the session is over: ${why}`,
  approval: (_, token) => `allows one gated action under token ${token ?? 'none'}`,
};

export function describeRecord<T extends BodyType>(type: T, body: BodyOf<T>, token: number | null): string | null {
  const describe = describers[type];
  if (describe === null) return null;
  const text = describe(body, token).replaceAll(/\s+/g, ' ').trim();
  return text.length <= LENGTH ? text : `${text.slice(0, LENGTH - 1)}…`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
