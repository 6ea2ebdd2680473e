/** Makes docs/settings.md from the shapes of the configuration files, so that the page cannot say anything else. */
import * as z from 'zod';
import { MachineConfig, ProjectConfig } from '#schemas/settings.ts';

/** The part of JSON Schema that these shapes use. */
const Field = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional(), minimum: z.number().optional() })).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  propertyNames: z.looseObject({ enum: z.array(z.string()).optional() }).optional(),
});
type Field = z.infer<typeof Field>;

export function settingsPage(): string {
  return `# Settings

Generated from the shapes that the program itself reads (\`node scripts/generate-schemas.ts\`); do not edit it by hand.

## \`.clutch/config.json\` of a project

What a run depends on, so that it behaves the same from every window, the command line and CI. Every field may be left
out; a file that is not there means all defaults. A field with a dot lies in an object: \`"caps": { "tokens": 200000 }\`.
A field that does not exist is an error, so that a typing mistake cannot go unnoticed.
[Its JSON Schema](../schemas/json/config.schema.json) is bound to the file in VS Code.

${table(ProjectConfig)}

The part of it that concerns the method is kept with each run when it starts, and read again by \`clutch resume\`.
Runtimes and the playbook are started only when [you trust them](command-line.md#trust).

## \`config.json\` in \`CLUTCH_HOME\`

What concerns this machine and no project. \`CLUTCH_HOME\` is \`~/.local/state/clutch\` on Linux,
\`~/Library/Application Support/clutch\` on macOS and \`%LOCALAPPDATA%\\clutch\` on Windows, unless the variable of that
name says otherwise. It holds the journal, the logs and the worktrees of running phases.

${table(MachineConfig)}
`;
}

function table(shape: z.ZodType): string {
  const rows = rowsOf('', Field.parse(z.toJSONSchema(shape, { io: 'input', target: 'draft-7' })));
  return ['| field | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function rowsOf(prefix: string, { properties = {} }: Field): string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    const field = Field.parse(value);
    if (name === '$schema') return [];
    if (field.properties) return rowsOf(`${prefix}${name}.`, field);
    const standard = field.default === undefined ? '–' : `\`${JSON.stringify(field.default)}\``;
    const cells = [`\`${prefix}${name}\``, valueOf(field), standard, field.description ?? ''];
    return [`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`];
  });
}

function valueOf(field: Field): string {
  const choices = field.enum ?? [];
  if (choices.length > 0) return choices.map((choice) => `\`${choice}\``).join(', ');
  const { type, minimum = field.exclusiveMinimum, maximum } = simple(field);
  const words = type === 'integer' ? 'whole number' : (type ?? 'any');
  if (type === 'object') {
    const keys = field.propertyNames?.enum ?? [];
    return keys.length > 0 ? `object with ${keys.map((key) => `\`${key}\``).join(', ')}` : 'object';
  }
  const from = field.anyOf ? `${words} or null` : words;
  if (type === 'string' || (minimum === undefined && maximum === undefined)) return from;
  return maximum === undefined || maximum >= 1e12
    ? `${from}, above ${minimum ?? 0}`
    : `${from}, ${minimum ?? 0} to ${maximum}`;
}

/** Of a field that may be null, what it is otherwise. */
function simple(field: Field): Field {
  const other = field.anyOf?.find(({ type }) => type !== 'null');
  return other ? Field.parse(other) : field;
}
