import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import type { TaskStatus, TaskView } from '#schemas/protocol/tasks.ts';
import { BoardMemory, type BoardSurroundings, type BoardTask, type FromBoard } from '#schemas/webview/board.ts';
import { boardPieces } from '../../../client/features/board/pieces.ts';
import { boardAround, cardsOf } from './board-tasks.ts';
import { themes, type Theme } from './themes.ts';
import { openView, type BuiltView, type WebviewPage } from './webview-page.ts';

/** The board's page in a real browser, with a host that is played. */
export interface BoardView extends WebviewPage {
  card(title: string): Locator;
  column(name: string): Locator;
  /** The titles of the cards that are drawn in a column, from above. */
  titles(name: string): Promise<readonly string[]>;
  /** The next numbered message: what changed and what is gone. */
  change(changed: readonly TaskView[], removed?: readonly string[], around?: Partial<BoardSurroundings>): Promise<void>;
  /** Everything anew, as the message of that number; null: the server has not told the tasks. */
  show(seq: number, tasks: readonly TaskView[] | null, around: Partial<BoardSurroundings>): Promise<void>;
  cards(tasks: readonly TaskView[]): readonly BoardTask[];
  /** What was asked of the host since the page was drawn, but for the rest of the tasks. */
  asked(): Promise<readonly FromBoard[]>;
  remembered(): Promise<BoardMemory>;
}

export interface BoardOpening {
  readonly theme?: Theme['name'];
  readonly around?: Partial<BoardSurroundings>;
  readonly memory?: unknown;
  readonly reducedMotion?: boolean;
  readonly width?: number;
  readonly watch?: () => void;
}

export const columnNames: Readonly<Record<TaskStatus, string>> = {
  backlog: 'Backlog',
  ready: 'Ready',
  in_progress: 'In progress',
  in_review: 'In review',
  blocked: 'Blocked',
  done: 'Done',
};

/** Opens the board and sends it all tasks in pieces, as the extension does. */
export async function openBoardView(
  browser: Browser,
  built: BuiltView,
  tasks: readonly TaskView[],
  { theme: name = 'dark', around, width = 1400, ...rest }: BoardOpening = {},
): Promise<BoardView> {
  const theme = themes.find((one) => one.name === name);
  assert.ok(theme);
  const [first = [], ...others] = boardPieces(tasks);
  const answers = [
    { type: 'snapshot', seq: 1, around: boardAround(around), tasks: first, more: others.length > 0 },
    ...others.map((piece, index) => ({ type: 'more', seq: index + 2, tasks: piece, more: index < others.length - 1 })),
  ];
  const view = await openView(browser, built, { view: 'board', theme, width, answers, ...rest });
  const { page } = view;
  let seq = answers.length;
  await page.locator('.column, .empty, .notice').first().waitFor();
  const column = (words: string): Locator => page.getByRole('region', { name: words });
  return {
    ...view,
    column,
    card: (title) => page.locator('.card', { has: page.getByText(title, { exact: true }) }),
    titles: (words) => column(words).locator('.title').allInnerTexts(),
    change: (changed, removed = [], changes = around) =>
      view.send({ type: 'delta', seq: (seq += 1), around: boardAround(changes), changed: cardsOf(changed), removed }),
    show: async (number, shown, changes) => {
      seq = number;
      const cards = shown && cardsOf(shown);
      await view.send({ type: 'snapshot', seq, around: boardAround(changes), tasks: cards, more: false });
      await page.evaluate(() => new Promise(requestAnimationFrame));
    },
    cards: cardsOf,
    asked: async () => (await view.posted()).slice(1).filter(({ type }) => type !== 'next') as readonly FromBoard[],
    remembered: async () => BoardMemory.parse(await view.memory()),
  };
}
