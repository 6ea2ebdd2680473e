import { join } from 'node:path';
import { Range, Uri, l10n, type TestController, type TestItem } from 'vscode';
import type { ValidationCommand, ValidationSuite } from '#schemas/protocol/validations.ts';

/** A validation command that can be run, and the PRP that names it. */
export interface CommandTest {
  readonly suite: ValidationSuite;
  readonly command: ValidationCommand;
}

/** The PRPs as suites and their commands as tests; what did not change keeps its item and with it its last result. */
export function createTestTree(controller: Pick<TestController, 'items' | 'createTestItem'>) {
  let tests = new Map<string, CommandTest>();
  const show = (suites: readonly ValidationSuite[]): void => {
    tests = new Map();
    const items = suites.map((suite) => {
      const id = `${suite.root}\n${suite.path}`;
      const uri = Uri.file(join(suite.root, suite.path));
      const item = controller.items.get(id) ?? controller.createTestItem(id, '', uri);
      item.label = suite.phase === null ? suite.path : l10n.t('Phase {0}', suite.phase);
      item.description = suite.phase === null ? suite.title : suite.path;
      item.range = lineRange(0);
      const children = suite.commands.map((command, index) => {
        const twins = suite.commands.slice(0, index).filter((one) => one.command === command.command).length;
        const childId = JSON.stringify([id, command.command, twins]);
        tests.set(childId, { suite, command });
        return commandItem(item, childId, command, index, uri);
      });
      item.children.replace(children);
      return item;
    });
    controller.items.replace(items);
  };
  const commandItem = (
    suite: TestItem,
    id: string,
    { level, title, command, line }: ValidationCommand,
    index: number,
    uri: Uri,
  ): TestItem => {
    const item = suite.children.get(id) ?? controller.createTestItem(id, firstLine(command), uri);
    item.description = l10n.t('Level {0}: {1}', level, title);
    item.sortText = String(index).padStart(5, '0');
    item.range = lineRange(line);
    return item;
  };
  return {
    show,
    testOf: (item: TestItem): CommandTest | undefined => tests.get(item.id),
    /** Every command, with its item. */
    all: (): readonly (CommandTest & { readonly item: TestItem })[] =>
      [...controller.items].flatMap(([, suite]) =>
        [...suite.children].flatMap(([id, item]) => {
          const test = tests.get(id);
          return test === undefined ? [] : [{ ...test, item }];
        }),
      ),
  };
}

export type TestTree = ReturnType<typeof createTestTree>;

const lineRange = (line: number): Range => new Range(line, 0, line, 0);

const firstLine = (command: string): string => {
  const [first = '', ...more] = command.split('\n');
  return more.length === 0 ? first : `${first} …`;
};
