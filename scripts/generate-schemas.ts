/**
 * Writes the JSON Schemas that editors use for our files, and the page about the settings that is made from them:
 * `node scripts/generate-schemas.ts`. With `--check` it only says whether they are up to date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { Contract } from '#schemas/document/contract.ts';
import { Playbook } from '#schemas/playbook.ts';
import { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { inRepository } from './lib/repository.ts';
import { settingsPage } from './lib/settings-page.ts';

const schemas = [
  { file: 'schemas/json/playbook.schema.json', title: 'CLUTCH playbook', shape: Playbook },
  { file: 'schemas/json/config.schema.json', title: 'CLUTCH project configuration', shape: ProjectConfig },
  { file: 'schemas/json/machine-config.schema.json', title: 'CLUTCH settings of a machine', shape: MachineConfig },
  { file: 'schemas/json/contract.schema.json', title: 'CLUTCH interface contract', shape: Contract },
];

/** Every generated file, relative to the repository, with what it has to hold. */
export function generatedSchemas(): ReadonlyMap<string, string> {
  const generated = schemas.map(({ file, title, shape }): [string, string] => {
    // `input`: what a person writes, where every field with a default may be left out.
    const schema = { title, ...z.toJSONSchema(shape, { io: 'input', target: 'draft-7' }) };
    return [file, `${JSON.stringify(schema, null, 2)}\n`];
  });
  return new Map([...generated, ['docs/settings.md', settingsPage()]]);
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(inRepository(file), 'utf8');
  } catch {
    return null;
  }
}

if (import.meta.main) {
  for (const [file, content] of generatedSchemas()) {
    if (contentOf(file) === content) continue;
    if (process.argv.includes('--check')) {
      console.error(`${file} is out of date; run: node scripts/generate-schemas.ts`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(inRepository(file)), { recursive: true });
      writeFileSync(inRepository(file), content);
      console.log(`Wrote ${file}`);
    }
  }
}
