/** Paths as text: absolute, from a home (`~/…`, `~ann/…`), or relative. No links are followed here. */

/** Without `.`, `..` where it can be taken back, and doubled slashes; `.` for nothing. */
export function normalised(path: string): string {
  const root = path.startsWith('/') ? '/' : '';
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    const last = kept.at(-1);
    if (segment !== '..' || (root === '' && (last === undefined || last === '..'))) kept.push(segment);
    // The parent of a home is not known by its name.
    else if (last?.startsWith('~') === true && kept.length === 1) kept.push(segment);
    else kept.pop();
  }
  return root + kept.join('/') || (root === '' ? '.' : root);
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (at < 0) return path.startsWith('~') ? path : '.';
  return at === 0 ? '/' : path.slice(0, at);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The part of a pattern before its first wildcard, as a folder. */
export function fixedFolder(pattern: string): string {
  const at = pattern.search(/[*?[]/);
  return at < 0 ? pattern : folderOf(pattern.slice(0, at));
}

/** Whether wildcards stand before the last segment, so that it may lead through folders that nobody has named. */
export function isDeepPattern(pattern: string): boolean {
  const at = pattern.search(/[*?[]/);
  return at >= 0 && pattern.slice(at).replace(/\/+$/, '').includes('/');
}

/** Whether `..` stands behind a name: the name may be a link, and nobody knows what is above its target. */
export function climbsFromName(path: string): boolean {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.some((segment, index) => segment === '..' && index > 0 && segments[index - 1] !== '..');
}
