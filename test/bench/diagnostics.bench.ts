/** How long the check of a large plan takes when it is opened, and when a person types in it. */
import { checkParsed } from '../../server/language/check-document.ts';
import { factsOf } from '../../server/language/facts.ts';
import { outlineOf } from '../../server/language/outline.ts';
import { parseDocument } from '../../server/language/parse-document.ts';
import { median, note, noteSamples, percentile, report } from './lib/figure.ts';
import { largePrp } from './lib/large-prp.ts';

const PATH = 'PRPs/PRP-harbour-phase-1.md';
const BYTES = 205_000;
/** The first rounds warm the compiler up and do not count: what a person waits for is a server that has been up. */
const WARM_UP = 20;
const ROUNDS = 221;

const text = largePrp(BYTES);
const { kind, workstreams } = outlineOf(PATH, text);
if (kind !== 'prp') throw new Error(`The measured document reads as ${kind}, so no rule would look at it.`);

let findings = 0;
const first = sampled(() => {
  const started = performance.now();
  findings = checkParsed(PATH, parseDocument(text), { inProject: true }).length;
  return performance.now() - started;
});

// One character after the other, each at another place: what was parsed before is at hand, as in the server.
let document = parseDocument(text);
checkParsed(PATH, document, { inProject: true });
const afterEdit = sampled((round) => {
  const at = (document.text.length * ((round * 37) % ROUNDS)) / ROUNDS;
  const edited = `${document.text.slice(0, at)}x${document.text.slice(at)}`;
  const started = performance.now();
  document = parseDocument(edited, document);
  factsOf(PATH, document);
  checkParsed(PATH, document, { inProject: true });
  return performance.now() - started;
});

note(`${Buffer.byteLength(text)} bytes, ${workstreams.length} workstreams, ${findings} findings`);
noteSamples('first check, ms', first);
noteSamples('check after an edit, ms', afterEdit);
report({ name: 'diagnostics-first', value: median(first), unit: 'ms', bound: 60 });
report({ name: 'diagnostics-after-edit', value: median(afterEdit), unit: 'ms', bound: 10 });
report({ name: 'diagnostics-after-edit-p95', value: percentile(afterEdit, 0.95), unit: 'ms', bound: 10 });
report({ name: 'diagnostics-edit-to-first', value: median(afterEdit) / median(first), unit: 'ratio', bound: 0.8 });

function sampled(measure: (round: number) => number): readonly number[] {
  return Array.from({ length: ROUNDS }, (_, round) => measure(round)).slice(WARM_UP);
}
