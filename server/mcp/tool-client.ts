import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

/** A program that serves tools on its standard input and output. */
export interface ToolProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ToolClient {
  /** The names of the tools that are offered. */
  list(): Promise<string[]>;
  /** Rejects when the program does not answer in a minute. */
  call(tool: string, input: Record<string, unknown>): Promise<ToolAnswer>;
  close(): Promise<void>;
}

export interface ToolAnswer {
  readonly failed: boolean;
  readonly text: string;
  readonly structured: unknown;
}

/** Starts the program and speaks the Model Context Protocol with it. */
export async function openToolClient({ program, args, cwd, env }: ToolProgram): Promise<ToolClient> {
  const client = new Client({ name: 'clutch-tool-client', version: '1' });
  await client.connect(
    new StdioClientTransport({ command: program, args: [...args], cwd, env: { ...env }, stderr: 'ignore' }),
  );
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, input) {
      const { content, isError, structuredContent } = CallToolResultSchema.parse(
        await client.callTool({ name, arguments: input }),
      );
      const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
      return { failed: isError === true, text, structured: structuredContent ?? null };
    },
    close: () => client.close(),
  };
}
