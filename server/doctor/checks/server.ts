import path from 'node:path';
import { PROTOCOL_VERSION } from '#schemas/protocol/handshake.ts';
import { MAX_SOCKET_PATH } from '../../platform/address.ts';
import { VERSION } from '../../platform/version.ts';
import { type DoctorCheck, finding } from '../check.ts';

/** More than this is not what a server without runs needs. */
const MUCH_MEMORY = 1_073_741_824;

export const server: DoctorCheck = {
  id: 'server',
  title: 'Server',
  limitMs: 5_000,
  look: ({ home, server: facts, absence }) => {
    const log = path.join(home, 'logs', 'server.log');
    if (facts === null) {
      const help = { todo: 'Mend what it says, then start it.', command: 'clutch server start', file: log };
      return Promise.resolve([finding('problem', absence ?? 'No server answers.', help)]);
    }
    const { pid, version, protocol, address } = facts.info;
    const megabytes = Math.round(facts.rssBytes / 1_048_576);
    const found = [finding('ok', `CLUTCH ${version}, pid ${pid}, ${megabytes} MiB, at ${address}.`, { id: 'running' })];
    if (version !== VERSION || protocol !== PROTOCOL_VERSION) {
      const text = `It is ${version} with protocol ${protocol}, and this is ${VERSION} with ${PROTOCOL_VERSION}.`;
      found.push(finding('warning', text, { id: 'version', todo: 'Restart it.', command: 'clutch server stop' }));
    }
    if (process.platform !== 'win32' && Buffer.byteLength(address) > MAX_SOCKET_PATH) {
      const text = `The path of its socket is longer than ${MAX_SOCKET_PATH} bytes: ${address}`;
      found.push(finding('problem', text, { id: 'address', todo: 'Set CLUTCH_HOME to a folder with a shorter path.' }));
    }
    if (facts.rssBytes > MUCH_MEMORY) {
      const help = { id: 'memory', todo: 'Restart it when no run is active.', command: 'clutch server stop' };
      found.push(finding('warning', `It holds ${megabytes} MiB of memory.`, help));
    }
    return Promise.resolve(found);
  },
};
