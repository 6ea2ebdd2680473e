import * as z from 'zod';

/** What a variable is, as far as a template has to know. */
export type Shape = { readonly description: string } & (
  | { readonly kind: 'text' | 'flag' }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'group'; readonly fields: Fields }
);
export type Fields = ReadonlyMap<string, Shape>;

/** The shape that a schema of variables stands for; a value that may be missing has the shape that it has otherwise. */
export function shapeOf(schema: z.core.$ZodType, described?: string): Shape {
  const description = described ?? (schema instanceof z.ZodType ? (schema.description ?? '') : '');
  if (schema instanceof z.ZodNullable) return shapeOf(schema.unwrap(), description);
  if (schema instanceof z.ZodArray) return { kind: 'list', item: shapeOf(schema.element), description };
  if (schema instanceof z.ZodObject) return { kind: 'group', fields: fieldsOf(schema), description };
  return { kind: schema instanceof z.ZodBoolean ? 'flag' : 'text', description };
}

export function fieldsOf(schema: z.ZodObject): Fields {
  const entries = Object.entries<z.core.$ZodType>(schema.shape);
  return new Map(entries.map(([name, field]) => [name, shapeOf(field)]));
}
