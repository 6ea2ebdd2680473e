import * as z from 'zod';

const Schema = z.object({
  type: z.union([z.string(), z.array(z.string())]).default('object'),
  enum: z.array(z.unknown()).default([]),
  properties: z.record(z.string(), z.unknown()).default({}),
});

/** The smallest value that fits a JSON Schema, as far as agents use it. */
export function fitting(schema: unknown): unknown {
  const { type, enum: values, properties } = Schema.parse(schema);
  if (values.length > 0) return values[0];
  switch ((Array.isArray(type) ? type[0] : type)?.toLowerCase()) {
    case 'string':
      return 'fake';
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, fitting(value)]));
  }
}
