import * as z from 'zod';

/**
 * An interface contract: what one workstream publishes and others rely on. The limits hold for whoever writes it; a
 * contract that needs more is several contracts.
 */

/** A contract's text may be this long, in characters. */
export const CONTRACT_MAX_LENGTH = 64 * 1024;

/** How deep objects and lists of a shape may nest, the innermost type word counted. */
export const SHAPE_MAX_DEPTH = 12;

const MAX_ENTRIES = 200;
// A control character in a name would break every line that it is shown in.
const oneLine = (longest: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u, 'expected one line of text');
const Name = oneLine(200);
const TypeText = oneLine(1_000);

/**
 * The shape of a JSON value: a type word or several (`string | null`), a list of one shape, or an object whose keys may
 * end in `?`.
 */
export type ContractShape = string | readonly ContractShape[] | { readonly [key: string]: ContractShape };

const TypeWord = TypeText.describe(
  'string, number, integer, boolean or null; several with ` | ` between them; a fixed text in single quotes.',
);

/** YAML reads the bare word `null` as the value; here it can only mean the type. */
const NullWord = z.null().transform(() => 'null');

/** Levels of their own instead of a recursive shape: depth is bounded while reading, not found too deep afterwards. */
function shapeOfDepth(depth: number): z.ZodType<ContractShape> {
  if (depth === 1) return z.union([TypeWord, NullWord]).meta({ id: 'shape1' });
  const below = shapeOfDepth(depth - 1);
  const list = z.array(below).length(1, 'expected a list of exactly one shape');
  return z.union([TypeWord, NullWord, list, entries(below)]).meta({ id: `shape${depth}` });
}

export const ContractShape = shapeOfDepth(SHAPE_MAX_DEPTH);

function entries<Value extends z.ZodType>(value: Value): z.ZodRecord<z.ZodString, Value> {
  return z
    .record(Name, value)
    .refine((record) => Object.keys(record).length <= MAX_ENTRIES, `expected at most ${MAX_ENTRIES} entries`)
    .meta({ maxProperties: MAX_ENTRIES });
}

/** `50` and `false` are decisions as well. */
const Decision = z.union([z.string().min(1).max(2_000), z.number().transform(String), z.boolean().transform(String)]);

export const ContractEndpoint = z.strictObject({
  method: oneLine(20).describe('GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS.'),
  path: oneLine(500).describe('As it is called, with or without the slash at its end; parameters as `{id}`.'),
  query: entries(TypeWord).optional().describe('Parameters behind the `?` of the address; `page?` may be left out.'),
  request: ContractShape.optional().describe('What a caller sends.'),
  responses: z
    .record(z.string().regex(/^[1-5]\d\d$/, 'expected a status code, such as 200'), z.union([z.null(), ContractShape]))
    .describe('Every status code that is sent, with the shape of its body; without a body: null.'),
});
export type ContractEndpoint = z.infer<typeof ContractEndpoint>;

export const ContractParameter = z.strictObject({
  name: Name,
  type: TypeText.optional(),
  optional: z.boolean().optional().describe('Whether a caller may leave it out.'),
});
export type ContractParameter = z.infer<typeof ContractParameter>;

export const ContractFunction = z.strictObject({
  name: Name,
  parameters: z.array(ContractParameter).max(50).describe('In the order in which they are given.'),
  returns: TypeText.optional().describe('The type of the result, in the words of its language.'),
});
export type ContractFunction = z.infer<typeof ContractFunction>;

export const Contract = z.strictObject({
  $schema: oneLine(4096).optional(),
  name: Name.describe('What the plan calls it; the last contract of a name is the one that counts.'),
  endpoints: z.array(ContractEndpoint).max(MAX_ENTRIES).optional(),
  functions: z.array(ContractFunction).max(MAX_ENTRIES).optional(),
  errorBody: ContractShape.optional().describe('The body of every answer that is an error.'),
  envelope: ContractShape.optional().describe(
    '`none`, or the shape around every successful body, which stands where `$data` is written.',
  ),
  events: entries(ContractShape).optional().describe('What is streamed or sent unasked: the shape of each event.'),
  concerns: entries(Decision)
    .optional()
    .describe('Cross-cutting concerns that are decided here, each with the decision.'),
});
export type Contract = z.infer<typeof Contract>;

/** What is wrong with one contract, or with a block that was to be one. */
export const ContractFinding = z.object({
  /** The field: `endpoints[0].responses`; empty for the whole contract. */
  path: z.string(),
  message: z.string(),
  /** One-based line of the text that the contract was read from; absent where there was none. */
  line: z.number().int().positive().optional(),
});
export type ContractFinding = z.infer<typeof ContractFinding>;

export const ContractAspect = z.enum([
  'missing',
  'method',
  'path',
  'trailing-slash',
  'query',
  'status',
  'request',
  'shape',
  'error',
  'envelope',
  'signature',
  'event',
  'concern',
]);
export type ContractAspect = z.infer<typeof ContractAspect>;

/** One point in which a consumer relies on something else than what is published. */
export const ContractDifference = z.object({
  aspect: ContractAspect,
  /** `GET /users/ → 200 → body.name` */
  where: z.string(),
  /** What is published there, in few words; empty where nothing is. */
  published: z.string(),
  consumed: z.string(),
  /** One sentence for a person. */
  message: z.string(),
});
export type ContractDifference = z.infer<typeof ContractDifference>;
