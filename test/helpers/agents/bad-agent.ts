/**
 * `node bad-agent.ts <misdeed>`: does its work like anybody, except in the workstream `alpha`, where it misbehaves.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askPermission, play, type Prompted, say, send, update } from './scripted-agent.ts';

const MIB = 1024 * 1024;
const [misdeed = ''] = process.argv.slice(2);
const never = new Promise<void>(() => undefined);

/** Resolves when it has left, so that a slow reader slows us down. */
function print(text: string, stream: NodeJS.WriteStream = process.stdout): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}

async function many(bytes: number, one: (text: string) => Promise<void>): Promise<void> {
  const text = 'x'.repeat(MIB / 16);
  for (let left = bytes; left > 0; left -= text.length) await one(text);
}

const chunk = (text: string): string => {
  const body = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
  const params = { sessionId: 's', update: body };
  return `${JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params })}\n`;
};

const misdeeds: Record<string, (prompted: Prompted) => Promise<void>> = {
  'flood-messages': () => many(100 * MIB, (text) => print(chunk(text))),
  'flood-stderr': () => many(100 * MIB, (text) => print(text, process.stderr)),
  async 'flood-tools'() {
    for (let id = 0; id < 50_000; id += 1) {
      update({
        sessionUpdate: 'tool_call',
        toolCallId: `t${id}`,
        title: `Edit ${id}`,
        kind: 'edit',
        status: 'pending',
      });
      if (id % 500 === 0) await print('\n');
    }
  },
  'endless-line': () => many(100 * MIB, (text) => print(text)).then(() => never),
  'huge-line': () => print(chunk('x'.repeat(100 * MIB))).then(() => never),
  'not-json': () => print('Loading model…\n').then(() => never),
  'not-the-protocol': () => print('{"jsonrpc":"2.0","result":1}\n{"hello":"world"}\n').then(() => never),
  async 'deep-json'() {
    const depth = 100_000;
    const params = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    await print(`{"jsonrpc":"2.0","method":"session/update","params":${params}}\n`);
  },
  async 'strange-updates'() {
    for (const body of [null, 7, {}, { sessionUpdate: 9 }, { sessionUpdate: 'tool_call', toolCallId: {} }]) {
      send({ method: 'session/update', params: { sessionId: 's', update: body } });
    }
    send({ method: 'session/update' });
    send({ method: 'no/such/thing', params: { x: 1 } });
    send({ id: 900, method: 'fs/read_text_file', params: { path: '/etc/passwd' } });
    await print('');
  },
  async 'deep-permission'() {
    const depth = 50_000;
    const rawInput = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const toolCall = `{"toolCallId":"d","title":"Look","kind":"execute","rawInput":${rawInput}}`;
    const options = '[{"optionId":"allow","name":"Allow","kind":"allow_once"}]';
    const params = `{"sessionId":"s","toolCall":${toolCall},"options":${options}}`;
    await print(`{"jsonrpc":"2.0","id":800,"method":"session/request_permission","params":${params}}\n`);
    await rest();
  },
  'no-answer': () => never,
  async 'many-permissions'() {
    const asked = Array.from({ length: 1_000 }, (_, number) =>
      askPermission({
        toolCallId: `p${number}`,
        title: `Fetch ${number}`,
        kind: 'execute',
        rawInput: { command: `curl https://example.com/${number}` },
      }),
    );
    const answers = await Promise.all(asked);
    say(`${answers.filter((answer) => answer === 'allow').length} of ${answers.length} allowed`);
    await rest();
  },
  async outside({ cwd }) {
    // Nobody looks at what is a dependency.
    mkdirSync(path.join(cwd, 'node_modules'));
    symlinkSync('/', path.join(cwd, 'node_modules/way'));
    const paths = [
      '../beta.txt',
      '/etc/clutch.conf',
      path.join(homedir(), '.bashrc'),
      'node_modules/way/tmp/x',
      `${cwd}-else/x`,
    ];
    const answers: (string | null)[] = [];
    for (const [number, file] of paths.entries()) {
      const rawInput = { file_path: file, content: 'mine' };
      const locations = [{ path: path.resolve(cwd, file) }];
      answers.push(
        await askPermission({ toolCallId: `o${number}`, title: 'Tidy up', kind: 'edit', rawInput, locations }),
      );
    }
    say(`answers: ${answers.join(' ')}`);
    await rest();
  },
};

/** What it has said can be seen for a moment. */
const rest = (): Promise<void> => delay(1_500);

const mute: Record<string, readonly string[]> = {
  'mute-initialize': ['initialize'],
  'mute-session': ['session/new'],
};

play({
  mute: mute[misdeed] ?? [],
  async turn(prompted) {
    const { cwd, workstream } = prompted;
    if (workstream === 'alpha') await misdeeds[misdeed]?.(prompted);
    writeFileSync(path.join(cwd, `${workstream}.txt`), 'made\n');
  },
});
