import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signerOf } from '../../../server/platform/signed-json.ts';
import { encodeChunk, endOfOwn } from '../../../server/transports/file/chunk.ts';
import { createFileTransport } from '../../../server/transports/file/file-transport.ts';
import { createLayout, parseChunk, parseEpoch } from '../../../server/transports/file/layout.ts';
import { encodeDraft, encodeRecord } from '../../../server/transports/file/record-lines.ts';
import type { Harness } from './world.ts';

export const fileHarness: Harness = {
  skip: null,
  async createPlace(folder, project) {
    const layout = createLayout(project);
    const away = `${folder}-away`;
    return {
      // A local folder is atomic; what a folder is found to be is not what is tested here.
      open: (deps) => createFileTransport(deps, { folder, placeClass: () => 'A' }),
      break: async () => renameSync(folder, away),
      mend: async () => renameSync(away, folder),
      close: async () => undefined,
      async forge(machine, drafts, key) {
        const last = lastChunk(folder, layout.log(machine));
        const end = last && endOfOwn(readFileSync(last.file), { project, machine, ...last });
        const place = { project, machine, ep: last?.ep ?? 1, chunk: (last?.chunk ?? 0) + 1 };
        const first = (end?.last ?? 0) + 1;
        const lines = drafts.map((draft, index) => {
          const stamp = { from: machine, ep: place.ep, seq: first + index, hlc: '0000000000001-0000' };
          return encodeRecord(encodeDraft(draft), stamp);
        });
        const { bytes } = encodeChunk(place, { first, prev: end?.hash ?? null, lines }, signerOf(key));
        const file = join(folder, layout.chunk(machine, place.ep, place.chunk));
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, bytes);
        // Whoever can write chunks can also say that there is one.
        writeFileSync(join(folder, layout.newsOf(machine, place.ep, place.chunk)), '');
      },
      async corruptBlob(sha256) {
        const file = join(folder, layout.blob(sha256));
        const bytes = readFileSync(file);
        bytes[0] = (bytes[0] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
    };
  },
};

function lastChunk(folder: string, log: string): { file: string; ep: number; chunk: number } | null {
  const root = join(folder, log);
  if (!existsSync(root)) return null;
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const [epoch, , name] = path.split('/');
    const chunk = parseChunk(name ?? '');
    const ep = parseEpoch(epoch ?? '');
    return chunk === null || ep === null ? [] : [{ file: join(root, path), ep, chunk }];
  });
  return found.sort((a, b) => a.chunk - b.chunk).at(-1) ?? null;
}
