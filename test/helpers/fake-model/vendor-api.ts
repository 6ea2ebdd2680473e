import type { TokenCounts } from '#schemas/run/usage.ts';

/** A tool that the agent offers to the model. */
export interface OfferedTool {
  readonly name: string;
  /** What it is called within, for agents that group the tools of an MCP server. */
  readonly namespace: string | null;
  /** Names of its parameters; none for a tool that takes plain text. */
  readonly parameters: readonly string[];
}

export interface ToolCall {
  readonly tool: OfferedTool;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a vendor's request says, in one shape for all of them. */
export interface ModelRequest {
  readonly api: VendorApi['name'];
  readonly model: string;
  readonly stream: boolean;
  readonly tools: readonly OfferedTool[];
  /** What tools answered in the whole conversation so far, as the agent worded it. */
  readonly toolResults: readonly string[];
  /** The JSON Schema that the answer has to fit, for an agent that asks for JSON. */
  readonly answerSchema: unknown;
  /** The body as it came. */
  readonly body: unknown;
}

/** What is to be said, before a vendor's API words it. */
export interface Answer {
  /** Unique within one fake. */
  readonly id: string;
  readonly model: string;
  /** Text, piece by piece; it may take its time, and it may never end. */
  readonly pieces: AsyncIterable<string>;
  readonly call: ToolCall | null;
  /** What this one answer used. */
  readonly usage: TokenCounts;
}

export interface StreamEvent {
  /** Null where the vendor's events have no names. */
  readonly name: string | null;
  readonly data: unknown;
}

/** The API of one model vendor, as far as agents use it. */
export interface VendorApi {
  readonly name: 'anthropic' | 'responses' | 'chat' | 'gemini';
  /** Null when the path is none of this API's. `body` is JSON. */
  read(path: string, body: unknown): Omit<ModelRequest, 'api' | 'body'> | null;
  /** The whole answer at once, for a request that does not stream. */
  whole(answer: Answer): Promise<unknown>;
  events(answer: Answer): AsyncIterable<StreamEvent>;
}

export async function textOf({ pieces }: Answer): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
