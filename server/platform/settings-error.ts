/** A file that a person wrote cannot be used. `message` is a sentence: which file, where, what to do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
