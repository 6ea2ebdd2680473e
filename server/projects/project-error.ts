/** A person asked for something about a project that cannot be; `message` says why, and what to do instead. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}
