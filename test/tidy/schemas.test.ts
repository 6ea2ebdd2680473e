import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generatedSchemas } from '../../scripts/generate-schemas.ts';
import { inRepository } from '../../scripts/lib/repository.ts';

for (const [file, content] of generatedSchemas()) {
  test(`${file} equals its shape (node scripts/generate-schemas.ts writes it)`, () => {
    assert.equal(readFileSync(inRepository(file), 'utf8'), content);
  });
}
