import type * as z from 'zod';
import { isTooDeep, mayNameProto, namesProto } from './record-lines.ts';

/** Null for everything that has not exactly this shape, that nests too deep or names `__proto__`. Never throws. */
export function parseJson<Shape extends z.ZodType>(bytes: Uint8Array, shape: Shape): z.infer<Shape> | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (isTooDeep(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (mayNameProto(text) && namesProto(value)) return null;
    const parsed = shape.safeParse(value);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
