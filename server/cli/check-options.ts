export const CHECK_USAGE = 'Usage: clutch check <path…> [--fix] [--format text|json|sarif|github]';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type CheckFormat = (typeof FORMATS)[number];

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly format: CheckFormat;
  /** Whether to apply every safe fix before what is left is printed. */
  readonly fix: boolean;
}

/** The options, or a sentence about what is wrong with them. */
export function readCheckOptions(args: readonly string[]): CheckOptions | string {
  const paths: string[] = [];
  let format = 'text';
  let fix = false;
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      paths.push(...args.slice(index + 1));
      break;
    }
    if (argument === '--format') {
      index += 1;
      format = args[index] ?? '';
    } else if (argument.startsWith('--format=')) format = argument.slice('--format='.length);
    else if (argument === '--fix') fix = true;
    else if (argument.startsWith('-') && argument !== '-') return `clutch check knows no option ${argument}.`;
    else if (argument === '') return 'A path is empty.';
    else paths.push(argument);
  }
  const known = FORMATS.find((one) => one === format);
  if (!known) return `"${format}" is no format; choose ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}.`;
  return paths.length === 0 ? 'Name at least one file or folder to check.' : { paths, format: known, fix };
}
