import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { ModelPrice } from '#schemas/prices.ts';
import { SettingsError } from '../../../server/platform/settings-error.ts';
import { LIST_PRICES } from '../../../server/usage/list-prices.ts';
import { pricesOf, readPrices } from '../../../server/usage/prices.ts';
import { withTempDir } from '../../helpers/temp.ts';

const counts = { input: 1_000_000, cachedRead: 1_000_000, cachedWrite: 1_000_000, output: 1_000_000 };
const row = (model: string, price: number): ModelPrice => ({
  model,
  input: price,
  cachedRead: 0,
  cachedWrite: 0,
  output: 0,
});
const tableOf = (...models: ModelPrice[]) => pricesOf([{ source: 'test', table: { asOf: '2026-01-01', models } }]);

describe('a price', () => {
  test('is counted for each kind of token', () => {
    const prices = tableOf({ model: 'm', input: 1, cachedRead: 10, cachedWrite: 100, output: 1000 });
    assert.equal(prices.estimate('m', counts), 1111);
    assert.equal(prices.estimate('m', { ...counts, cachedRead: 0, output: 500_000 }), 601);
  });

  test('is that of the first row that fits, whatever the case and the provider before it', () => {
    const prices = tableOf(row('big-*-mini', 1), row('big-*', 2), row('exact', 3));
    const estimate = (model: string) => prices.estimate(model, counts);
    assert.deepEqual(['big-5-mini', 'BIG-5', 'some/provider/big-5', 'exact'].map(estimate), [1, 2, 2, 3]);
    assert.deepEqual(['exactly', 'not-big-5', 'big', ''].map(estimate), [null, null, null, null]);
  });

  test('is found as a regular expression would find it', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), maxLength: 8 });
    const names = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 12 });
    fc.assert(
      fc.property(
        letters.filter((pattern) => pattern !== ''),
        names,
        (pattern, name) => {
          const expected = new RegExp(`^${pattern.replaceAll(/\*+/g, '.*')}$`).test(name);
          assert.equal(tableOf(row(pattern, 1)).estimate(name, counts) !== null, expected);
        },
      ),
    );
  });

  test('of every listed model reads from the cache for less than it writes', () => {
    for (const { model, input, cachedRead, cachedWrite, output } of LIST_PRICES.models) {
      assert.ok(cachedRead < input && input <= cachedWrite && input < output, model);
    }
  });
});

describe('the price table of a person', () => {
  test('goes before the list prices', () =>
    withTempDir(async (home) => {
      const own = { asOf: '2026-11-01', models: [row('gpt-5.5', 1)] };
      await writeFile(join(home, 'prices.json'), JSON.stringify(own));
      const prices = readPrices(home);
      assert.deepEqual(
        prices.tables.map(({ table }) => table.asOf),
        ['2026-11-01', LIST_PRICES.asOf],
      );
      assert.equal(prices.estimate('gpt-5.5', { ...counts, cachedRead: 0, output: 0 }), 1);
      assert.equal(prices.estimate('gpt-5.5-pro', { ...counts, cachedRead: 0, cachedWrite: 0, output: 0 }), 5);
    }));

  test('that cannot be used is named with what is wrong', () =>
    withTempDir(async (home) => {
      const file = join(home, 'prices.json');
      for (const [text, why] of [
        ['{', /cannot be read as JSON/],
        ['{"asOf": "yesterday", "models": []}', /asOf/],
        ['{"asOf": "2026-01-01", "models": [{"model": "m", "input": -1}]}', /models\[0\]\.input/],
        [`"${'x'.repeat(1024 * 1024)}"`, /larger than 1 MiB/],
      ] as const) {
        await writeFile(file, text);
        assert.throws(
          () => readPrices(home),
          (error) => error instanceof SettingsError && why.test(error.message) && error.message.includes(file),
        );
      }
    }));
});
