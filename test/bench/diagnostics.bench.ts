/** How long the check of a large plan takes when it is opened, and when a person types in it. */
import { checkParsed } from '../../server/language/check-document.ts';
import { outlineOf } from '../../server/language/outline.ts';
import { parseDocument } from '../../server/language/parse-document.ts';
import { median, note, noteSamples, report } from './lib/figure.ts';
import { largePrp } from './lib/large-prp.ts';

const PATH = 'PRPs/PRP-harbour-phase-1.md';
const BYTES = 205_000;
/** The first rounds warm the compiler up and do not count: what a person waits for is a server that has been up. */
const WARM_UP = 20;
const ROUNDS = 61;

const text = largePrp(BYTES);
const { kind, workstreams } = outlineOf(PATH, text);
if (kind !== 'prp') throw new Error(`The measured document reads as ${kind}, so no rule would look at it.`);

const first: number[] = [];
const afterEdit: number[] = [];
let findings = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  const opened = performance.now();
  const document = parseDocument(text);
  findings = checkParsed(PATH, document, { inProject: true }).length;
  const checked = performance.now();
  // A new place every time, as a person types; what was parsed before is at hand, as in the server.
  const at = Math.round((text.length * (round + 1)) / (ROUNDS + 1));
  const edited = `${text.slice(0, at)}x${text.slice(at)}`;
  const typed = performance.now();
  checkParsed(PATH, parseDocument(edited, document), { inProject: true });
  const checkedAgain = performance.now();
  if (round < WARM_UP) continue;
  first.push(checked - opened);
  afterEdit.push(checkedAgain - typed);
}
note(`${Buffer.byteLength(text)} bytes, ${workstreams.length} workstreams, ${findings} findings`);
noteSamples('first check, ms', first);
noteSamples('check after an edit, ms', afterEdit);
report({ name: 'diagnostics-first', value: median(first), unit: 'ms', bound: 60 });
report({ name: 'diagnostics-after-edit', value: median(afterEdit), unit: 'ms', bound: 10 });
report({ name: 'diagnostics-edit-to-first', value: median(afterEdit) / median(first), unit: 'ratio', bound: 0.8 });
