import {
  type Assignment,
  type CommandNode,
  type CompoundList,
  forEachChild,
  type ParsedScript,
  type PipelineNode,
  parse,
  type Redirected,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { assignment, holdsSubstitution } from './assignments.ts';
import type { Call } from './call.ts';
import { type Arg, type Dirs, NOWHERE, unknownWord, word } from './deed.ts';
import { merged, same } from './dirs.ts';
import { pipedInput } from './piped-names.ts';
import { add, addUnclear, deeper, type Reading, reads, step } from './reading.ts';
import { redirection } from './redirections.ts';
import { secretVariable } from './secrets.ts';
import { createCall, isProgram, runCommand } from './run-command.ts';
import { argsOf } from './words.ts';

type Single = Extract<CommandNode, { type: 'Command' }>;

/**
 * Reads a script as the shell would and collects what each of its parts does; nothing of it is run. Every walk returns
 * the folders that the next command may be in.
 */
export function readScript(text: string, dirs: Dirs, reading: Reading): Dirs {
  return walkScript(parse(text), dirs, deeper(reading));
}

function walkScript(script: ParsedScript, dirs: Dirs, reading: Reading): Dirs {
  if (script.errors && script.errors.length > 0) addUnclear(reading, 'a script that cannot be read');
  return walkList(script.commands, dirs, reading);
}

function walkList(statements: readonly Statement[], dirs: Dirs, reading: Reading): Dirs {
  return statements.reduce((before, statement) => walkStatement(statement, before, reading), dirs);
}

function walkStatement({ command, background }: Statement, dirs: Dirs, reading: Reading): Dirs {
  const after = command.type === 'AndOr' ? walkChain(command, dirs, reading) : walkPipeline(command, dirs, reading);
  return background === true ? dirs : merged(dirs, after);
}

/** Behind `&&` a `cd` has worked; behind `||` it may have failed. */
function walkChain(
  { commands, operators }: Extract<Statement['command'], { type: 'AndOr' }>,
  dirs: Dirs,
  reading: Reading,
): Dirs {
  let success = dirs;
  let possible = dirs;
  for (const [index, command] of commands.entries()) {
    const isAfterSuccess = index === 0 || operators[index - 1] === '&&';
    const after = walkPipeline(command, isAfterSuccess ? success : possible, reading);
    success = isAfterSuccess ? after : merged(success, after);
    possible = merged(possible, after);
  }
  return possible;
}

function walkPipeline(node: PipelineNode, dirs: Dirs, reading: Reading): Dirs {
  if (node.type !== 'Pipeline') return walkCommand(node, dirs, null, reading);
  const { commands } = node;
  const after = commands.map((command, index) =>
    walkCommand(command, dirs, index === 0 ? null : pipedInput(commands.slice(0, index)), reading),
  );
  return commands.length === 1 ? merged(dirs, after[0] ?? dirs) : dirs;
}

function walkCommand(node: CommandNode | CompoundList, dirs: Dirs, input: Arg | null, reading: Reading): Dirs {
  step(reading);
  switch (node.type) {
    case 'Command':
      return walkSingle(node, dirs, input, reading);
    case 'Redirected':
      return walkRedirected(node, dirs, reading);
    case 'Subshell':
      walkList(node.body.commands, dirs, reads(reading, input));
      return dirs;
    case 'BraceGroup':
      return walkList(node.body.commands, dirs, reads(reading, input));
    case 'CompoundList':
      return walkList(node.commands, dirs, reading);
    case 'If': {
      const lists = [node.clause, node.then, ...node.elif.flatMap((one) => [one.clause, one.then])];
      return [...lists, ...(node.else ? [node.else] : [])].reduce(
        (before, list) => merged(before, walkList(list.commands, before, reads(reading, input))),
        dirs,
      );
    }
    case 'For':
    case 'Select':
      for (const one of node.wordlist ?? []) visit(one, dirs, reading);
      return walkLoop([node.body], dirs, reads(reading, input));
    case 'ArithmeticFor':
      for (const one of [node.initialize, node.test, node.update]) if (one) visit(one, dirs, reading);
      return walkLoop([node.body], dirs, reads(reading, input));
    case 'While':
      return walkLoop([node.clause, node.body], dirs, reads(reading, input));
    case 'Case':
      visit(node.word, dirs, reading);
      for (const { pattern } of node.items) for (const one of pattern) visit(one, dirs, reading);
      return node.items.reduce(
        (before, { body }) => merged(before, walkList(body.commands, before, reads(reading, input))),
        dirs,
      );
    // It is called later, from wherever that is, with arguments that are not known here.
    case 'Function':
      if (isProgram(node.name.value)) addUnclear(reading, `a function named ${node.name.value}`);
      walkCommand(node.body, NOWHERE, unknownWord('|'), reading);
      return dirs;
    case 'Coproc':
      walkCommand(node.body, dirs, unknownWord('|'), reading);
      return dirs;
    case 'TestCommand':
    case 'ArithmeticCommand':
      visit(node, dirs, reading);
      return dirs;
    default:
      addUnclear(reading, 'a command that cannot be read');
      return dirs;
  }
}

/** A `cd` in a loop leads somewhere else in every round. */
function walkLoop(lists: readonly CompoundList[], dirs: Dirs, reading: Reading): Dirs {
  const round = (from: Dirs): Dirs => lists.reduce((before, list) => walkList(list.commands, before, reading), from);
  const after = round(dirs);
  if (same(after, dirs)) return dirs;
  round(NOWHERE);
  return NOWHERE;
}

function walkRedirected({ command, redirects }: Redirected, dirs: Dirs, reading: Reading): Dirs {
  const input = takeRedirects(redirects, createCall([], { dirs, input: null }, reading), reading);
  return walkCommand(command, dirs, input, reading);
}

function walkSingle(command: Single, dirs: Dirs, piped: Arg | null, reading: Reading): Dirs {
  for (const part of [...command.prefix, ...(command.name ? [command.name] : []), ...command.suffix]) {
    if (!isRedirection(part)) visit(part, dirs, reading);
  }
  const args = command.name ? [...argsOf(command.name), ...command.args.flatMap(argumentOf)] : [];
  step(reading, args.length);
  const call = createCall(args, { dirs, input: null }, reading);
  const input = takeRedirects(command.redirects, call, reading) ?? piped ?? reading.input;
  for (const one of command.prefix) {
    if (one.type === 'Assignment') add(reading, assignment(call, one.name, valueOf(one)));
  }
  return args.length === 0 ? dirs : runCommand(args, { dirs, input }, reading);
}

function isRedirection(part: SyntaxNode): part is Redirection {
  return part.type === 'Redirect' || part.type === 'HereDoc' || part.type === 'HereString';
}

/** `export NAME=value` comes as an assignment, `dd of=file` as a word. */
function argumentOf(part: Word | Assignment): readonly Arg[] {
  if (part.type === 'Word') return argsOf(part);
  const value = valueOf(part);
  if (value === null) return [unknownWord(part.text)];
  return [{ ...value, text: `${part.name}${part.append === true ? '+' : ''}=${value.text}` }];
}

function valueOf({ value }: Assignment): Arg | null {
  if (value.type === 'ArrayValue') return unknownWord('(…)');
  const words = argsOf(value);
  return words.length === 1 ? (words[0] ?? null) : word(value.text);
}

/** What the command reads, where a redirection says it. */
function takeRedirects(redirects: readonly Redirection[], call: Call, reading: Reading): Arg | null {
  let input: Arg | null = null;
  for (const one of redirects) {
    visit(one, call.dirs, reading);
    const { deeds, given } = redirection(one, call);
    add(reading, deeds);
    input = given ?? input;
  }
  return input;
}

/** Finds what is executed inside of words: substitutions at every depth, and variables that are secrets. */
function visit(node: SyntaxNode, dirs: Dirs, reading: Reading): void {
  step(reading);
  switch (node.type) {
    case 'CommandExpansion':
    case 'ProcessSubstitution':
    case 'ArithmeticCommandExpansion': {
      const { script } = node;
      const isInput = node.type === 'ProcessSubstitution' && node.operator === '>';
      if (script === undefined) addUnclear(reading, 'a substitution that cannot be read');
      else walkScript(script, dirs, reads(deeper(reading), isInput ? unknownWord('|') : null));
      return;
    }
    case 'SimpleExpansion':
      add(reading, secretVariable(node.text.slice(1)));
      break;
    case 'ParameterExpansion':
      add(reading, secretVariable(node.parameter));
      if (node.prefix === '!' || node.operation?.type === 'Transform') addUnclear(reading, node.text);
      break;
    // Numbers are computed by the shell, and it runs substitutions that it meets there, quoted or not.
    case 'TestBinary':
    case 'TestUnary':
      for (const one of node.type === 'TestBinary' ? [node.left, node.right] : [node.operand]) {
        if (argsOf(one).some(holdsSubstitution)) addUnclear(reading, one.text);
      }
      break;
    case 'ArithmeticWord':
      if (/\$\(|`/.test(node.value) && node.parts === undefined) addUnclear(reading, node.value);
      break;
    default:
  }
  forEachChild(node, (child) => visit(child, dirs, reading));
}
