/**
 * Splits a fence of shell code into commands that can be run one by one, each in a shell of its own. Where lines
 * share shell state (a `cd`, a variable, a function, a loop, a here-document, a job in the background) the whole fence
 * is one command with its line breaks.
 */
export function shellCommands(source: string): readonly string[] {
  const lines = withoutPrompts(source.split(/\r\n|\r|\n/));
  const commands = logicalLines(lines);
  if (commands.length > 1 && commands.some(keepsState)) {
    const script = lines
      .join('\n')
      .replace(/^(?:[ \t]*\n)+/, '')
      .trimEnd();
    return [script];
  }
  return commands;
}

/** In a transcript only the lines behind a `$ ` are commands; the rest is what they printed. */
function withoutPrompts(lines: readonly string[]): readonly string[] {
  const prompted = lines.filter((line) => /^\s*\$\s+\S/.test(line));
  if (prompted.length === 0) return lines;
  const first = lines.find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  if (!first || !/^\s*\$\s/.test(first)) return lines;
  return prompted.map((line) => line.replace(/^\s*\$\s+/, ''));
}

/** Drops blank and comment lines; joins lines that a backslash, an operator or an open quote continues. */
function logicalLines(lines: readonly string[]): readonly string[] {
  const commands: string[] = [];
  let current = '';
  for (const line of lines) {
    if (current === '' && (line.trim() === '' || /^\s*#/.test(line))) continue;
    // A continuation's indentation says nothing; inside quotes over several lines every blank counts.
    const text = current + (current.endsWith('\n') ? line : line.trimStart());
    if (openQuote(text) !== '') current = `${text}\n`;
    else if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) current = `${text.slice(0, -1).trimEnd()} `;
    else if (/(?:&&|\|\||\|)\s*$/.test(text)) current = `${text.trimEnd()} `;
    else {
      commands.push(text.trimEnd());
      current = '';
    }
  }
  if (current.trim() !== '') commands.push(current.trimEnd());
  return commands;
}

/** The quote that is still open at the end of the text, or an empty string. */
function openQuote(text: string): string {
  let open = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (open === "'") {
      if (character === "'") open = '';
    } else if (character === '\\') index += 1;
    else if (open === '"') {
      if (character === '"') open = '';
    } else if (character === '"' || character === "'") open = character;
    else if (character === '#' && /^$|\s/.test(text[index - 1] ?? '')) {
      const end = text.indexOf('\n', index);
      if (end < 0) return '';
      index = end;
    }
  }
  return open;
}

const BUILTIN =
  /(?:^|&&|\|\||;|\bthen|\bdo)\s*(?:cd|pushd|popd|export|source|\.|alias|set|shopt|unset|trap|umask|eval|declare|typeset|local|readonly|ulimit|shift|exit|wait|jobs|fg|bg|disown|conda\s+activate|nvm\s+use|pyenv\s+shell)(?=\s|;|&|$)/;
const CONTROL =
  /^\s*(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function|\{|\}|\(|\))(?=\s|;|$|\()/;
const FUNCTION = /^\s*[\w-]+\s*\(\s*\)\s*\{?/;
const HERE_DOCUMENT = /(?:^|[^<])<<-?\s*["'\\]?[A-Za-z_]/;
const BACKGROUND = /[^&>|\\]&\s*(?:$|#|[^&>\s]|\s+[^&\s])/;

/** Whether a part of the command is nothing but assignments; `NAME=value program` sets it for that program only. */
function assigns(command: string): boolean {
  const flat = command.replace(/\$\([^()]*\)|`[^`]*`/g, 'x');
  return flat.split(/&&|\|\||[;&|]/).some((part) => {
    const words = part.trim().split(/\s+/);
    const comment = words.findIndex((word) => word.startsWith('#'));
    const code = comment < 0 ? words : words.slice(0, comment);
    return code.length > 0 && code.every((word) => /^[A-Za-z_]\w*\+?=/.test(word));
  });
}

function keepsState(command: string): boolean {
  const outside = command.replace(/'[^']*'/g, "''").replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return (
    BUILTIN.test(outside) ||
    CONTROL.test(outside) ||
    FUNCTION.test(outside) ||
    assigns(outside) ||
    HERE_DOCUMENT.test(command) ||
    BACKGROUND.test(outside)
  );
}
