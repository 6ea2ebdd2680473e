/** Keeps the last `limit` bytes of an endless stream in constant memory. */
export interface ByteTail {
  push(bytes: Uint8Array): void;
  /** UTF-8 text of at most `limit` bytes; a character that was cut at its beginning is left out. */
  text(): string;
  /** The last lines of it. One that was cut at its beginning is left out unless it is all there is: it may be half a secret. */
  lines(most: number): string;
}

export function createByteTail(limit: number): ByteTail {
  // Twice the limit, so that most pushes only copy the new bytes and the old ones move rarely.
  const buffer = Buffer.alloc(limit * 2);
  let length = 0;
  let isCut = false;
  const text = (): string => endOfText(buffer.subarray(0, length), limit);
  return {
    push(bytes) {
      const added = bytes.length > limit ? bytes.subarray(bytes.length - limit) : bytes;
      if (length + added.length > buffer.length) {
        const kept = Math.min(length, limit);
        buffer.copyWithin(0, length - kept, length);
        length = kept;
      }
      isCut ||= length + bytes.length > limit;
      buffer.set(added, length);
      length += added.length;
    },
    text,
    lines(most) {
      const all = text().trim().split('\n');
      return (isCut && all.length > 1 ? all.slice(1) : all).slice(-most).join('\n');
    },
  };
}

/** The last `limit` bytes of UTF-8 as text, never beginning in the middle of a character. */
export function endOfText(bytes: Uint8Array, limit: number): string {
  let start = Math.max(0, bytes.length - limit);
  if (start > 0) while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start).toString('utf8');
}
