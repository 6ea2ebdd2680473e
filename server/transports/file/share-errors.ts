import { ShareError, type ShareErrorCode } from './share-files.ts';

/** Not there, or not there any more. */
export const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ESTALE', 'ENOTDIR']);
/** What a file system without links answers. */
export const LINKLESS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

const CODES: Readonly<Record<string, ShareErrorCode>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOTCONN: 'gone',
  ENODEV: 'gone',
  EHOSTDOWN: 'gone',
  EHOSTUNREACH: 'gone',
  ETIMEDOUT: 'gone',
  ESTALE: 'gone',
  ELOOP: 'not-a-file',
  ENXIO: 'not-a-file',
  ENOTFILE: 'not-a-file',
};

/** Of the operating system; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Names the call, the path and what the operating system said. */
export function toShareError(call: string, path: unknown, error: unknown): ShareError {
  if (error instanceof ShareError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const where = typeof path === 'string' ? path : 'the shared folder';
  return new ShareError(CODES[codeOf(error)] ?? 'failed', `${call} of ${where}: ${said}`, { cause: error });
}

export function ignoring(codes: ReadonlySet<string>, call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!codes.has(codeOf(error))) throw error;
  }
}
