import type { Connection } from 'vscode-languageserver';
import {
  RequestMethod,
  RequestParams,
  SendMethod,
  SendParams,
  WorkMethod,
  WorkParams,
} from '#schemas/protocol/collab.ts';
import type { Collab } from '../../collab/collab.ts';
import { CollabError } from '../../collab/collab-error.ts';
import { realRoot } from '../../collab/members/live-projects.ts';
import type { CollabWork } from '../../collab/requests/collab-work.ts';
import type { Logger } from '../../platform/logger.ts';
import { onRequest } from '../requests.ts';

export interface CollabWorkServices {
  readonly log: Logger;
  readonly collab: Pick<Collab, 'views'>;
  readonly collabWork: CollabWork;
}

/** What people say to the machines of shared projects, and ask of them. */
export function registerCollabWork(connection: Connection, { log, collab, collabWork }: CollabWorkServices): void {
  onRequest(connection, log, SendMethod, SendParams, (params) =>
    collabWork.send({ ...params, root: realRoot(params.root) }),
  );
  onRequest(connection, log, RequestMethod, RequestParams, (params) =>
    collabWork.request({ ...params, root: realRoot(params.root) }),
  );
  onRequest(connection, log, WorkMethod, WorkParams, (params) => {
    const root = realRoot(params.root);
    const [view] = collab.views(root);
    if (view === undefined) {
      throw new CollabError(`${root} is not shared with other machines. Join it first: clutch join <folder> --code …`);
    }
    collabWork.work({ ...params, root });
    return view;
  });
}
