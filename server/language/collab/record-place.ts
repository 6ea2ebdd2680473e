/** Which record of a shared folder a file is, as its path says. */
export interface RecordPlace {
  readonly kind: 'machine' | 'request' | 'result' | 'events';
  /** The machine's folder, or the file's name without `.json`; for events the project's id. */
  readonly id: string;
  /** The folder that holds `machines/`, `requests/` and `results/`. */
  readonly base: string;
  /** The name of that folder in `projects/`; null right under `.clutch/collab/`. */
  readonly project: string | null;
  /** Whether it lies under `.clutch/collab/`, where nothing else lies. Other folders may have such names by chance. */
  readonly certain: boolean;
}

/** Copies that a synchronizing folder or an editor makes are no records. */
const NO_RECORD = /^[.~]|sync-conflict|conflicted copy/i;

/**
 * The place of a path such as `share/projects/lab/machines/pc-1/state.json`, `…/requests/<id>.json`,
 * `…/results/<id>.json` or `…/events.jsonl`, below `projects/<id>/` or `.clutch/collab/`; null for every other path.
 */
export function recordPlace(path: string): RecordPlace | null {
  if (!/\.jsonl?$/.test(path) || path.length > 4096) return null;
  const segments = path.replaceAll('\\', '/').split('/');
  const name = segments.at(-1) ?? '';
  if (NO_RECORD.test(name)) return null;
  const folder = segments.at(-2) ?? '';
  const stem = name.replace(/\.jsonl?$/, '');
  if (name === 'events.jsonl') {
    const found = baseOf(segments.slice(0, -1));
    return found && { kind: 'events', id: found.project ?? 'events', ...found };
  }
  if (name === 'state.json' && segments.at(-3) === 'machines') {
    const found = baseOf(segments.slice(0, -3));
    return found && !NO_RECORD.test(folder) ? { kind: 'machine', id: folder, ...found } : null;
  }
  if (!name.endsWith('.json') || (folder !== 'requests' && folder !== 'results')) return null;
  const found = baseOf(segments.slice(0, -2));
  return found && { kind: folder === 'requests' ? 'request' : 'result', id: stem, ...found };
}

function baseOf(segments: readonly string[]): Pick<RecordPlace, 'base' | 'project' | 'certain'> | null {
  const base = segments.join('/');
  const inProjects = segments.at(-2) === 'projects';
  const above = inProjects ? segments.slice(0, -2) : segments;
  const certain = above.at(-1) === 'collab' && above.at(-2) === '.clutch';
  if (!inProjects) return certain ? { base, project: null, certain } : null;
  return { base, project: segments.at(-1) ?? '', certain };
}
