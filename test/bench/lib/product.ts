import { join } from 'node:path';
import { repositoryRoot } from '../../../scripts/lib/repository.ts';

/** The unpacked extension that is measured: what scripts/bench.ts built, or the checkout when run without it. */
export const productFolder = process.env['CLUTCH_BENCH_PRODUCT'] ?? repositoryRoot;

export const serverScript = join(productFolder, 'dist', 'server.mjs');
export const clutchScript = join(productFolder, 'dist', 'clutch.mjs');
