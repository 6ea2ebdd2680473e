import * as z from 'zod';

/** As long as an id may be; what is longer is none of ours. */
const Id = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w.-]+$/);

/** What a link may ask for. Nothing of it runs, answers or joins anything. */
export const LinkTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run: Id }),
  z.object({ kind: z.literal('signal'), run: Id, signal: Id }),
  z.object({
    kind: z.literal('join'),
    folder: z.string().min(1).max(4096).optional(),
    nats: z
      .string()
      .max(1024)
      .regex(/^(?:nats|tls):\/\/[^\s/@]+$/)
      .optional(),
  }),
]);
export type LinkTarget = z.infer<typeof LinkTarget>;

/**
 * `/run/<id>`, `/signal/<run>/<signal>` or `/join?folder=…` (or `?nats=…`) behind `vscode://clutch.clutch`; null for
 * anything else. A code is never taken from a link: whoever joins types it.
 */
export function parseLink({ path, query }: { readonly path: string; readonly query: string }): LinkTarget | null {
  const [kind, first, second, ...more] = path.replace(/^\//, '').split('/');
  if (more.length > 0) return null;
  const asked = new URLSearchParams(query);
  const given = {
    run: { kind, run: second === undefined ? first : undefined },
    signal: { kind, run: first, signal: second },
    join: { kind, folder: asked.get('folder') ?? undefined, nats: asked.get('nats') ?? undefined },
  };
  if (kind !== 'run' && kind !== 'signal' && kind !== 'join') return null;
  return LinkTarget.safeParse(given[kind]).data ?? null;
}
