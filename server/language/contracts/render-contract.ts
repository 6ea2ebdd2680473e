import { stringify } from 'yaml';
import type { Contract, ContractDifference, ContractEndpoint, ContractShape } from '#schemas/document/contract.ts';
import { compareEndpoints, compareTexts, methodKey } from './endpoint-paths.ts';

/**
 * The contract as YAML in one order, so that two of them stand side by side line by line. It is a contract block's body
 * again: no value is broken over lines, so nothing in it can end the block.
 */
export function renderContract(contract: Contract): string {
  const { $schema: _, name, endpoints, functions, errorBody, envelope, events, concerns } = contract;
  const ordered = {
    name,
    ...(endpoints && { endpoints: endpoints.toSorted(compareEndpoints).map(orderedEndpoint) }),
    ...(functions && { functions: functions.toSorted((one, other) => compareTexts(one.name, other.name)) }),
    ...(errorBody !== undefined && { errorBody: orderedShape(errorBody) }),
    ...(envelope !== undefined && { envelope: orderedShape(envelope) }),
    ...(events && { events: orderedShape(events) }),
    ...(concerns && { concerns: orderedShape(concerns) }),
  };
  return stringify(ordered, { aliasDuplicateObjects: false, lineWidth: 0, blockQuote: false });
}

function orderedEndpoint(endpoint: ContractEndpoint): object {
  const { path, query, request, responses } = endpoint;
  return {
    method: methodKey(endpoint),
    path,
    ...(query && { query: orderedShape(query) }),
    ...(request !== undefined && { request: orderedShape(request) }),
    // Keys that are whole numbers are in ascending order in every object.
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, body]) => [status, body === null ? null : orderedShape(body)]),
    ),
  };
}

function orderedShape(shape: ContractShape): ContractShape {
  if (typeof shape === 'string') return shape;
  if (Array.isArray(shape)) return shape.map(orderedShape);
  return Object.fromEntries(
    Object.entries(shape)
      .toSorted(([one], [other]) => compareTexts(one, other))
      .map(([key, value]) => [key, orderedShape(value)]),
  );
}

/** A numbered list for a person or an agent: what differs, where, and both sides. */
export function renderDifferences(differences: readonly ContractDifference[]): string {
  if (differences.length === 0) return 'No differences.\n';
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  const entries = differences.map(({ aspect, where, published, consumed, message }, index) =>
    [
      `${index + 1}. ${where} (${aspect})`,
      `   ${message}`,
      `   published: ${inOneLine(published)}`,
      `   consumed:  ${inOneLine(consumed)}`,
    ].join('\n'),
  );
  return `${count}\n\n${entries.join('\n\n')}\n`;
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim() || '(nothing)';
}
