/**
 * An agent that is hard to get rid of: `node restless-agent.ts <milliseconds of work>`. It starts children in its group
 * and in sessions of their own, some of which ignore SIGTERM, goes on when its input has ended, and leaves everything
 * running when its turn is over.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { play, say } from './scripted-agent.ts';

const workMs = Number(process.argv[2]);
const STEPS = 10;
const DEAF = "trap '' TERM HUP INT; sleep 600 & wait";

function leave(script: string, ownSession: boolean): void {
  spawn('sh', ['-c', script], { detached: ownSession, stdio: ownSession ? 'ignore' : 'inherit' }).unref();
}

play({
  async turn({ cwd, workstream }) {
    leave('sleep 600', false);
    leave(DEAF, false);
    for (let step = 0; step < STEPS; step += 1) {
      if (step % 3 === 0) leave(step === 0 ? 'sleep 600' : DEAF, true);
      say(`Step ${step}. `);
      await delay(workMs / STEPS);
    }
    writeFileSync(path.join(cwd, `${workstream}.txt`), 'made\n');
  },
  abandoned: () => undefined,
});

// Nothing else keeps it alive when its input has ended.
setInterval(() => undefined, 60_000);
