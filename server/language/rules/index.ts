import { noPhases } from './cl101-no-phases.ts';
import { phaseLacksParts } from './cl103-phase-lacks-parts.ts';
import { noWorkstreams } from './cl202-no-workstreams.ts';
import { fileOwnedTwice } from './cl204-file-owned-twice.ts';
import { unknownDependency } from './cl205-unknown-dependency.ts';
import { missingReason } from './cl303-missing-reason.ts';
import type { Rule } from './rule.ts';

/** Every rule, in the order of its id. A new rule is a file beside this one and a line here. */
export const rules: readonly Rule[] = [
  noPhases,
  phaseLacksParts,
  noWorkstreams,
  fileOwnedTwice,
  unknownDependency,
  missingReason,
];
