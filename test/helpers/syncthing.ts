import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from './clutch.ts';
import { freePort } from './free-port.ts';
import { until } from './processes.ts';

export interface TwoFolders {
  /** Absolute. The same shared folder as two machines reach it. */
  readonly folderA: string;
  readonly folderB: string;
  dispose(): Promise<void>;
}

/** A sentence where Syncthing is not installed, for `skip`; false where it is. */
export function withoutSyncthing(): string | false {
  try {
    execFileSync('syncthing', ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'needs syncthing (apt-get install syncthing)';
  }
}

/**
 * Two Syncthing instances below `home`, each with an identity and a copy of one folder of its own. They know only each
 * other, on loopback: no discovery, no relays, no upgrades, no reports.
 */
export async function syncTwoFolders(home: string): Promise<TwoFolders> {
  const homes = ['a', 'b'].map((name) => join(home, `syncthing-${name}`));
  const folders = ['a', 'b'].map((name) => join(home, `folder-${name}`));
  const environment = { ...process.env, HOME: home, STNOUPGRADE: '1', STNODEFAULTFOLDER: '1', STNORESTART: '1' };
  const run = (...args: string[]): string => execFileSync('syncthing', args, { env: environment, encoding: 'utf8' });
  const ids: string[] = [];
  const ports: number[] = [];
  for (const [index, place] of homes.entries()) {
    run('generate', '--no-default-folder', '--skip-port-probing', `--home=${place}`);
    ids.push(run('serve', '--device-id', `--home=${place}`).trim());
    ports.push(await freePort());
    // Syncthing takes a folder without it for one whose disk is gone.
    mkdirSync(join(folders[index] ?? '', '.stfolder'), { recursive: true });
  }
  const guis = [await freePort(), await freePort()];
  const children = homes.map((place, index) => {
    writeFileSync(
      join(place, 'config.xml'),
      configOf({ index, ids, ports, gui: guis[index] ?? 0, folder: folders[index] ?? '' }),
    );
    const args = ['serve', '--no-browser', '--no-restart', '--no-upgrade', `--home=${place}`];
    return spawn('syncthing', args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  });
  const ended = children.map(collect);
  const [folderA = '', folderB = ''] = folders;
  const dispose = async (): Promise<void> => {
    for (const child of children) child.kill('SIGTERM');
    const late = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 5_000);
    await Promise.all(ended);
    clearTimeout(late);
  };
  try {
    await until(() => isConnected(guis[0] ?? 0), { what: 'the two are connected', deadlineMs: 40_000, everyMs: 200 });
  } catch (error) {
    await dispose();
    throw new Error(`Syncthing did not start: ${(await ended[0])?.stdout ?? ''}`, { cause: error });
  }
  return { folderA, folderB, dispose };
}

const KEY = 'a-key-of-this-test-alone';

async function isConnected(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/rest/system/connections`, { headers: { 'X-API-Key': KEY } });
    return /"connected":\s*true/.test(JSON.stringify(await answer.json()));
  } catch {
    return false;
  }
}

interface Instance {
  readonly index: number;
  readonly ids: readonly string[];
  readonly ports: readonly number[];
  readonly gui: number;
  readonly folder: string;
}

function configOf({ index, ids, ports, gui, folder }: Instance): string {
  const devices = ids.map(
    (id, at) => `<device id="${id}" name="pc-${at}"><address>tcp://127.0.0.1:${ports[at]}</address></device>`,
  );
  return `<configuration version="35">
  <folder id="share" path="${folder}" type="sendreceive" rescanIntervalS="10" fsWatcherEnabled="true" fsWatcherDelayS="1">
    ${ids.map((id) => `<device id="${id}"></device>`).join('')}
  </folder>
  ${devices.join('\n  ')}
  <gui enabled="true" tls="false"><address>127.0.0.1:${gui}</address><apikey>${KEY}</apikey></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:${ports[index]}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <reconnectionIntervalS>1</reconnectionIntervalS>
    <startBrowser>false</startBrowser>
    <urAccepted>-1</urAccepted>
    <crashReportingEnabled>false</crashReportingEnabled>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <setLowPriority>false</setLowPriority>
  </options>
</configuration>
`;
}
