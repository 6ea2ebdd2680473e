import { l10n, workspace } from 'vscode';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import { FromBoard, type ToBoard } from '#schemas/webview/board.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createPanels, type Panel, type PanelLink, type Panels } from '../../ui/panels.ts';
import { createTask, moveTask, show } from './act.ts';
import { BoardFeed } from './feed.ts';

/** The one board of a window. */
export const createBoardPanels = (services: Services): Panels =>
  createPanels<typeof FromBoard, ToBoard>(services, {
    viewType: 'clutch.board',
    title: l10n.t('CLUTCH Tasks'),
    page: 'board',
    icon: 'board',
    from: FromBoard,
    data: () => ({}),
    restore: () => null,
    connect: (panel) => followTasks(services, panel),
  });

/** Keeps one board equal to the tasks of the window, and does what is asked on it. */
export function followTasks(services: Services, panel: Panel<ToBoard>): PanelLink<FromBoard> {
  const { tasks, link, log } = services;
  const feed = new BoardFeed(services, panel);
  const listeners = disposeAll(
    feed,
    panel.onDidChangeVisibility(() => {
      if (!panel.visible) feed.stop();
    }),
    tasks.onChanged((change) => (change === null ? feed.again() : feed.take(change.changed, change.removed))),
    link.onStatus(() => feed.take([], [])),
    workspace.onDidGrantWorkspaceTrust(() => feed.take([], [])),
  );
  /** What was refused is said where it was asked; a page that nobody sees would keep it for itself. */
  const answer = async (work: Promise<TaskView>, say: (problem: string | null) => ToBoard): Promise<void> => {
    try {
      feed.take([await work], []);
      feed.flush();
      panel.post(say(null));
    } catch (error) {
      if (!panel.visible) throw error;
      log.warn(`The board: ${messageOf(error)}`);
      panel.post(say(messageOf(error)));
    }
  };
  return {
    onMessage: (message) => {
      switch (message.type) {
        case 'ready':
          return feed.begin();
        case 'next':
          return feed.next(message.seq);
        case 'move':
          return answer(moveTask(services, message), (problem) => ({ type: 'moved', task: message.task, problem }));
        case 'create':
          return answer(createTask(services, message), (problem) => ({ type: 'created', problem }));
        default:
          return show(services, message);
      }
    },
    dispose: () => void listeners.dispose(),
  };
}
