import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { LocalCopies } from './share-operations.ts';

export const localCopies: LocalCopies = {
  read: (file) => readFileSync(file),
  write(file, bytes) {
    const part = `${file}.${process.pid}.part`;
    const descriptor = openSync(part, 'w', 0o600);
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(part, file);
  },
};
