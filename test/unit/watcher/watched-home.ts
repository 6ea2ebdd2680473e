import { pricesOf } from '../../../server/usage/prices.ts';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentSession, SessionList } from '#schemas/sessions.ts';
import { createFollower, type Follower } from '../../../server/watcher/follower.ts';
import { withTempDir } from '../../helpers/temp.ts';

/** A home with agents' folders, and a look at them that ends when all was read. */
export interface WatchedHome {
  readonly home: string;
  readonly warnings: string[];
  write(file: string, text: string): void;
  append(file: string, text: string): void;
  /** What a server that starts now finds. */
  start(): Promise<SessionList>;
  /** What that server finds later. */
  read(history?: boolean): Promise<SessionList>;
}

export const CLAUDE = '.claude/projects/-home-ana-shop';
export const CODEX = '.codex/sessions/2026/11/21';
export const GEMINI = '.gemini/tmp/shop/chats';

/** One model has a price, so that what an agent does not tell is estimated. */
const PRICES = pricesOf([
  {
    source: 'test',
    table: { asOf: '2026-01-01', models: [{ model: 'gpt-5.5', input: 1, cachedRead: 0, cachedWrite: 0, output: 0 }] },
  },
]);

export function withWatchedHome(play: (stage: WatchedHome) => Promise<void>, now = Date.now): Promise<void> {
  return withTempDir(async (folder) => {
    const home = path.join(folder, 'home');
    mkdirSync(home);
    const warnings: string[] = [];
    const open = (): Follower =>
      createFollower({
        storeFile: path.join(folder, 'sessions.db'),
        worktrees: path.join(folder, 'worktrees'),
        environment: {},
        home,
        prices: () => PRICES,
        now,
        warn: (message) => warnings.push(message),
        onChange: () => undefined,
      });
    const servers: Follower[] = [];
    const read = (history: boolean): Promise<SessionList> => {
      const [server = open()] = servers;
      servers[0] = server;
      return readAll(server, history);
    };
    const place = (file: string): string => {
      const target = path.join(home, file);
      mkdirSync(path.dirname(target), { recursive: true });
      return target;
    };
    try {
      await play({
        home,
        warnings,
        write: (file, text) => writeFileSync(place(file), text),
        append: (file, text) => appendFileSync(place(file), text),
        async start() {
          servers.pop()?.close();
          servers.push(open());
          return read(false);
        },
        read: (history = false) => read(history),
      });
    } finally {
      servers.pop()?.close();
    }
  });
}

async function readAll(follower: Follower, history: boolean): Promise<SessionList> {
  const { signal } = new AbortController();
  while (await follower.look(signal));
  const first = await follower.list(history);
  if (first.waiting === 0) return first;
  while (await follower.look(signal));
  return follower.list(history);
}

/** What a test compares of a session. */
export function told({ agent, id, title, tokens, costUsd, model }: AgentSession) {
  return { agent, id, title, tokens: tokens && Object.values(tokens), costUsd, model };
}
