/** How CLUTCH's tools are started by an agent of the person's. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** `after` null: nothing is to be changed. `problem`: a sentence with line and column, without the file. */
export type Edited =
  | { readonly ok: true; readonly after: string | null }
  | { readonly ok: false; readonly problem: string };

/** Puts the entry into the text of a configuration, or takes it out where `launch` is null. Never throws. */
export type EditConfig = (text: string, launch: Launch | null) => Edited;

/** The fields of the entry, with the person's own variables beside ours. */
export function fieldsOf({ command, args, env }: Launch, entry: unknown): Record<string, unknown> {
  const all = { ...Object(Object(entry).env), ...env };
  return { command, args: [...args], ...(Object.keys(all).length > 0 ? { env: all } : {}) };
}

export const refused = (problem: string): Edited => ({ ok: false, problem });

/** The name of the entry in every configuration. */
export const ENTRY = 'clutch';

const BYTE_ORDER_MARK = '\uFEFF';

/** An editor that need not know of the mark that some programs put before a text. */
export function keepingMark(edit: EditConfig): EditConfig {
  return (text, launch) => {
    if (!text.startsWith(BYTE_ORDER_MARK)) return edit(text, launch);
    const edited = edit(text.slice(1), launch);
    return edited.ok && edited.after !== null ? { ok: true, after: BYTE_ORDER_MARK + edited.after } : edited;
  };
}

export const endOfLine = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
