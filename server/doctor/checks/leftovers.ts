import { leftWorktrees } from '../../projects/warnings.ts';
import { type DoctorCheck, finding, needsServer } from '../check.ts';

/** What ended runs have left behind. Nothing is removed: a worktree may hold work. */
export const leftovers: DoctorCheck = {
  id: 'leftovers',
  title: 'Left behind',
  limitMs: 5_000,
  look: ({ home, server }) => {
    if (server === null) return Promise.resolve(needsServer('What ended runs have left behind'));
    const worktrees = leftWorktrees(home, server.runs()).map(({ folder }) =>
      finding('warning', `A worktree of an ended run is left: ${folder}`, {
        id: folder,
        todo: 'Look whether it holds work that you want; remove it with `git worktree remove`, which refuses where it does.',
        file: folder,
      }),
    );
    const processes = server.processes();
    if (processes > 0) {
      const text = `${processes} process groups of ended sessions still run.`;
      worktrees.push(
        finding('warning', text, {
          id: 'processes',
          todo: 'They are ended when the server starts again.',
          command: 'clutch server stop',
        }),
      );
    }
    return Promise.resolve(worktrees.length > 0 ? worktrees : [finding('ok', 'No worktree and no process is left.')]);
  },
};
