/** What when clauses ask of a row: `;run;running;pause;stop;`, matched by `viewItem =~ /;pause;/`. */
export const contextValueOf = (...words: readonly string[]): string => `;${words.join(';')};`;
