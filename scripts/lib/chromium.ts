import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { messageOf, runOrThrow } from './process.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const advice = 'Install Chromium or Chrome, or set CHROMIUM_PATH to its program, and try again.';

/**
 * The path of a Chromium or Chrome: CHROMIUM_PATH, then PATH, then the usual application folders. As root on a Debian
 * system a missing one is installed; anywhere else it is an error that says what to install.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new Error(`No Chromium was found. ${advice}`);
  }
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 300_000 };
  try {
    await runOrThrow('apt-get', ['update'], options);
    await runOrThrow('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
  } catch (cause) {
    throw new Error(`apt-get could not install Chromium (${messageOf(cause)}). ${advice}`, { cause });
  }
  const installed = findChromium();
  if (installed === undefined) throw new Error(`apt-get installed Chromium, but none is in PATH. ${advice}`);
  return installed;
}

/** Starts a headless browser with an empty profile that connects to nothing but the pages it is sent to. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    headless: true,
    // The scripts end their processes themselves, in an order of their own.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
    args: [
      // Chromium's own sandbox refuses to run as root, which containers and CI machines are.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

function findChromium(): string | undefined {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH names ${chosen}, which cannot be executed. Correct it or unset it.`);
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...applications].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
