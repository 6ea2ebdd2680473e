import path from 'node:path';

/** Whether the path is the folder or lies below it. Both are absolute and normalized. */
export function isInside(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
