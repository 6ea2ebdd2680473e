import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { type ModelPrice, PriceTable } from '#schemas/prices.ts';
import type { TokenCounts } from '#schemas/run/usage.ts';
import { SettingsError } from '../platform/settings-error.ts';
import { LIST_PRICES } from './list-prices.ts';

const FILE = 'prices.json';
const MAX_BYTES = 1024 * 1024;
const MILLION = 1_000_000;

/** Prices of models, a person's own before the list prices. */
export interface Prices {
  /** Newest knowledge first: what `CLUTCH_HOME/prices.json` says, then what CLUTCH brings. */
  readonly tables: readonly { readonly source: string; readonly table: PriceTable }[];
  /** US dollars; null for a model without a price. */
  estimate(model: string, counts: TokenCounts): number | null;
}

/** Throws one sentence when the person's file is there and cannot be used. */
export function readPrices(home: string): Prices {
  const file = path.join(home, FILE);
  const own = statSync(file, { throwIfNoEntry: false }) ? [{ source: file, table: readTable(file) }] : [];
  return pricesOf([...own, { source: 'list prices', table: LIST_PRICES }]);
}

export function pricesOf(tables: Prices['tables']): Prices {
  const rows = tables.flatMap(({ table }) => table.models).map((price) => ({ price, isOf: matcher(price.model) }));
  return {
    tables,
    estimate(model, counts) {
      const price = rows.find(({ isOf }) => isOf(model))?.price;
      return price === undefined ? null : cost(price, counts);
    },
  };
}

function cost(price: ModelPrice, { input, cachedRead, cachedWrite, output }: TokenCounts): number {
  const sum =
    price.input * input + price.cachedRead * cachedRead + price.cachedWrite * cachedWrite + price.output * output;
  return sum / MILLION;
}

/** `provider/model` is the same model as `model`. */
function matcher(pattern: string): (model: string) => boolean {
  const parts = pattern.toLowerCase().split('*');
  return (model) => {
    const name = model.toLowerCase();
    return fits(name, parts) || fits(name.slice(name.lastIndexOf('/') + 1), parts);
  };
}

/** Linear, unlike a regular expression with several stars. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return name === first;
  if (!name.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function readTable(file: string): PriceTable {
  const size = statSync(file).size;
  if (size > MAX_BYTES) throw new SettingsError(`${file} is larger than 1 MiB. Mend or remove it.`);
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SettingsError(`${file} cannot be read as JSON (${String(cause)}). Mend or remove it.`, { cause });
  }
  const parsed = PriceTable.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new SettingsError(`${file} cannot be used:\n${z.prettifyError(parsed.error)}\nMend or remove it.`);
}
