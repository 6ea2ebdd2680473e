import { BoardMemory, ToBoard, type FromBoard } from '#schemas/webview/board.ts';
import { connectHost, preparePage } from '../kit/index.ts';
import { BoardPage } from './board-page.ts';
import './view.css';
import './toolbar.css';
import './card.css';

const root = preparePage();
const host = connectHost<typeof ToBoard, FromBoard, typeof BoardMemory>(ToBoard, BoardMemory, (message) =>
  board.hear(message),
);
const board = new BoardPage(root, host);
host.post({ type: 'ready' });
