import * as z from 'zod';

/** What is longer cannot be judged, and is told as not known. */
const MAX_COMMAND = 16 * 1024;
const MAX_PLACES = 100;
const MAX_JSON = 1_000;

/** What an agent gave its tool, as far as it says what will be done. */
export interface ToolInput {
  /** A script for a shell, or a program with its arguments. */
  readonly command: string | readonly string[] | null;
  readonly paths: readonly string[];
  readonly urls: readonly string[];
  /** The folder in which the command runs. */
  readonly cwd: string | null;
  /** The tool server that is called, where the agent names it apart from the title. */
  readonly server: string | null;
  /** All of it, cut to 1000 characters. */
  readonly json: string;
  /** There is more of it than anybody could judge; what is there of it says nothing then. */
  readonly excessive: boolean;
}

/** Agents name what they give their tools in many ways; these are the ones that were seen. */
const COMMANDS = ['command', 'cmd', 'script'];
const PATHS = [
  'path',
  'paths',
  'file',
  'files',
  'filename',
  'file_path',
  'filePath',
  'filepath',
  'absolute_path',
  'notebook_path',
  'dir_path',
  'directory',
  'parentDir',
  'source',
  'destination',
  'old_path',
  'new_path',
];
const URLS = ['url', 'urls', 'uri'];
const FOLDERS = ['cwd', 'workdir', 'working_directory'];

const Fields = z.record(z.string(), z.unknown()).catch({});
const Words = z.array(z.string()).catch([]);

/** Null where nothing was given. */
export function readToolInput(rawInput: unknown): ToolInput | null {
  const fields = Fields.parse(rawInput);
  const all = (names: readonly string[]) => names.flatMap((name) => wordsOf(fields[name]));
  const json = JSON.stringify(rawInput ?? {});
  if (json === '{}') return null;
  const command = commandOf(fields);
  const [paths, urls] = [all(PATHS), all(URLS)];
  const long = paths.length + urls.length > MAX_PLACES || [...paths, ...urls].some((place) => place.length > 4_096);
  const excessive = long || JSON.stringify(command).length > MAX_COMMAND;
  return {
    command: excessive ? null : command,
    paths: excessive ? [] : paths,
    urls: excessive ? [] : urls,
    cwd: all(FOLDERS)[0]?.slice(0, 4_096) ?? null,
    server: wordsOf(fields['server'])[0]?.slice(0, 200) ?? null,
    json: json.slice(0, MAX_JSON),
    excessive,
  };
}

function commandOf(fields: Record<string, unknown>): ToolInput['command'] {
  for (const name of COMMANDS) {
    const command = fields[name];
    const args = Words.parse(fields['args']);
    if (typeof command === 'string' && command !== '') return args.length === 0 ? command : [command, ...args];
    const words = Words.parse(command);
    if (words.length > 0) return words;
  }
  return null;
}

const wordsOf = (value: unknown): readonly string[] =>
  (typeof value === 'string' ? [value] : Words.parse(value)).filter((word) => word !== '');
