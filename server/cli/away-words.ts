import type { AwayCap, AwayCycle, AwayExample, AwayView } from '#schemas/protocol/away.ts';

const STATES: Readonly<Record<AwayView['state'], string>> = {
  none: 'there is none',
  draft: 'it cannot be armed yet',
  ready: 'it can be armed',
  armed: 'ARMED',
  expired: 'it was armed and has expired',
  stopped: 'it was armed and has ended',
};
const VERDICTS: Readonly<Record<AwayExample['verdict'], string>> = { allow: 'allowed', ask: 'asked', deny: 'denied' };

/** Everything that a person has to know before they arm it, and what became of it. */
export function describeAway(view: AwayView): string {
  const { project, plan, state, objective, expires, whenAsked, clauses, examples, stopConditions, blockers } = view;
  const ended = view.armed?.ended;
  return [
    `Away plan of ${project}: ${STATES[state]}.`,
    ...(plan === null ? [] : [`  ${plan}`]),
    ...(ended ? [`  Ended ${time(ended.at)}: ${ended.why}.`] : []),
    ...(objective === null ? [] : [`  Objective: ${objective}`]),
    ...(expires === null ? [] : [`  Expires: ${time(expires)}`]),
    ...section(
      'Why it cannot be armed',
      blockers.map(({ rule, message }) => `${rule ? `${rule}: ` : ''}${message}`),
    ),
    ...section(
      'What it means',
      clauses.map(({ line, text, explanation }) => `line ${line}: ${text}\n      ${explanation}`),
    ),
    ...section('By example', examples.map(describeTry)),
    ...section('What ends it', [
      ...stopConditions.map(({ text, how }) => `${text}\n      ${how}`),
      ...capsOf(view),
      `${view.deadMan.limitMinutes} minutes without anything proved and without a sign of you`,
      'An edit of the plan',
    ]),
    plan === null ? '' : whenAsked === 'skip' ? SKIPS : WAITS,
    ...section(
      'Skipped',
      view.skipped.map(({ what, clause }) => `${what}: ${clause}`),
    ),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

const SKIPS = 'What would be asked is denied for now and listed in the report.';
const WAITS = 'What would be asked waits for you.';

function capsOf({ caps, armed }: AwayView): string[] {
  const show = (name: string, { used, limit }: AwayCap): string[] => {
    if (limit === null) return [];
    return [armed === null ? `${limit} ${name}` : `${round(used)} of ${limit} ${name}`];
  };
  return [
    ...show('minutes', caps.minutes),
    ...show('US dollars', caps.costUsd),
    ...show('tokens', caps.tokens),
    ...show('failures one after the other', caps.failures),
  ];
}

/** `allowed  npm test`, and the clause below. */
export function describeTry({ kind, action, verdict, clause }: AwayExample): string {
  return `${VERDICTS[verdict].padEnd(8)} ${kind === 'edit' ? 'change ' : ''}${action}\n      ${clause}`;
}

export function describeCycle({ at, kind, run, phase, workstream, what, result, detail, costUsd }: AwayCycle): string {
  const where = [run, phase === null ? null : `phase ${phase}`, workstream].filter((one) => one !== null).join(' ');
  const cost = costUsd > 0 ? `, ${costUsd.toFixed(2)} USD` : '';
  return `${time(at)}  ${kind.padEnd(12)} ${result.padEnd(6)} ${where}${where === '' ? '' : ': '}${what} (${detail})${cost}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  - ${line}`)];
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

const round = (value: number): number => Math.round(value * 100) / 100;
