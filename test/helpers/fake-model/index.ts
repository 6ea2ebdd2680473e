/**
 * A model server on loopback that says what a test tells it to. It is the only fake there is, and it stands at the edge
 * of the world: everything on this side of it – the agent's program, its process, its protocol, its usage – is real.
 *
 * It speaks Anthropic Messages, OpenAI Responses, OpenAI Chat Completions and Gemini generateContent, streaming and not.
 *
 *     const model = await startFakeModel({
 *       script: inSteps(
 *         (request) => ({ say: 'working', call: writeFile(request, '/repo/made.txt', 'made') }),
 *         { say: 'finished' },
 *       ),
 *     });
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCounts } from '#schemas/run/usage.ts';
import { anthropic } from './anthropic.ts';
import { chat } from './chat.ts';
import { gemini } from './gemini.ts';
import { fitting } from './fitting.ts';
import { responses } from './responses.ts';
import type { Answer, ModelRequest, ToolCall, VendorApi } from './vendor-api.ts';

export { callTool, runCommand, writeFile } from './choose-tool.ts';
export type { ModelRequest, OfferedTool, ToolCall } from './vendor-api.ts';

/** What the model answers. */
export type Reply =
  | {
      /** Bytes of text before anything else, a multiple of 16 KiB. */
      readonly flood?: number;
      readonly say?: string;
      readonly call?: ToolCall;
      /** Milliseconds before the first byte. */
      readonly delayMs?: number;
      /** After what is said nothing comes any more, and the answer never ends. */
      readonly stalls?: boolean;
    }
  /** Bytes that are no answer of any API. */
  | { readonly malformed: true }
  | { readonly status: number; readonly message: string };

/** Decides what one request is answered. An error of it is answered with status 400 and kept in `problems`. */
export type Script = (request: ModelRequest) => Reply | Promise<Reply>;

export interface AnsweredRequest extends ModelRequest {
  /** What the agent was told that this request used; different for each request. */
  readonly usage: TokenCounts;
  /** False for what agents ask beside their work (titles, summaries): those offer no tool, or ask for JSON. */
  readonly scripted: boolean;
}

export interface FakeModel {
  /** `http://127.0.0.1:<port>`, to which an agent appends the path of its vendor's API. */
  readonly url: string;
  /** In the order in which they came. */
  readonly requests: readonly AnsweredRequest[];
  /** What could not be answered: paths that no API has, and errors of the script. */
  readonly problems: readonly string[];
  /** What the scripted requests used together, as every correct count of it has to say. */
  used(): TokenCounts;
  close(): Promise<void>;
}

const apis: readonly VendorApi[] = [anthropic, responses, chat, gemini];
const PIECE = 16 * 1024;
/** A script that always calls a tool would keep its agent busy for ever. */
const MAX_REQUESTS = 200;

/** Answers the first request with the first step, the next after a tool answered with the second; the last one stays. */
export function inSteps(...steps: readonly (Reply | Script)[]): Script {
  return (request) => {
    const step = steps[Math.min(request.toolResults.length, steps.length - 1)] ?? { say: '' };
    return typeof step === 'function' ? step(request) : step;
  };
}

