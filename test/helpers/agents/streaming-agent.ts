/**
 * An agent of the Agent Client Protocol that says very much: `node streaming-agent.ts <events a second> <seconds>`.
 * It writes `<workstream>.txt` in its folder, streams numbered events, waits a moment and ends its turn.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const [rate = 1000, seconds = 10] = process.argv.slice(2).map(Number);
const TICK_MS = 10;
/** Between the last event and the end of the turn, so that somebody can look at how many have arrived. */
const REST_MS = 3_000;

const send = (message: object): boolean => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
let session = { cwd: '', workstream: 'work' };

const answers: Record<string, (message: { id: number; params: Record<string, unknown> }) => void | Promise<void>> = {
  initialize: ({ id }) => void send({ id, result: { protocolVersion: 1 } }),
  'session/new'({ id, params }) {
    const { clutch } = params['_meta'] as { clutch: { workstream: string } };
    session = { cwd: String(params['cwd']), workstream: clutch.workstream };
    send({ id, result: { sessionId: 's' } });
  },
  async 'session/prompt'({ id }) {
    writeFileSync(path.join(session.cwd, `${session.workstream.replaceAll(/\W/g, '')}.txt`), 'made\n');
    await stream();
    await delay(REST_MS);
    send({ id, result: { stopReason: 'end_turn' } });
  },
  'session/cancel': () => process.exit(0),
};

/** Half of it text, half of it updates of tools, at an even pace whatever the timers do. */
async function stream(): Promise<void> {
  const startedAt = performance.now();
  const total = rate * seconds;
  for (let sent = 0; sent < total; await delay(TICK_MS)) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * rate));
    for (; sent < due; sent += 1)
      send({ method: 'session/update', params: { sessionId: 's', update: updateOf(sent) } });
  }
}

function updateOf(number: number): object {
  if (number % 2 === 0) {
    const text = `Sentence ${number} about what it does now. `;
    return { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
  }
  const status = number % 4 === 1 ? 'in_progress' : 'completed';
  const title = `Edit src/file-${number >> 2}.ts`;
  return { sessionUpdate: 'tool_call_update', toolCallId: `t${number >> 2}`, title, status, kind: 'edit' };
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const message = JSON.parse(line) as { id: number; method: string; params: Record<string, unknown> };
    void answers[message.method]?.(message);
  })
  .on('close', () => process.exit(0));
