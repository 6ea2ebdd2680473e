/** The one global that ports speak of; the pure folders have no Node and no browser types to take it from. */
interface AbortSignal {
  readonly aborted: boolean;
}