/** Starts the fake on a free port, or on the one given. */
export async function startFakeModel({ script, port = 0 }: { script: Script; port?: number }): Promise<FakeModel> {
  const requests: AnsweredRequest[] = [];
  const problems: string[] = [];
  const closed = new AbortController();
  const server = createServer((incoming, response) => {
    serve(incoming, response, { script, requests, closed: closed.signal }).catch((error: unknown) => {
      if (closed.signal.aborted || response.destroyed) return;
      const message = error instanceof Error ? error.message : String(error);
      problems.push(`${incoming.method} ${incoming.url}: ${message}`);
      sendJson(response, 400, { error: { type: 'invalid_request_error', message } });
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake model has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    problems,
    used: () => usedBy(requests.filter(({ scripted }) => scripted)),
    async close() {
      closed.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What these requests used together. */
export function usedBy(requests: readonly AnsweredRequest[]): TokenCounts {
  const of = (name: keyof TokenCounts) => requests.reduce((total, { usage }) => total + usage[name], 0);
  return { input: of('input'), cachedRead: of('cachedRead'), cachedWrite: of('cachedWrite'), output: of('output') };
}

interface Serving {
  readonly script: Script;
  readonly requests: AnsweredRequest[];
  readonly closed: AbortSignal;
}

async function serve(incoming: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const path = new URL(incoming.url ?? '/', 'http://fake').pathname;
  if (incoming.method !== 'POST') return sendJson(response, 200, { object: 'list', data: [] });
  const body: unknown = await json(incoming);
  // How long a prompt is before it is sent; only some agents ask, and none is charged for it.
  if (path.endsWith('/count_tokens')) return sendJson(response, 200, { input_tokens: 100 });
  if (path.endsWith(':countTokens')) return sendJson(response, 200, { totalTokens: 100 });
  for (const api of apis) {
    const read = api.read(path, body);
    if (read !== null) return await respond(api, { ...read, api: api.name, body }, response, serving);
  }
  throw new Error('No API has this path.');
}

async function respond(
  api: VendorApi,
  request: ModelRequest,
  response: ServerResponse,
  { script, requests, closed }: Serving,
): Promise<void> {
  const scripted = request.tools.length > 0 && request.answerSchema === null;
  if (requests.length === MAX_REQUESTS) throw new Error(`There were ${MAX_REQUESTS} requests; does the script end?`);
  const usage = usageOf(api, requests.length + 1);
  requests.push({ ...request, usage, scripted });
  const id = `fake${requests.length}`;
  const reply = scripted ? await script(request) : { say: aside(request) };
  if ('status' in reply) return sendJson(response, reply.status, { error: { type: 'error', message: reply.message } });
  if ('malformed' in reply) return void response.writeHead(200, contentType(request)).end('{"half": "an ans');
  const pieces = spoken(reply, closed);
  const answer: Answer = { id, model: request.model, pieces, call: reply.call ?? null, usage };
  if (!request.stream) return sendJson(response, 200, await api.whole(answer));
  response.writeHead(200, contentType(request));
  for await (const { name, data } of api.events(answer)) {
    if (response.destroyed) return;
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const more = response.write(`${name === null ? '' : `event: ${name}\n`}data: ${text}\n\n`);
    if (!more) await taken(response);
  }
  response.end();
}

async function* spoken(reply: Exclude<Reply, { malformed: true } | { status: number }>, closed: AbortSignal) {
  if (reply.delayMs !== undefined) await delay(reply.delayMs, undefined, { signal: closed, ref: false });
  for (let left = reply.flood ?? 0; left > 0; left -= PIECE) yield piece(left);
  if (reply.say !== undefined) yield reply.say;
  if (reply.stalls === true) await once(closed, 'abort');
}

/** 16 KiB that are different each time: agents end an answer that repeats itself. */
function piece(seed: number): string {
  const words = Array.from({ length: PIECE / 16 }, (_, at) => `${seed + at}`.padStart(15, '-'));
  return `${words.join('\n')}\n`;
}

/** Resolves when the client has taken what was written, or is gone. */
async function taken(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  over.abort();
}

/** Different in every answer, so that a count that forgets or repeats one is seen. */
function usageOf({ name }: VendorApi, index: number): TokenCounts {
  const cachedWrite = name === 'anthropic' ? 100 + index : 0;
  return { input: 1_000 + index, cachedRead: 400 + index, cachedWrite, output: 50 + index };
}

const aside = ({ answerSchema }: ModelRequest) =>
  answerSchema === null ? 'A title' : JSON.stringify(fitting(answerSchema));

const contentType = ({ stream }: ModelRequest) => ({
  'content-type': stream ? 'text/event-stream' : 'application/json',
});

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
