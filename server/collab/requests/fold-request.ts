import type { RequestView } from '#schemas/protocol/collab.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { RequestRecord, RequestRecordOf } from '#schemas/wire/request-record.ts';

/** What a request's records come to. */
export interface RequestState {
  readonly request: RequestRecordOf<'request'>;
  /** Null while nobody has it. A request to one machine has no token: nobody else can have it. */
  readonly owner: { readonly machine: MachineId; readonly token: number | null; readonly author: string } | null;
  /** Claims that main has not decided: they know of no other owner than the one that there is. */
  readonly undecided: readonly RequestRecordOf<'request-claim'>[];
  /** The one that counts. */
  readonly result: RequestRecordOf<'request-result'> | null;
  /** Kept and never applied: they are of a machine that the request was given away from, or never given to. */
  readonly late: readonly RequestRecordOf<'request-result'>[];
  readonly status: RequestView['status'];
}

/**
 * Records of several senders come in any order, so this looks at which there are and not at which came first: once two
 * machines have the same records they say the same. Of the results of one machine the last one counts, and those come
 * in their order everywhere.
 */
export function foldRequest(records: readonly RequestRecord[]): RequestState | null {
  const request = records.find((record) => record.type === 'request');
  if (request === undefined) return null;
  const claims = records.filter((record) => record.type === 'request-claim');
  const results = records.filter((record) => record.type === 'request-result');
  const owner = ownerOf(request, claims);
  const counts = results.filter((result) => isOfOwner(result, owner, request));
  const cancelled = results.filter(({ from, body }) => from === request.from && body.status === 'cancelled');
  // Work that is done counts, though its sender gave it up meanwhile.
  const result = counts.at(-1) ?? cancelled.at(-1) ?? null;
  return {
    request,
    owner,
    undecided:
      result !== null && result.body.status !== 'blocked'
        ? []
        : claims.filter(({ body, token }) => body.owner === null && token === (owner?.token ?? null)),
    result,
    late: results.filter((one) => !counts.includes(one) && !cancelled.includes(one)),
    status: result?.body.status ?? (owner === null ? 'open' : 'claimed'),
  };
}

type Owner = NonNullable<RequestState['owner']>;

/** Only whoever decides is heard: main, or each machine for itself. */
function ownerOf({ to, body }: RequestRecordOf<'request'>, claims: readonly RequestRecordOf<'request-claim'>[]) {
  const mainDecides = to === 'all' && body.decides === 'main';
  const said = claims.flatMap(({ from, byMain, token, body: { owner, author } }) => {
    if (owner === null || !(mainDecides ? byMain : owner === from)) return [];
    return [{ machine: owner, token, author } satisfies Owner];
  });
  if (to !== 'all') return said.find(({ machine, token }) => machine === to && token === null) ?? null;
  return said.reduce<Owner | null>((best, one) => (one.token !== null && isAhead(one, best) ? one : best), null);
}

/** Two owners of one token must not be; if they are, all machines still agree on one. */
function isAhead(one: Owner, best: Owner | null): boolean {
  if (best === null) return true;
  const [mine, theirs] = [one.token ?? 0, best.token ?? 0];
  return mine > theirs || (mine === theirs && one.machine < best.machine);
}

function isOfOwner(
  { from, token }: RequestRecordOf<'request-result'>,
  owner: Owner | null,
  request: RequestRecordOf<'request'>,
): boolean {
  if (request.to !== 'all') return from === request.to;
  return owner !== null && from === owner.machine && token === owner.token;
}

/** As people see it. `file` holds all that is known of it. */
export function requestView(state: RequestState, records: readonly RequestRecord[], file: string | null): RequestView {
  const { request, owner, result, status } = state;
  const { kind, title, text, author } = request.body;
  return {
    id: request.id,
    kind,
    title,
    text,
    from: request.from,
    to: request.to,
    author,
    status,
    claimedBy: owner?.machine ?? null,
    result: result?.body.text ?? null,
    at: request.at,
    updatedAt: Math.max(...records.map(({ at }) => at)),
    file,
  };
}
