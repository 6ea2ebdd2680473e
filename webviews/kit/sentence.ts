/**
 * A translated sentence with parts of the page where its `{0}` and `{1}` stand: their order is the language's.
 * `sentence(l10n.t('{0} owes {1}'), html`<strong>api</strong>`, html`<strong>web</strong>`)`
 */
export const sentence = <Part>(words: string, ...parts: readonly Part[]): readonly (Part | string | undefined)[] =>
  words.split(/\{(\d)\}/).map((piece, index) => (index % 2 === 0 ? piece : parts[Number(piece)]));
