import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../platform/write-atomically.ts';
import { resolveInside } from '../runtimes/inside.ts';

/** A configuration of a person's cannot be read or written; `message` says where and why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Some agents keep their whole history in it. */
const MAX_BYTES = 32 * 1024 * 1024;

/** The text of a configuration, null where there is none. Throws a `ConfigError` for what is no such file. */
export function readConfig(file: string): string | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return null;
  if (!stats.isFile()) throw new ConfigError(`${file} is no file.`);
  if (stats.size > MAX_BYTES) throw new ConfigError(`${file} is larger than ${MAX_BYTES / 1024 / 1024} MiB.`);
  try {
    // The mark before a text is kept, because it is written back.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw new ConfigError(`${file} is not UTF-8.`);
    throw error;
  }
}

/** By which a later write knows that the file still is what was shown. */
export function fingerprint(text: string | null): string {
  return text === null ? 'none' : createHash('sha256').update(text).digest('hex');
}

/**
 * The file that is really written. A link is followed, as somebody who keeps their configuration elsewhere wants it, but
 * not out of the person's home or the folder that the link is in.
 */
export async function writableFile(file: string, home: string): Promise<string> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const real = (await resolveInside(home, file)) ?? (await resolveInside(path.dirname(file), file));
  if (real === null)
    throw new ConfigError(`${file} is a link that leads out of ${home}, or to nowhere. Edit it by hand.`);
  return real;
}

/** Replaces the file by the new text. Returns the path of a copy of what it was; null where it was not there. */
export function replaceConfig(file: string, text: string): string | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  const backup = stats ? `${file}.before-clutch` : null;
  if (backup !== null) copyFileSync(file, backup);
  writeAtomically(file, text, stats ? stats.mode & 0o777 : 0o600);
  return backup;
}
