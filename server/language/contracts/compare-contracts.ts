import type { Contract, ContractDifference, ContractShape } from '#schemas/document/contract.ts';
import { nearName } from '../near-names.ts';
import { compareEndpoints, readDifferences } from './compare-endpoints.ts';
import { compareFunctions } from './compare-functions.ts';
import { compareTexts } from './endpoint-paths.ts';
import { describeShape, statedShape } from './shapes.ts';

const MAX_DIFFERENCES = 1_000;

/**
 * Where a consumer relies on something that is not published, or not so. Who uses less than all relies on nothing
 * wrong. The order depends on what the contracts say, not on the order in which they say it.
 */
export function compareContracts(published: Contract, consumed: Contract): readonly ContractDifference[] {
  return [
    ...compareEndpoints(published.endpoints ?? [], consumed.endpoints ?? []),
    ...compareFunctions(published.functions ?? [], consumed.functions ?? []),
    ...ofErrorBody(statedShape(published.errorBody), statedShape(consumed.errorBody)),
    ...ofEnvelope(published, consumed),
    ...ofEvents(published.events ?? {}, consumed.events ?? {}),
    ...ofConcerns(published.concerns ?? {}, consumed.concerns ?? {}),
  ].slice(0, MAX_DIFFERENCES);
}

function ofErrorBody(published: ContractShape | null, consumed: ContractShape | null): readonly ContractDifference[] {
  if (consumed === null) return [];
  if (published !== null) return readDifferences('error', '', published, consumed, 'errorBody');
  const message = 'A body is read from errors, but none is published.';
  return [{ aspect: 'error', where: 'errorBody', published: '', consumed: describeShape(consumed), message }];
}

/** One difference at most: whatever is wrong with an envelope is wrong with every body in it. */
function ofEnvelope(published: Contract, consumed: Contract): readonly ContractDifference[] {
  const given = statedShape(published.envelope) ?? 'none';
  const wanted = statedShape(consumed.envelope) ?? 'none';
  // Who says nothing of an envelope takes bodies as they come, unless no body is read at all.
  const isRead = consumed.envelope !== undefined || readsBodies(consumed);
  const differences =
    isRead && (given === 'none') !== (wanted === 'none')
      ? [
          {
            message:
              given === 'none' ? 'Bodies stand in no envelope.' : 'Bodies stand in an envelope, but are read flat.',
          },
        ]
      : readDifferences('envelope', '', given, isRead ? wanted : given, 'envelope');
  return differences.slice(0, 1).map(({ message }) => ({
    aspect: 'envelope',
    where: 'envelope',
    published: describeShape(given),
    consumed: describeShape(wanted),
    message,
  }));
}

function readsBodies({ endpoints = [] }: Contract): boolean {
  return endpoints.some(({ responses }) =>
    Object.entries(responses).some(([status, body]) => status.startsWith('2') && body !== null),
  );
}

type Events = Readonly<Record<string, ContractShape>>;

function ofEvents(published: Events, consumed: Events): readonly ContractDifference[] {
  const names = Object.keys(published);
  return sorted(consumed).flatMap(([name, shape]) => {
    const given = Object.hasOwn(published, name) ? published[name] : undefined;
    const where = `event ${name}`;
    if (given !== undefined) return readDifferences('event', where, given, shape, 'body');
    return [
      {
        aspect: 'event' as const,
        where,
        published: '',
        consumed: describeShape(shape),
        message: unknown('event', name, names),
      },
    ];
  });
}

type Concerns = Readonly<Record<string, string>>;

function ofConcerns(published: Concerns, consumed: Concerns): readonly ContractDifference[] {
  const decisions = new Map(Object.entries(published).map(([name, decision]) => [wordsKey(name), decision]));
  const names = Object.keys(published);
  return sorted(consumed).flatMap(([name, decision]) => {
    const given = decisions.get(wordsKey(name));
    if (given !== undefined && wordsKey(given) === wordsKey(decision)) return [];
    const message =
      given === undefined
        ? unknown('concern', name, names)
        : `“${name}” is decided otherwise than its consumer takes it to be.`;
    return [
      { aspect: 'concern' as const, where: `concern ${name}`, published: given ?? '', consumed: decision, message },
    ];
  });
}

function unknown(kind: string, name: string, names: readonly string[]): string {
  const meant = nearName(name, names);
  return `The ${kind} “${name}” is not published${meant ? `; “${meant.name}” may be meant` : ''}.`;
}

/** Case, white space and the last full stop decide nothing. */
function wordsKey(words: string): string {
  return words.toLowerCase().replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}

function sorted<Value>(record: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
  return Object.entries(record).toSorted(([one], [other]) => compareTexts(one, other));
}
