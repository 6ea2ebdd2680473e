import type { Connection } from 'vscode-languageserver';
import {
  GrantTrustMethod,
  GrantTrustParams,
  RevokeTrustMethod,
  RevokeTrustParams,
  ShowTrustMethod,
  ShowTrustParams,
} from '#schemas/protocol/trust.ts';
import { showTrust } from '../../runs/trust.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerTrust(connection: Connection, { log, supervisor, trust }: Services): void {
  onRequest(connection, log, ShowTrustMethod, ShowTrustParams, (params) =>
    showTrust(trust, params, params.run === null ? null : supervisor.view(params.run)),
  );
  onRequest(connection, log, GrantTrustMethod, GrantTrustParams, ({ project, hashes }) => ({
    count: trust.grant(project, hashes),
  }));
  onRequest(connection, log, RevokeTrustMethod, RevokeTrustParams, ({ project }) => ({ count: trust.revoke(project) }));
}
