import type { Connection } from 'vscode-languageserver';
import {
  ArmAwayMethod,
  ArmAwayParams,
  AwayLogMethod,
  AwayLogParams,
  ConfirmPresentMethod,
  ConfirmPresentParams,
  DisarmAwayMethod,
  DisarmAwayParams,
  ShowAwayMethod,
  ShowAwayParams,
  TryAwayMethod,
  TryAwayParams,
} from '#schemas/protocol/away.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerAway(connection: Connection, { log, away }: Services): void {
  onRequest(connection, log, ShowAwayMethod, ShowAwayParams, (params) => away.show(params));
  onRequest(connection, log, ArmAwayMethod, ArmAwayParams, ({ project, confirm }) => away.arm(project, confirm));
  onRequest(connection, log, DisarmAwayMethod, DisarmAwayParams, ({ project, why }) => away.disarm(project, why));
  onRequest(connection, log, ConfirmPresentMethod, ConfirmPresentParams, ({ project }) => away.confirmPresent(project));
  onRequest(connection, log, TryAwayMethod, TryAwayParams, (params) => away.tryAction(params));
  onRequest(connection, log, AwayLogMethod, AwayLogParams, ({ project }) => away.cycles(project));
}
