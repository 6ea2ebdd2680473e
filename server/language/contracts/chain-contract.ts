import { parseDocument } from 'yaml';
import { ContractShape } from '#schemas/document/contract.ts';
import type { Contract, ContractEndpoint, ContractFunction } from '#schemas/document/contract.ts';
import { isExactWord, viewOfShape } from './shapes.ts';
import { readSignature, splitOutside } from './signatures.ts';

const MAX_LENGTH = 4_000;
const MAX_PIECES = 100;

type Piece =
  | { readonly kind: 'function'; readonly signature: ContractFunction }
  | { readonly kind: 'endpoint'; readonly method: string; readonly path: string; readonly rest: string }
  | { readonly kind: 'status'; readonly rest: string };

/**
 * The contract that a line of a Contract Chain states itself: `readCsv(text): Point[], writeCsv(track): string` or
 * `GET /users/ → 200 { id: integer }, 404`. Null as soon as one piece is not explicit: a program cannot check the rest
 * of a promise.
 */
export function contractFromChain(words: string): Contract | null {
  const text = words.replace(/`/g, '').trim();
  if (text === '' || text.length > MAX_LENGTH) return null;
  const pieces = splitOutside(text, ',;')
    .map((piece) => piece.replace(/^and /i, ''))
    .map(readPiece);
  if (pieces.length > MAX_PIECES) return null;
  const functions: ContractFunction[] = [];
  const endpoints: ContractEndpoint[] = [];
  for (const piece of pieces) {
    if (piece === null) return null;
    if (piece.kind === 'function') functions.push(piece.signature);
    else {
      const { method, path } = piece.kind === 'endpoint' ? piece : { method: '', path: '' };
      if (piece.kind === 'endpoint') endpoints.push({ method, path, responses: {} });
      const last = endpoints.at(-1);
      const response = readResponse(piece.rest);
      if (!last || !response) return null;
      last.responses[response.status] = response.body;
    }
  }
  return {
    name: text.replace(/\p{Cc}+/gu, ' ').slice(0, 200),
    ...(endpoints.length > 0 && { endpoints }),
    ...(functions.length > 0 && { functions }),
  };
}

const ENDPOINT = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(\/\S{0,499})\s*(?:→|->|=>|:)\s*(\S.*)$/u;

function readPiece(text: string): Piece | null {
  const endpoint = ENDPOINT.exec(text);
  if (endpoint) {
    return { kind: 'endpoint', method: endpoint[1] ?? '', path: endpoint[2] ?? '', rest: endpoint[3] ?? '' };
  }
  if (/^[1-5]\d\d\b/.test(text)) return { kind: 'status', rest: text };
  const signature = readSignature(text);
  return signature && { kind: 'function', signature };
}

/** `200`, `200 string` or `200 { id: integer }`; a body that is only hinted at, as `{…}`, counts as not stated. */
function readResponse(text: string): { readonly status: string; readonly body: ContractShape | null } | null {
  const match = /^([1-5]\d\d)(?:\s*:)?\s*(\S.*)?$/u.exec(text);
  if (!match) return null;
  const [, status = '', written = ''] = match;
  if (written === '' || /^[[{]\s*(?:…|\.\.\.)\s*[\]}]$/u.test(written)) return { status, body: null };
  const body = readBody(written);
  return body === null ? null : { status, body };
}

function readBody(text: string): ContractShape | null {
  if (!/^[[{]/.test(text)) return isExactShape(text) ? text : null;
  try {
    const document = parseDocument(text, { prettyErrors: false, stringKeys: true, customTags: [], logLevel: 'silent' });
    if (document.errors.length > 0) return null;
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    const shape = ContractShape.safeParse(value);
    // `{ id, name }` names fields without their types; YAML reads each as the value null.
    return shape.success && isExactShape(shape.data) && !/[:[,]null[,\]}]/.test(JSON.stringify(value))
      ? shape.data
      : null;
  } catch {
    return null;
  }
}

function isExactShape(shape: ContractShape): boolean {
  const view = viewOfShape(shape);
  if (view.kind === 'words') return view.words.length > 0 && view.words.every(isExactWord);
  if (view.kind === 'list') return isExactShape(view.item);
  return view.fields.size > 0 && [...view.fields.values()].every((field) => isExactShape(field.shape));
}
