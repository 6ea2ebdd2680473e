/** Asks for what its arguments say, one after the other, does what it may, and goes on: `run:npm test`, `edit:docs/a.md`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { askPermission, play, say, update } from './scripted-agent.ts';

play({
  async turn({ cwd }) {
    for (const [number, wish] of process.argv.slice(2).entries()) {
      const [kind = '', what = ''] = wish.split(/:(.*)/s);
      const toolCallId = `t${number}`;
      if (kind === 'usage') {
        update({
          sessionUpdate: 'usage_update',
          used: 1000,
          size: 200_000,
          cost: { amount: Number(what), currency: 'USD' },
        });
        continue;
      }
      const file = path.join(cwd, what);
      const call =
        kind === 'run'
          ? { kind: 'execute', rawInput: { command: what } }
          : { kind: 'edit', rawInput: { file_path: what }, locations: [{ path: file }] };
      const isForced = kind === 'force';
      const answer = isForced ? 'allow' : await askPermission({ toolCallId, title: wish, ...call });
      say(`${wish}: ${answer}`);
      if (answer !== 'allow' || kind === 'run') continue;
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'done\n');
    }
  },
});
