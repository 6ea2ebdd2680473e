import type { Signal } from '#schemas/run/signal.ts';

/** A signal with the commands that answer it. */
export function describeSignal(run: string, { id, kind, severity, from, text, options }: Signal): string {
  const words = severity === 'normal' ? kind : `${kind}, ${severity}`;
  const answers = options.map(
    (option) =>
      `    clutch signals respond ${run} ${id} ${option.id}${option.needs ? ` --text "…"` : ''}   ${option.label}`,
  );
  return [`  ${from} (${words}): ${text}`, ...answers].join('\n');
}
