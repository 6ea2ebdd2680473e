import { parseArgs } from 'node:util';
import { CodeChoice, ProfileChoice, SizeChoice, type DiscoveryAnswers, type QuestionId } from '#schemas/discovery.ts';
import { CliError } from './cli-error.ts';

export interface InitOptions {
  /** As it was typed; undefined: the project that the person stands in. */
  readonly folder: string | undefined;
  readonly answers: DiscoveryAnswers;
  readonly name: string | null;
  readonly profile: ProfileChoice;
  readonly acceptProposals: boolean;
  readonly planOnly: boolean;
  readonly json: boolean;
}

/** The option by which each question is answered. */
export const OPTION_OF: Readonly<Record<QuestionId, string>> = {
  idea: '--idea',
  users: '--users',
  technology: '--tech',
  code: '--code',
  done: '--done',
  outOfScope: '--out-of-scope',
  size: '--size',
};

export function readInitOptions(args: string[]): InitOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      idea: { type: 'string' },
      users: { type: 'string' },
      tech: { type: 'string' },
      code: { type: 'string' },
      done: { type: 'string' },
      'out-of-scope': { type: 'string' },
      size: { type: 'string' },
      name: { type: 'string' },
      profile: { type: 'string', default: 'intent' },
      'accept-proposals': { type: 'boolean', default: false },
      'plan-only': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) throw new CliError(`name one folder, not ${positionals.length}`);
  return {
    folder: positionals[0],
    answers: {
      idea: values.idea,
      users: values.users,
      technology: values.tech,
      code: choice('--code', values.code, CodeChoice.options),
      done: values.done,
      outOfScope: values['out-of-scope'],
      size: choice('--size', values.size?.toUpperCase(), SizeChoice.options),
    },
    name: values.name ?? null,
    profile: choice('--profile', values.profile, ProfileChoice.options) ?? 'intent',
    acceptProposals: values['accept-proposals'],
    planOnly: values['plan-only'],
    json: values.json,
  };
}

function choice<T extends string>(option: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new CliError(`${option} is one of ${known.join(', ')}, not “${value}”`);
  return found;
}
