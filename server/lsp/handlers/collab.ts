import type { Connection } from 'vscode-languageserver';
import {
  CollabMethod,
  CollabParams,
  InviteMethod,
  InviteParams,
  JoinMethod,
  JoinParams,
  MembershipMethod,
  MembershipParams,
  ShareMethod,
  ShareParams,
} from '#schemas/protocol/collab.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

/** Who takes part in a shared project; what the machines do together is in `collab-work.ts`. */
export function registerCollab(connection: Connection, { log, collab }: Services): void {
  onRequest(connection, log, CollabMethod, CollabParams, ({ root }) => ({ projects: collab.views(root) }));
  onRequest(connection, log, ShareMethod, ShareParams, ({ root, place }) => collab.share(root, place));
  onRequest(connection, log, InviteMethod, InviteParams, ({ root }) => collab.invite(root));
  onRequest(connection, log, JoinMethod, JoinParams, (params) => collab.join(params));
  onRequest(connection, log, MembershipMethod, MembershipParams, async (params) => ({
    view: await collab.membership(params),
  }));
}
