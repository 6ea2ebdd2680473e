/** Why an effect could not be done, in words for a person: what happened, where, what to do. */
export class EffectError extends Error {
  override readonly name = 'EffectError';
  /** `user`: a person has to mend something. `environment`: git, the disk or an agent failed. */
  readonly fault: 'user' | 'environment';

  constructor(fault: 'user' | 'environment', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}
