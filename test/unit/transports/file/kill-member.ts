/**
 * A process that takes part in a project until it is killed: `writer` says notes and prints the id of each that was
 * acknowledged; `reader` appends what it applies to a file, which is also how it knows what it has applied before.
 */
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createFileTransport } from '../../../../server/transports/file/file-transport.ts';
import type { KeyPair } from '../../../../server/platform/signed-json.ts';
import { createTeam, draftOf, FAST } from './machines.ts';

const [role, machine, folder, keyFile] = process.argv.slice(2) as [string, string, string, string];
const keys = new Map(JSON.parse(readFileSync(keyFile, 'utf8')) as [string, KeyPair][]);
const team = createTeam(...keys.keys());
for (const [name, pair] of keys) team.keys.set(name, pair);

const transport = await createFileTransport(team.deps(machine, folder, { timing: { ...FAST, beatMs: 500 } }), {
  folder: `${folder}/share`,
});
// The transport alone keeps no process alive.
setInterval(() => undefined, 60_000);

if (role === 'writer') {
  writeSync(1, 'started\n');
  await Promise.all(Array.from({ length: 20 }, say));
} else {
  read(`${folder}/${machine}.applied`);
}

async function say(): Promise<void> {
  for (;;) {
    const draft = draftOf('something');
    if ((await transport.publish([draft])) === 'acknowledged') writeSync(1, `${draft.id}\n`);
  }
}

function read(file: string): void {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  let position = Number(lines.at(-1)?.split(' ')[0] ?? 0);
  const descriptor = openSync(file, 'a');
  process.on('exit', () => closeSync(descriptor));
  transport.subscribe(async ({ seq, id }) => {
    if (seq <= position) return;
    // What was written survives the death of a process; only a machine's would need a sync.
    writeSync(descriptor, `${seq} ${id}\n`);
    position = seq;
  });
}
