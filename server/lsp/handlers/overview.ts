import type { Connection } from 'vscode-languageserver';
import { OverviewMethod, OverviewParams } from '#schemas/protocol/overview.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerOverview(connection: Connection, services: Services): void {
  onRequest(connection, services.log, OverviewMethod, OverviewParams, ({ folders }) => services.overview(folders));
}
