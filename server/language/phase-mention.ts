import { plainText } from './inline-text.ts';
import { normalizePhaseId } from './phase-id.ts';

export interface PhaseMention {
  readonly id: string;
  /** Without separator, dates in front and status behind; may be empty. */
  readonly title: string;
  /** Whether a `:`, dash or the end of the text followed the id, as it does where a phase is introduced. */
  readonly separated: boolean;
}

// The words for "phase" that were seen in plans, longest first where one begins another.
const WORDS = 'phase|phasen|fase|faza|fáze|fázis|étape|etape|etapa|этап|фаза|giai đoạn|フェーズ|단계|阶段|階段';
const STAND_INS = 'milestone|epic|sprint|iteration|jalon|hito|meilenstein|里程碑';
const ID = String.raw`(?:0*\d{1,3}(?:\.\d{1,3})*[a-z]?|[一二三四五六七八九十]{1,3})`;
const PREFIX = String.raw`^[^\p{L}\p{N}]*(?:\d{1,3}(?:\.\d{1,3})*[.)]?\s+)?(?:[^\p{L}\p{N}]*)`;

const PHASE = new RegExp(`${PREFIX}(?:${WORDS})[\\s_#-]*(${ID})(?![\\p{L}\\p{N}])(.*)$`, 'iu');
/** `Phase A: …`; a letter alone is an id only where a separator follows, because `phase a` begins many sentences. */
const LETTERED = new RegExp(
  `${PREFIX}(?:Phase|PHASE|Fase|FASE|Étape|Etape|Etapa|Фаза|Этап|阶段)[\\s_#-]+([A-Z])(?=\\s*(?:[:：.)—–]|-\\s|\\([^()]{1,80}\\)\\s*[:：—–-]|$))(.*)$`,
  'u',
);
const ORDINAL = new RegExp(`${PREFIX}第\\s*(${ID})\\s*(?:阶段|階段|フェーズ)(.*)$`, 'iu');
const STAND_IN = new RegExp(`${PREFIX}(?:${STAND_INS})[\\s_#-]*[a-z]?(${ID})(?![\\p{L}\\p{N}])(.*)$`, 'iu');
const SHORT_STAND_IN = new RegExp(`${PREFIX}[MP](\\d{1,2})(?![\\p{L}\\p{N}.])(.*)$`, 'u');

/** `Phase 1-3: …`, `Phase 1 & 2` and `Phase 1 vs Phase 2` speak about phases; they introduce none. */
const RANGE =
  /^\s*(?:(?:[-–—&+,]|to|and|et|y|vs\.?|→)\s*(?:\p{L}{4,12}\s*)?\d{1,3}[a-z]?\s*(?:$|[:：)(,—–-])|[/+]\s*(?:\p{L}{4,12}\s*)?\d)/iu;
const SEPARATOR = /^\s*(?:[:：.|)\]]|[—–]|-{1,2}(?=\s|$)|·|→)\s*/u;

/** Reads the beginning of a heading, a bold line or a table cell. */
export function readPhaseMention(text: string): PhaseMention | null {
  return readMention(text, [PHASE, LETTERED, ORDINAL]);
}

/** The same for `Milestone 1`, `Epic 2`, `Sprint S3`; with `short` also for `M0` and `P0`. */
export function readStandIn(text: string, short: boolean): PhaseMention | null {
  return readMention(text, short ? [STAND_IN, SHORT_STAND_IN] : [STAND_IN]);
}

function readMention(text: string, patterns: readonly RegExp[]): PhaseMention | null {
  const plain = plainText(text.slice(0, 400));
  for (const pattern of patterns) {
    const match = pattern.exec(plain);
    const id = match ? normalizePhaseId(match[1] ?? '') : null;
    if (!match || id === null) continue;
    const rest = match[2] ?? '';
    if (RANGE.test(rest)) return null;
    return { id, ...readTitle(rest) };
  }
  return null;
}

function readTitle(rest: string): { title: string; separated: boolean } {
  // `(Months 1-2):` in front of the title says when, not what; alone it is all that there is.
  const when = /^\s*[([（]([^()[\]（）]{1,80})[)\]）]\s*/u.exec(rest);
  const behind = when ? rest.slice(when[0].length) : rest;
  const separator = SEPARATOR.exec(behind);
  const title = stripStatus(separator ? behind.slice(separator[0].length) : behind);
  const separated = separator !== null || title === '';
  return { title: title === '' && when ? stripStatus(when[1] ?? '') : title, separated };
}

const DONE = String.raw`done|complete[d]?|in[ -]progress|pending|planned|wip|todo|shipped|deferred|future|not started|termin[ée]e?|fait|hecho|完成|已完成`;
const STATUS_TAIL = new RegExp(
  String.raw`\s*(?:[([（]\s*[^\p{L}\p{N}()（）]*\s*(?:${DONE})?\s*[^\p{L}\p{N}()（）]*\s*[)\]）]|[—–:-]\s*[^\p{L}\p{N}]*\s*(?:${DONE})|[\p{Extended_Pictographic}\uFE0F✓✔✗✘]+(?:\s*(?:${DONE}))?|\d{1,3}\s?%)\s*$`,
  'iu',
);

/** Takes `✅ 95%`, `✅ DONE`, `(DONE ✅)` and `— COMPLETED` off the end of a title. */
function stripStatus(title: string): string {
  let current = title.trim();
  for (let round = 0; round < 4; round += 1) {
    const next = current.replace(STATUS_TAIL, '').trim();
    if (next === current) break;
    current = next;
  }
  return current.replace(/^[\s:：—–-]+/u, '').replace(/[\s:：—–-]+$/u, '');
}
