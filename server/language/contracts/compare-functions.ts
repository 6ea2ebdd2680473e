import type { ContractDifference, ContractFunction, ContractParameter } from '#schemas/document/contract.ts';
import { nearName } from '../near-names.ts';
import { compareTexts } from './endpoint-paths.ts';
import { describeFunction } from './signatures.ts';

type Functions = readonly ContractFunction[];

/** At most one difference for each function that a consumer calls. */
export function compareFunctions(published: Functions, consumed: Functions): readonly ContractDifference[] {
  const known = new Map(published.map((one) => [one.name, one]));
  const called = new Set(consumed.map(({ name }) => name));
  const free = published.filter(({ name }) => !called.has(name)).toSorted((a, b) => compareTexts(a.name, b.name));
  return consumed
    .toSorted((one, other) => compareTexts(one.name, other.name))
    .flatMap((wanted) => {
      const given = known.get(wanted.name);
      if (!given) return [renamed(free, wanted)];
      const cause = differenceOf(given, wanted);
      return cause === null ? [] : [signatureDifference(given, wanted, `${wanted.name} ${cause}.`)];
    });
}

function signatureDifference(given: ContractFunction, wanted: ContractFunction, message: string): ContractDifference {
  const [published, consumed] = [describeFunction(given), describeFunction(wanted)];
  return { aspect: 'signature', where: wanted.name, published, consumed, message };
}

/** What is called under another name is known by a name alike, or by exactly the same parameters and result. */
function renamed(free: Functions, wanted: ContractFunction): ContractDifference {
  const near = nearName(
    wanted.name,
    free.map(({ name }) => name),
  );
  const sameForm = describeFunction({ ...wanted, name: '' });
  const given =
    free.find(({ name }) => name === near?.name) ??
    free.find((one) => describeFunction({ ...one, name: '' }) === sameForm);
  if (given) {
    return signatureDifference(given, wanted, `${wanted.name} is not published; ${given.name} may be meant.`);
  }
  const message = `${wanted.name} is consumed, but no function of this name is published.`;
  return { aspect: 'missing', where: wanted.name, published: '', consumed: describeFunction(wanted), message };
}

/** A clause that follows the function's name; null when each call that the consumer makes is one that is published. */
function differenceOf(given: ContractFunction, wanted: ContractFunction): string | null {
  const [from, to] = [given.parameters, wanted.parameters];
  if (isOtherOrder(from, to)) return 'takes its parameters in another order';
  if (to.length > from.length) return `is called with ${to.length} parameters, but takes ${from.length}`;
  const leftOut = from.slice(to.length).find(({ optional }) => optional !== true);
  if (leftOut) return `is called without its parameter “${leftOut.name}”`;
  for (const [index, parameter] of to.entries()) {
    const cause = parameterDifference(from[index], parameter);
    if (cause !== null) return cause;
  }
  if (wanted.returns === undefined || typeKey(given.returns) === typeKey(wanted.returns)) return null;
  return `returns ${given.returns ?? 'nothing that its contract names'}, not ${wanted.returns}`;
}

/** Names of parameters may differ, but not change places. */
function isOtherOrder(from: readonly ContractParameter[], to: readonly ContractParameter[]): boolean {
  const places = new Map(from.map(({ name }, index) => [name, index]));
  const known = to.map(({ name }) => places.get(name));
  return (
    known.length > 1 && known.every((place) => place !== undefined) && known.some((place, index) => place !== index)
  );
}

function parameterDifference(given: ContractParameter | undefined, wanted: ContractParameter): string | null {
  if (!given) return null;
  if (wanted.optional === true && given.optional !== true) return `needs its parameter “${given.name}”`;
  if (given.type === undefined || wanted.type === undefined) return null;
  if (typeKey(given.type) === typeKey(wanted.type)) return null;
  return `takes “${given.name}” as ${given.type}, not as ${wanted.type}`;
}

/** White space and the kind of quotes change no type. */
function typeKey(type: string | undefined): string {
  return (type ?? '')
    .replace(/\s*([^\p{L}\p{N}\s_$])\s*/gu, '$1')
    .replaceAll('"', "'")
    .replace(/\s+/g, ' ')
    .trim();
}
