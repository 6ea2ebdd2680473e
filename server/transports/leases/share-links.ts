import type { ShareFiles } from '../file/share-files.ts';
import { MAX_LINK_BYTES, type LinkStore } from './links.ts';

const LINK = /^(\d{10})\.json$/;
/** What synchronising programs make of a second file of the same name, whatever they put behind the token. */
const COPY = /^(\d{10})\b.+\.json$/;

/** Lease chains in a shared folder: one folder per task under `folder`, one file per token. */
export function createShareLinks(files: ShareFiles, folder: string): LinkStore {
  const pathOf = (task: string, token: number): string => `${folder}/${task}/${String(token).padStart(10, '0')}.json`;
  return {
    async list(task) {
      const names = (await files.list(`${folder}/${task}`)) ?? [];
      const tokensOf = (pattern: RegExp): readonly number[] =>
        names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
      return { tokens: tokensOf(LINK), copies: tokensOf(COPY) };
    },
    read: (task, token) => files.read(pathOf(task, token), MAX_LINK_BYTES),
    async publish(task, token, bytes) {
      await files.makeFolders([`${folder}/${task}`]);
      return files.publish(pathOf(task, token), bytes);
    },
    remove: (task, tokens) => files.remove(tokens.map((token) => pathOf(task, token))),
  };
}
