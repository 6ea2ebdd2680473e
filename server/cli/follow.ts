import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { ListRunsMethod, ListRunsResult, RunChangedMethod } from '#schemas/protocol/runs.ts';
import { RunView } from '#schemas/run/run.ts';
import { connect, type ServerLink } from './connect.ts';
import type { CommandIo } from './io.ts';
import { createProgress } from './progress.ts';

const MAX_RECONNECTS = 5;

/**
 * Shows a run until it ends or needs a person. A server that dies on the way is started again: the run goes on from
 * its journal, and so does this.
 */
export async function follow(first: RunView, link: ServerLink, io: CommandIo, quiet: boolean): Promise<RunView> {
  const progress = createProgress(quiet ? () => undefined : (line) => io.stdout.write(`${line}\n`));
  let current = link;
  let last = first;
  for (let reconnects = 0; ; reconnects += 1) {
    const end = await watch(current, last, (view) => {
      last = view;
      progress(view);
    });
    if (end) return end;
    if (reconnects >= MAX_RECONNECTS) return last;
    if (!quiet) io.stderr.write('The server is gone; starting it again.\n');
    await delay(100 * reconnects);
    current = await connect();
  }
}

/** Resolves to the run's last state, or to null when the connection broke before that. */
async function watch(link: ServerLink, run: RunView, onView: (view: RunView) => void): Promise<RunView | null> {
  return new Promise((resolve, reject) => {
    const take = (view: RunView): void => {
      if (view.id !== run.id) return;
      onView(view);
      if (view.status === 'running') return;
      link.close();
      resolve(view);
    };
    void link.closed.then(() => resolve(null));
    link.onNotification(RunChangedMethod, (params) => {
      const parsed = RunView.safeParse(params);
      if (parsed.success) take(parsed.data);
      else reject(new Error(`the server sent a run that cannot be read: ${z.prettifyError(parsed.error)}`));
    });
    // What happened between the request that started it and this line is in the list.
    link.request(ListRunsMethod, { project: run.project.root }).then(
      (runs) => {
        const found = ListRunsResult.parse(runs).find(({ id }) => id === run.id);
        if (found) take(found);
      },
      () => resolve(null),
    );
  });
}
