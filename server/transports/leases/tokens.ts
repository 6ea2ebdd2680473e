/**
 * Fencing tokens of main carry its term, so that those of a new main are higher than all of the last one, whatever it
 * knows about them. Tokens that machines claim by themselves stay below the first term.
 */
const TOKENS_PER_TERM = 2 ** 32;

export const lastTokenBefore = (term: number): number => term * TOKENS_PER_TERM;
export const termOf = (token: number): number => Math.floor((token - 1) / TOKENS_PER_TERM);
